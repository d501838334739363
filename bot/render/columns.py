"""Texts beside each other in a block of equally wide letters: how wide they are, where their lines end."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import zip_longest

PHONE = 38  # cells, about as many as the width of a phone has; a syllable takes two
WIDTH = 17  # cells of one column of two that fit a phone
GAP = " │ "
_MARKS = re.compile(r"\*\*|`")


def columns(text: str) -> int:
    """Return how many columns a text takes in a fixed-width face; Hangul takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def side_by_side(left: tuple[str, str], right: tuple[str, str]) -> str:
    """Return two `(title, text)` as two columns of `WIDTH` cells each, titles ruled off, words kept whole."""
    sides = [[title, "─" * WIDTH, *wrapped(_MARKS.sub("", text), WIDTH)] for title, text in (left, right)]
    return "\n".join(f"{_padded(one)}{GAP}{other}".rstrip() for one, other in zip_longest(*sides, fillvalue=""))


def wrapped(text: str, width: int) -> Iterator[str]:
    """Yield the lines of a text that is `width` cells wide, words kept whole where they fit."""
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if line and columns(longer) > width:
                yield line
                longer = word
            while columns(longer) > width:
                most = next(at for at in range(len(longer), 0, -1) if columns(longer[:at]) <= width)
                cut = max(longer.rfind("(", 1, most + 1), 0) or most  # 컨테이너(Container)는 breaks at its bracket
                yield longer[:cut]
                longer = longer[cut:]
            line = longer
        yield line


def _padded(text: str) -> str:
    return text + " " * (WIDTH - columns(text))
