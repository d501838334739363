"""What a terminal would show of a stream of bytes, as plain text."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping

import pyte
from pyte.screens import Char

COLUMNS, ROWS, MOST_LINES = 512, 200, 8000
MOST_CHARACTERS = 64 * 1024  # of a screen that was drawn on, its end
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Screen:
    """Collects output; draws over it only where the program did.

    Bytes may come cut anywhere: a character cut in two is put together again. Lines as long as 512 columns are not
    wrapped; a screen that is drawn on keeps 8000 lines.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._plain = ""
        self._judged = 0
        self._screen: pyte.HistoryScreen | None = None
        self._stream: pyte.Stream | None = None

    def feed(self, content: bytes) -> None:
        """Take what was printed."""
        text = self._decoder.decode(content)
        if self._stream is not None:
            self._stream.feed(text)
            return
        # The last character may be the first half of a line's end: it is judged with the next piece.
        new = self._plain[self._judged :] + text
        self._plain += text
        self._judged = len(self._plain) - new.endswith("\r")
        if CONTROL.search(new.removesuffix("\r").replace("\r\n", "\n")):
            self._screen = pyte.HistoryScreen(COLUMNS, ROWS, history=MOST_LINES, ratio=0.5)
            self._screen.set_mode(pyte.modes.LNM)
            self._stream = pyte.Stream(self._screen)
            self._stream.feed(self._plain)

    @property
    def text(self) -> str:
        """The lines as they stand now, without the blanks at their ends."""
        if self._screen is None:
            lines = self._plain.replace("\r\n", "\n").split("\n")
        else:
            shown: list[Mapping[int, Char]] = [self._screen.buffer.get(y, {}) for y in range(ROWS)]
            lines = [_drawn(row) for row in (*self._screen.history.top, *shown)]
        return "\n".join(line.rstrip() for line in lines).rstrip("\n")[-MOST_CHARACTERS:]


def _drawn(row: Mapping[int, Char]) -> str:
    """Return a row as far as it was drawn on: most of a screen's 100,000 cells never are.

    The second cell of a wide character holds no text.
    """
    return "".join(row[column].data for column in range(max(row, default=-1) + 1))
