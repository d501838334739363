"""Which flags docker's own `--help` lists, and how many of them the command cards explain."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bot.lessons.model import Course

FILE: Final = "docker_flags.json"
EVERYWHERE: Final = frozenset({"--help"})


def listed_flags(folder: Path) -> Mapping[str, Mapping[str, str]]:
    """Return command → long flag → short flag (or empty), as the file of a content folder (if it has one) says.

    What is in the built-in one was printed by Docker Engine 26.1.5, Compose 2.26 and buildx 0.13.
    """
    path = folder / FILE
    found: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def explained(course: Course, listed: Mapping[str, Mapping[str, str]]) -> tuple[int, int]:
    """Return how many of the flags listed for the commands with a card are explained, and how many there are."""
    known = told = 0
    for card in course.cards:
        flags = set(listed.get(card.id, ())) - EVERYWHERE
        known += len(flags)
        told += len(flags & {flag.long for flag in card.every_flag})
    return told, known
