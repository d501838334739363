"""What was tried against a live sandbox and what came back: kept by the escape tests, shown in docs/escape.md.

`python -m tests.engine.told` writes the page from what the last whole run kept (`make escape` does both).
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from tests.engine.escape_cases import REACH, SCRIPTS, SYSCALLS
from tests.engine.escape_privileged import PRIVILEGED
from tests.engine.policy_cases import BY_FILES, RACES, THROUGH

PROJECT = Path(__file__).parents[2]
KEPT = PROJECT / ".gorae" / "escape.json"
PAGE = PROJECT / "docs" / "escape.md"
MOST = 110
# Each part of the page: its cases, and what they are.
PARTS: dict[str, tuple[tuple[str, ...], str]] = {
    "policy": (tuple(THROUGH), "정책을 지나서 · through the policy, as a learner"),
    "files": (tuple(BY_FILES), "정책을 지나서, 파일로 · through the policy, by files of the workspace"),
    "races": (
        tuple(RACES),
        "정책을 지나서, 심사와 실행 사이에 바꿔치며 · through the policy, swapped between the look and the run",
    ),
    "scripts": (tuple(SCRIPTS), "정책 없이, 연습장의 root로 · past the policy, as the sandbox's root"),
    "privileged": (
        tuple(PRIVILEGED),
        "자기 엔진이 줄 수 있는 것을 모두 가진 컨테이너에서 · in a container with all that their own engine can give",
    ),
    "network": (tuple(REACH), "옆에서 듣고 있는 컴퓨터로 · to a host that listens beside the sandbox"),
    "calls": (tuple(SYSCALLS), "시스템 호출, 연습장의 root로 · system calls, as the sandbox's root"),
    "calls-inside": (tuple(SYSCALLS), "시스템 호출, 그런 컨테이너에서 · system calls, in such a container"),
}
HEAD = """# 탈출 시험 / The escape suite

진짜 연습장에서 해 본 것과 돌아온 것이에요. `make escape`가 시험을 돌리고 이 쪽을 다시 써요. 빈칸은 찾는 것이 없었다는
뜻이고, 같은 자리에서 있어야 할 것은 찾아지는지 함께 봤어요. 경계가 무엇인지는 [위협 모델](threat-model.md)에 있어요.

*What was tried in a live sandbox and what came back; `make escape` runs the tests and writes this page. Nothing in the
last column: what was looked for was not there, and that it would have been found was seen in the same place.*
"""


class Told:
    """What a run has tried so far."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, tuple[str, str]]] = {}

    def keep(self, part: str, name: str, tried: str, came: str) -> None:
        """Keep what came back of a case."""
        self._rows.setdefault(part, {})[name] = (tried, came)

    def write(self) -> None:
        """Add what was kept to what other tests have kept."""
        before = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
        merged = {part: {**before.get(part, {}), **self._rows.get(part, {})} for part in PARTS}
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text(json.dumps(merged, ensure_ascii=False, indent=1), "utf-8")


def page(kept: dict[str, dict[str, tuple[str, str]]]) -> str:
    """Return the page. Raises `KeyError` for a case of which nothing was kept."""
    lines = [HEAD]
    for part, (names, title) in PARTS.items():
        lines += [
            f"## {title} ({len(names)})",
            "",
            "| 무엇 / case | 해 본 것 / tried | 돌아온 것 / came back |",
            "|---|---|---|",
        ]
        lines += [f"| {name} | {_cell(kept[part][name][0])} | {_cell(kept[part][name][1])} |" for name in names]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _cell(text: str) -> str:
    """Return text as code in a table: one line, what differs from run to run left out."""
    text = re.sub(r"[0-9a-f]{12,64}", "…", text.strip())
    text = re.sub(r"\w{3} \w{3} [ \d]\d [\d:]{8} \w+ \d{4}", "…", text)
    text = re.sub(r"\s+", " ", text).replace("|", "\\|").replace("`", "'")
    cut = text if len(text) <= MOST else f"{text[: MOST - 1].rstrip(chr(92))}…"
    return f"`{cut}`" if cut else ""


def main() -> int:
    """Write the page from what was kept."""
    PAGE.write_text(page(json.loads(KEPT.read_text("utf-8"))), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
