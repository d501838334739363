"""A terminal's screen as text: rows and columns, colours kept, the cursor seen."""

from __future__ import annotations

import codecs
import copy
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any

import pyte
from pyte.screens import Char

ROWS, COLUMNS = 20, 72
"""What a chat message shows at once: with colours it stays below Discord's 2,000 characters in all but bright cases."""
CURSOR = "█"

_UNFINISHED = re.compile(r"\x1b(?:\[[0-?]{0,64}[ -/]{0,8})?\Z")
_SEQUENCE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_OTHERS = re.compile(r"\x1b\[[<=>][0-?]*[ -/]*[@-~]")  # of other terminals; pyte would take them for plain ones
_SCREENS = frozenset({47, 1047, 1049})  # switch to another screen and back (xterm)
_WIDTH = 3  # DECCOLM would make the screen wider than what is shown
_WITHOUT_PLACE = frozenset({"Cc", "Cf", "Cn", "Cs", "Mn", "Me", "Zl", "Zp"})
_CURSOR_KEYS = 1 << 5  # DECCKM, as pyte keeps it
_NAMES = ("black", "red", "green", "brown", "blue", "magenta", "cyan", "white")
_COLOURS = {name: number for number, name in enumerate(_NAMES)} | {"bfightmagenta": 5}  # pyte's own spelling


@lru_cache(maxsize=4096)
def _has_place(mark: str) -> bool:
    """Tell whether a character takes a cell or joins the one before it."""
    if unicodedata.combining(mark):
        return True
    category = unicodedata.category(mark)
    is_half_a_syllable = "\u1160" <= mark <= "\u11ff" or "\ud7b0" <= mark <= "\ud7ff"
    return category not in _WITHOUT_PLACE and not is_half_a_syllable


class _Grid(pyte.Screen):
    """pyte's screen, with answers collected, a second screen, and a fixed width."""

    def __init__(self, columns: int, rows: int) -> None:
        super().__init__(columns, rows)
        self.answers = bytearray()
        self._first: Any = None

    def draw(self, data: str) -> None:
        # pyte drops all that follows a character without a width; decomposed Hangul is put together first.
        if not data.isascii():
            data = "".join(mark for mark in unicodedata.normalize("NFC", data) if _has_place(mark))
        super().draw(data)

    def write_process_input(self, data: str) -> None:
        self.answers += data.encode()

    def set_mode(self, *modes: int, **kwargs: bool) -> None:
        if kwargs.get("private"):
            if _SCREENS.intersection(modes) and self._first is None:
                self._first = copy.deepcopy(self.buffer), copy.copy(self.cursor)
                self.erase_in_display(2)
            modes = tuple(mode for mode in modes if mode != _WIDTH)
        super().set_mode(*modes, **kwargs)

    def reset_mode(self, *modes: int, **kwargs: bool) -> None:
        if kwargs.get("private"):
            if _SCREENS.intersection(modes) and self._first is not None:
                (self.buffer, self.cursor), self._first = self._first, None
                self.ensure_hbounds()
                self.ensure_vbounds()
            modes = tuple(mode for mode in modes if mode != _WIDTH)
        super().reset_mode(*modes, **kwargs)


class TerminalScreen:
    """Takes a program's bytes and tells what its terminal shows.

    Bytes may come cut anywhere. Nothing a program writes makes it fail: what is not understood is left out.
    """

    def __init__(self, rows: int = ROWS, columns: int = COLUMNS) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._grid = _Grid(columns, rows)
        self._stream = pyte.Stream(self._grid)
        self._held = ""

    def feed(self, content: bytes) -> bytes:
        """Draw what was written; returns what a terminal answers to it (where its cursor is, what it is)."""
        text = self._held + self._decoder.decode(content)
        cut = _UNFINISHED.search(text)
        self._held = text[cut.start() :] if cut else ""
        text = text[: cut.start()] if cut else text
        for piece in re.split(r"(?=\x1b)", _OTHERS.sub("", text)):
            self._draw(piece)
        answers = bytes(self._grid.answers)
        self._grid.answers.clear()
        return answers

    def _draw(self, piece: str) -> None:
        try:
            self._stream.feed(piece)
        except Exception:  # noqa: BLE001 - a sequence that pyte cannot take; it has started anew by itself
            if (sequence := _SEQUENCE.match(piece)) is not None:
                self._draw(piece[sequence.end() :])

    @property
    def has_application_keys(self) -> bool:
        """Whether arrow keys are to be sent in their other form (DECCKM)."""
        return _CURSOR_KEYS in self._grid.mode

    @property
    def plain(self) -> str:
        """The screen without colours; empty lines at the end are left out."""
        return "\n".join(self._lines(coloured=False)).rstrip("\n")

    @property
    def coloured(self) -> str:
        """The screen with SGR colours (the eight that everything shows)."""
        return "\n".join(self._lines(coloured=True)).rstrip("\n")

    def _lines(self, *, coloured: bool) -> Iterator[str]:
        cursor = self._grid.cursor
        for y in range(self._grid.lines):
            row = self._grid.buffer[y]
            cells = [row[x] for x in range(self._grid.columns)]
            if y == cursor.y and not cursor.hidden:
                x = min(cursor.x, self._grid.columns - 1)
                cells[x] = _under_cursor(cells[x])
            while cells and cells[-1].data == " " and not _sgr(cells[-1]):
                cells.pop()
            yield _styled(cells) if coloured else "".join(cell.data for cell in cells).rstrip(" ")


def _under_cursor(cell: Char) -> Char:
    return cell._replace(data=CURSOR) if not cell.data.strip() else cell._replace(underscore=True)


def _styled(cells: list[Char]) -> str:
    parts = []
    is_plain = True
    for codes, run in groupby(cells, key=_sgr):
        text = "".join(cell.data for cell in run)
        if codes:
            parts.append(f"\x1b[{'' if is_plain else '0;'}{codes}m{text}")
        else:
            parts.append(text if is_plain else f"\x1b[0m{text}")
        is_plain = not codes
    return "".join(parts) + ("" if is_plain else "\x1b[0m")


def _sgr(cell: Char) -> str:
    front, back = _colour(cell.fg), _colour(cell.bg)
    if cell.reverse:
        front, back = (0 if back is None else back), (7 if front is None else front)
    codes = [
        *(["1"] if cell.bold else []),
        *(["4"] if cell.underscore else []),
        *([f"3{front}"] if front is not None else []),
        *([f"4{back}"] if back is not None else []),
    ]
    return ";".join(codes)


def _colour(name: str) -> int | None:
    """Return one of the eight colours for pyte's name or `rrggbb`; `None` for the terminal's own."""
    name = name.removeprefix("bright")
    if name in _COLOURS:
        return _COLOURS[name]
    if re.fullmatch(r"[0-9a-f]{6}", name) is None:
        return None
    red, green, blue = (int(name[at : at + 2], 16) > 0x7F for at in (0, 2, 4))  # noqa: PLR2004 - half of a byte
    return red + 2 * green + 4 * blue
