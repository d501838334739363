"""Two texts side by side, in a block of equally wide letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from bot.render.commands import columns

WIDTH = 17  # cells of one column; a syllable takes two: two columns fit the width of a phone (about 38 cells)
GAP = " │ "
_MARKS = re.compile(r"\*\*|`")


def side_by_side(left: tuple[str, str], right: tuple[str, str]) -> str:
    """Return two `(title, text)` as two columns of `WIDTH` cells each, titles ruled off, words kept whole."""
    sides = [[title, "─" * WIDTH, *_wrapped(text)] for title, text in (left, right)]
    return "\n".join(f"{_padded(one)}{GAP}{other}".rstrip() for one, other in zip_longest(*sides, fillvalue=""))


def _wrapped(text: str) -> Iterator[str]:
    for paragraph in _MARKS.sub("", text).splitlines():
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if line and columns(longer) > WIDTH:
                yield line
                longer = word
            while columns(longer) > WIDTH:
                most = next(at for at in range(len(longer), 0, -1) if columns(longer[:at]) <= WIDTH)
                cut = max(longer.rfind("(", 1, most + 1), 0) or most  # 컨테이너(Container)는 breaks at its bracket
                yield longer[:cut]
                longer = longer[cut:]
            line = longer
        yield line


def _padded(text: str) -> str:
    return text + " " * (WIDTH - columns(text))
