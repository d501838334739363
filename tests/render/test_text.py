from __future__ import annotations

from bot.render.text import readable

LESSON = """처음 문장이에요.

```mermaid
flowchart LR
    A --> B
```
```alt
A에서 B로 가요.
```

| 장점 | 단점 |
|---|---|
| 가볍다 | 리눅스만 |
| 빠르다 | 비효율 |

다음 문단이에요.

### 이미지 {#image}

```bash no-run="서버에서만"
docker pull nginx
```
"""


def test_a_chat_shows_no_diagram_source_no_table_and_no_ids() -> None:
    assert readable(LESSON) == (
        "처음 문장이에요.\n\n- 장점: 가볍다 · 단점: 리눅스만\n- 장점: 빠르다 · 단점: 비효율\n\n다음 문단이에요.\n\n"
        "**이미지**\n\n```bash\ndocker pull nginx\n```"
    )
