"""A terminal's screen as a picture: colours kept, Korean exactly two cells wide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from rich.cells import cell_len
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from bot.render.pictures_draw import draw_svg
from bot.render.pictures_text import EMOJI, EMOJI_WIDTH, clean, runs
from bot.render.wording import picture

SIZE: Final = 16.0
CELL: Final = SIZE / 2  # Gorae Mono: Latin half an em, Hangul one
LINE: Final = 22.0
BAR: Final = 34.0
PADDING: Final = 14.0
NARROW_EMOJI: Final = 0.62  # of the size: an emoji of one cell leans into the space after it, but can be made out
FEWEST_COLUMNS: Final = 40
MOST_COLUMNS: Final = 140
MOST_LINES: Final = 120

THEME: Final = TerminalTheme(
    (0x1E, 0x1F, 0x22),
    (0xDB, 0xDE, 0xE1),
    [
        (78, 80, 88),
        (237, 106, 94),
        (97, 197, 84),
        (244, 191, 79),
        (97, 175, 239),
        (198, 120, 221),
        (86, 182, 194),
        (219, 222, 225),
    ],
    [
        (128, 132, 142),
        (255, 135, 125),
        (130, 220, 115),
        (255, 212, 121),
        (130, 195, 250),
        (215, 150, 235),
        (115, 205, 215),
        (255, 255, 255),
    ],
)


def terminal_svg(lines: Sequence[str], title: str = "") -> str:
    """Return lines with ANSI colours as the SVG of a terminal window. Lines wider than `MOST_COLUMNS` are folded."""
    screen = [piece for line in lines for piece in _folded(line)][:MOST_LINES]
    columns = max([FEWEST_COLUMNS, *(cell_len(line.plain) for line in screen)])
    boxes: list[dict[str, object]] = []
    written: list[dict[str, object]] = []
    for row, line in enumerate(screen):
        top = BAR + PADDING + row * LINE
        for column, text, style in _styled(line):
            left = PADDING + column * CELL
            if style.bgcolor is not None or style.reverse:
                colour = _colour(style, background=True)
                boxes.append({"x": left, "y": top, "width": cell_len(text) * CELL, "height": LINE, "colour": colour})
            written += _written(text, style, left, top + LINE * 0.73)
    return picture(
        "terminal",
        width=columns * CELL + 2 * PADDING,
        height=BAR + 2 * PADDING + len(screen) * LINE,
        size=SIZE,
        bar=BAR,
        title=clean(title),
        foreground=THEME.foreground_color.hex,
        background=THEME.background_color.hex,
        boxes=boxes,
        runs=written,
    )


def terminal_picture(lines: Sequence[str], title: str = "") -> bytes:
    """Return lines with ANSI colours as the PNG of a terminal window, drawn in this process (for the docs)."""
    return draw_svg(terminal_svg(lines, title))


def _folded(line: str) -> list[Text]:
    text = Text.from_ansi(clean(line.replace("\x1b", "\ue000")).replace("\ue000", "\x1b").expandtabs(8), no_wrap=True)
    pieces = []
    while cell_len(text.plain) > MOST_COLUMNS:
        cut = next(n for n in range(len(text.plain), 0, -1) if cell_len(text.plain[:n]) <= MOST_COLUMNS)
        first, text = text.divide([cut])
        pieces.append(first)
    return [*pieces, text]


def _styled(line: Text) -> Iterator[tuple[int, str, Style]]:
    """Yield pieces of one style with the cell they begin at."""
    styles = [Style.null()] * len(line.plain)
    for span in line.spans:
        for place in range(span.start, min(span.end, len(styles))):
            styles[place] += span.style if isinstance(span.style, Style) else Style.parse(span.style)
    column = 0
    for style, group in groupby(zip(line.plain, styles, strict=True), key=lambda pair: pair[1]):
        text = "".join(mark for mark, _ in group)
        yield column, text, style
        column += cell_len(text)


def _written(text: str, style: Style, left: float, base: float) -> Iterator[dict[str, object]]:
    """Yield a text element for each stretch of equally wide characters: a place a stretch, so nothing drifts."""
    look = {"colour": _colour(style), "is_bold": bool(style.bold), "is_dim": bool(style.dim)}
    for is_emoji, piece in runs(text):
        for wide, group in groupby(piece, key=lambda mark: max(cell_len(mark), 1)):
            marks = "".join(group)
            if is_emoji:
                for mark in marks:
                    size = round(SIZE / EMOJI_WIDTH if wide > 1 else SIZE * NARROW_EMOJI, 2)
                    yield {**look, "x": left, "y": base, "text": mark, "family": EMOJI, "size": size}
                    left += wide * CELL
                continue
            if marks.strip():
                yield {**look, "x": left, "y": base, "text": marks, "family": "", "size": 0}
            left += len(marks) * wide * CELL


def _colour(style: Style, *, background: bool = False) -> str:
    behind = background != bool(style.reverse)
    colour = style.bgcolor if behind else style.color
    if colour is None:
        default = THEME.background_color if behind else THEME.foreground_color
        return default.hex if background or style.reverse else ""
    return colour.get_truecolor(THEME, foreground=not behind).hex
