"""Small content folders to read in tests."""

from __future__ import annotations

from pathlib import Path

from bot.lessons.problems import ContentProblem

LESSON = """\
---
id: 01-bread
number: 1
title: 빵과 빵틀
summary: 빵틀을 배워요.
minutes: 5
after: []
---

# 빵과 빵틀

머리말이에요.

## 이미지 {#image}

이미지는 컨테이너를 찍어내는 **빵틀**이에요.

- 첫째 줄이에요.
- 둘째 줄이에요.

```quiz
id: q-mold
kind: one
prompt: 빵틀은 무엇인가요?
choices:
  - {text: 이미지, right: true, remark: 맞아요.}
  - {text: 컨테이너, remark: 빵이에요.}
  - {text: 오븐, remark: 오븐은 굽는 곳이에요.}
explanation: 이미지가 빵틀이에요.
difficulty: 1
```

### 층 {#layer}

```mermaid
flowchart LR
    A["이미지"] --> B["컨테이너"]
```

```alt
이미지에서 컨테이너가 나와요.
```

| 이름 | 뜻 |
|---|---|
| 이미지 | `빵틀` |
"""

MISSION = """\
```mission
id: m-web
title: 빵집 열기
story: "{name} 컨테이너를 {port} 포트에 띄워 주세요."
values:
  name: [web, shop]
  port: ["8080", "9090"]
minutes: 5
checks:
  - {id: running, kind: container-running, container: "{name}", not_yet: "아직 꺼져 있어요."}
hints:
  - {id: start, say: docker run 을 써 보세요.}
solution: ["docker run -d --name {name} -p {port}:80 nginx"]
wrong:
  - {run: ["docker run -d nginx"], hint: start}
  - {run: ["docker run -d --name {name}-1 nginx"], hint: start}
  - {run: ["docker create --name {name} nginx"], hint: start}
```

### 층"""

INDEX = """\
image:
  kind: definition
  easy: image#1
  phrasings: [이미지가 뭐야]
image/layer:
  kind: fact
  phrasings: [층이 뭐야]
"""

CARD = """\
---
id: docker ps
summary: 실행 중인 컨테이너를 봐요.
forms:
  - {form: "docker ps [옵션]", says: 목록을 봐요.}
examples:
  - {line: docker ps -a, says: 꺼진 것까지 봐요.}
---
목록을 볼 때 써요.
"""


ERROR = """\
- id: no-such
  pattern: 'No such container: (?P<name>\\S+)'
  example: 'Error response from daemon: No such container: web'
  made_by: [docker rm web]
  title: 그런 컨테이너가 없어요
  cause: '{name} 컨테이너가 없어요.'
  cure: 이름을 확인하세요.
"""


def write(folder: Path, lesson: str = LESSON, index: str = INDEX, **files: str) -> Path:
    """Write a content folder with one lesson; `files` are others, `__` in a name standing for `/`."""
    place = folder / "lessons" / "01-bread"
    place.mkdir(parents=True, exist_ok=True)
    (place / "lesson.md").write_text(lesson, encoding="utf-8")
    (place / "index.yaml").write_text(index, encoding="utf-8")
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def add_card(folder: Path, text: str = CARD, name: str = "docker-ps.md") -> Path:
    """Add a command card."""
    (folder / "commands").mkdir(parents=True, exist_ok=True)
    (folder / "commands" / name).write_text(text, encoding="utf-8")
    return folder


def told(problems: tuple[ContentProblem, ...]) -> list[tuple[str, int]]:
    """Return the keys and lines of problems."""
    return [(problem.key, problem.place.line) for problem in problems]
