"""How an error message is read and its explanation filled in: the same in a question as below a failed command."""

from __future__ import annotations

import re
from collections.abc import Mapping

# Docker says why it gave up in its last lines; the longest message of the course has 640 characters.
_MOST_LINES = 60
_MOST_COLUMNS = 800
_PLACE = re.compile(r"\{\{|\}\}|\{(\w+)\}")
_PLAIN = re.compile(r"\w[\w./:-]*")
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def last_lines(output: str) -> list[str]:
    """Return the lines in which the reason is looked for, the last first, without colours."""
    lines = output.splitlines()[-_MOST_LINES:]
    return [_COLOURS.sub("", line)[:_MOST_COLUMNS] for line in reversed(lines)]


def groups_of(found: re.Match[str]) -> dict[str, str]:
    """Return what a pattern caught, by name; what stayed empty is empty."""
    return {name: value or "" for name, value in found.groupdict().items()}


def filled(text: str, groups: Mapping[str, str]) -> str:
    """Return a text of an error pattern with its `{name}` places filled; `{{` and `}}` stand for lone brackets."""

    def fill(place: re.Match[str]) -> str:
        return place[0][0] if place[1] is None else groups.get(place[1], place[0])

    return _PLACE.sub(fill, text)


def filled_line(line: str, groups: Mapping[str, str]) -> str:
    """Return a line to run with its places filled; empty where one would not be filled with a plain name.

    The message is whatever was pasted, and the line stands on a button.
    """
    places = [name for name in _PLACE.findall(line) if name]
    return filled(line, groups) if all(_PLAIN.fullmatch(groups.get(name, "")) for name in places) else ""
