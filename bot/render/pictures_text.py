"""Text in pictures: how wide it is in our fonts, where its emoji are, and how it wraps."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

FONTS: Final = Path(__file__).with_name("fonts")
SANS: Final = "Gorae Sans"
MONO: Final = "Gorae Mono"
EMOJI: Final = "Noto Color Emoji"
EMOJI_WIDTH: Final = 1.245  # advance of Noto Color Emoji in em
_OTHER_WIDTH: Final = 0.6  # a character that the font lacks
_TONES: Final = range(0x1F3FB, 0x1F400)  # skin tones change the emoji before them
_SYLLABLES: Final = range(0xAC00, 0xD7A4)

_BASE: Final = (
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u23e9-\u23fa\u231a\u231b\u2328\u23cf\u25aa\u25ab\u25b6\u25c0"
    "\u25fb-\u25fe\u2934\u2935\u3030\u303d\u3297\u3299\u203c\u2049]"
)
_TONE: Final = "[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]*"
_EMOJI_RUN: Final = re.compile(
    rf"(?:[0-9#*]\ufe0f?\u20e3|{_BASE}{_TONE}(?:\u200d{_BASE}{_TONE})*|[\U0001f1e6-\U0001f1ff]{{2}})+"
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


@cache
def _widths() -> tuple[Mapping[str, float], Mapping[str, float]]:
    regular, bold = json.loads((FONTS / "widths.json").read_text(encoding="utf-8"))
    return regular, bold


def widths(*, bold: bool = False) -> Mapping[str, float]:
    """Return the advances in em of the characters of Gorae Sans; `가` stands for all Hangul syllables."""
    return _widths()[bold]


def runs(text: str) -> Iterator[tuple[bool, str]]:
    """Yield the text in pieces, each with whether it is emoji.

    U+FE0F is taken out: resvg would look for a font that has a glyph for it.
    """
    at = 0
    for match in _EMOJI_RUN.finditer(text):
        if match.start() > at:
            yield False, text[at : match.start()].replace("\ufe0f", "")
        yield True, match[0].replace("\ufe0f", "").replace("\ufe0e", "")
        at = match.end()
    if at < len(text):
        yield False, text[at:].replace("\ufe0f", "")


def clean(text: str) -> str:
    """Return text without the characters that XML cannot hold."""
    return _CONTROL.sub("", text)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a line of text is, in the unit of `size` (the font size)."""
    table = widths(bold=bold)
    em = 0.0
    for is_emoji, piece in runs(text):
        if is_emoji:
            em += EMOJI_WIDTH * sum(ord(mark) not in _TONES for mark in piece.replace("\u200d", ""))
        else:
            em += sum(table["가"] if ord(mark) in _SYLLABLES else table.get(mark, _OTHER_WIDTH) for mark in piece)
    return em * size


def wrap(text: str, size: float, most: float, *, bold: bool = False) -> list[str]:
    """Return `text` in lines no wider than `most`: broken at spaces, within a word only when it is too long itself."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if width(longer, size, bold=bold) <= most:
                line = longer
                continue
            if line:
                lines.append(line)
            line = word
            while width(line, size, bold=bold) > most and len(line) > 1:
                cut = next(n for n in range(len(line) - 1, 0, -1) if n == 1 or width(line[:n], size, bold=bold) <= most)
                lines.append(line[:cut])
                line = line[cut:]
        lines.append(line)
    return lines
