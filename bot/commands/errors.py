"""Real error messages, matched to their cause and cure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.lessons.messages import filled, filled_line, groups_of, last_lines
from bot.lessons.model import ErrorPattern


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error message understood. `line` is the one that was matched; `fix` a command that helps, or empty."""

    id: str
    line: str
    title: str
    cause: str
    cure: str
    fix: str = ""
    section: str = ""
    commands: tuple[str, ...] = ()


class ErrorBook:
    """All error patterns, compiled once a course."""

    def __init__(self, patterns: Sequence[ErrorPattern]) -> None:
        self._patterns = [(re.compile(pattern.pattern), pattern) for pattern in patterns]

    def find(self, output: str, command: str = "") -> Trouble | None:
        """Return what the output's error message means, or `None` where no pattern fits.

        `command` is the canonical name of what ran (`docker run`): a pattern about it goes before one that is not.
        Later lines go before earlier ones, since programs say last why they gave up.
        """
        other: Trouble | None = None
        for line in last_lines(output):
            for compiled, pattern in self._patterns:
                is_about = not command or command in pattern.commands
                if (other is None or is_about) and (found := compiled.search(line)) is not None:
                    if is_about:
                        return _filled(pattern, line, found)
                    other = _filled(pattern, line, found)
        return other


def _filled(pattern: ErrorPattern, line: str, found: re.Match[str]) -> Trouble:
    groups = groups_of(found)
    return Trouble(
        pattern.id,
        line.strip(),
        filled(pattern.title, groups),
        filled(pattern.cause, groups),
        filled(pattern.cure, groups),
        filled_line(pattern.fix, groups),
        pattern.section,
        pattern.commands,
    )
