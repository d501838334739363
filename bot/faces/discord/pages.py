"""A long output in pages, and the buttons that turn them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.reply import Choice
from bot.faces.discord import text
from bot.render.wording import say

OUTPUT = "output.txt"
"""The file that has the whole of an output; its message needs no other store to be turned."""
MOST_BYTES = 256 << 10
"""A longer output is there as a file alone."""
PAGE_UNITS = 1300
"""What is left of a message beside its small print and `MOST_WORDS`."""
MOST_WORDS = 100
_TURN = "face:page:"
_ACTION = re.compile(rf"{_TURN}([0-9]{{1,7}})", re.ASCII)


def number_of(action: str) -> int | None:
    """Return the page that an action turns to, `None` where it is none; the number is untrusted."""
    match = _ACTION.fullmatch(action)
    return int(match[1]) if match else None


def is_turning(custom_id: str) -> bool:
    """Tell whether a button turns pages."""
    return f":{_TURN}" in custom_id


def pages_of(output: str) -> tuple[str, ...]:
    """Return an output in pages of whole lines, as far as these fit, fit for a code block; at least one."""
    pages: list[str] = []
    lines: list[str] = []
    room = PAGE_UNITS
    for line in _pieces(text.inert(output.strip("\n"))):
        needed = text.units(line) + 1
        if lines and needed > room:
            pages.append("\n".join(lines))
            lines, room = [], PAGE_UNITS
        lines.append(line)
        room -= needed
    pages.append("\n".join(lines))
    return tuple(page for page in pages if page.strip()) or ("",)


def _pieces(output: str) -> Iterator[str]:
    """Yield the lines; one that is longer than a page in parts."""
    for line in output.split("\n"):
        rest = line
        while text.units(rest[:PAGE_UNITS]) + 1 > PAGE_UNITS:
            piece = text.head(rest[:PAGE_UNITS], PAGE_UNITS - 1)
            yield piece
            rest = rest[len(piece) :]
        yield rest


def turns_from(number: int, count: int) -> tuple[Choice, ...]:
    """Return the buttons of a page: only those that lead somewhere."""
    return _turns(number - 1, number, count)


def turns_from_end(output: str, seen: int) -> tuple[Choice, ...]:
    """Return the buttons below the end of an output, of which the last `seen` characters are shown."""
    pages = pages_of(output)
    before = len(pages)
    while before > 1 and seen >= len(pages[before - 1]):
        seen -= len(pages[before - 1]) + 1
        before -= 1
    return _turns(before, len(pages), len(pages))


def _turns(before: int, number: int, count: int) -> tuple[Choice, ...]:
    here = say("discord", "page-here", number=number, count=count)
    turns = [Choice(here, f"{_TURN}{number}", disabled=True)]
    if before >= 1:
        turns.insert(0, Choice(say("discord", "page-before"), f"{_TURN}{before}"))
    if before > 1:
        turns.insert(0, Choice(say("discord", "page-first"), f"{_TURN}1"))
    if number < count:
        turns.append(Choice(say("discord", "page-after"), f"{_TURN}{number + 1}"))
    if number + 1 < count:
        turns.append(Choice(say("discord", "page-last"), f"{_TURN}{count}"))
    return tuple(turns)
