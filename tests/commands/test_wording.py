"""Every wording key that the code can ask for has its Korean, and no Korean waits in vain."""

from __future__ import annotations

import re
from pathlib import Path

from bot.commands import files
from bot.commands.details import _ARGUMENTS
from bot.render.wording import keys
from sandbox.policy import book

SOURCES = Path(__file__).resolve().parents[2] / "bot"


def asked_for() -> set[str]:
    text = "\n".join(path.read_text(encoding="utf-8") for path in (SOURCES / "commands").glob("*.py"))
    asked = set(re.findall(r"\"((?:operator|argument|unknown|inner|one|named|item|flag|program)-[a-z-]+)\"", text))
    asked |= set(_ARGUMENTS.values())
    asked |= {f"program-{name}" for name in (*book.workspace_specs(), "cd", "export", "unset")}
    asked |= {f"instruction-{name.lower()}" for name in files.INSTRUCTIONS}
    asked |= {f"key-{name.replace('_', '-')}" for name in files.COMPOSE_KEYS}
    asked |= {f"key-{name}-top" for name in ("networks", "volumes", "secrets", "configs")}
    asked |= {f"named-{name.replace('_', '-')}" for name in files._NAMED_IN}
    details = (SOURCES / "commands" / "details.py").read_text(encoding="utf-8")
    asked |= {f"detail-{name}" for name in re.findall(r"return \(?\"([a-z-]+)\"", details)}
    return asked


def test_each_key_has_its_words() -> None:
    assert sorted(asked_for() - keys("commands")) == []
