"""A table as SVG: Discord shows no Markdown tables, and Korean does not align in its code blocks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from bot.render.pictures_text import clean, width, wrap
from bot.render.wording import picture

SIZE: Final = 15.0
LEADING: Final = 22.0
PADDING: Final = 8.0
GAP: Final = 16.0
MOST_COLUMN: Final = 320.0  # units: a longer cell is wrapped
MOST_ROWS: Final = 60
MOST_COLUMNS: Final = 8


def table_svg(rows: Sequence[Sequence[str]]) -> str:
    """Return `rows`, the first of them the head, as SVG. Rows and columns past the caps are left out."""
    kept = [[clean(cell) for cell in row[:MOST_COLUMNS]] for row in rows[:MOST_ROWS]]
    across = max(map(len, kept))
    kept = [[*row, *[""] * (across - len(row))] for row in kept]
    wrapped = [[wrap(cell, SIZE, MOST_COLUMN, bold=place == 0) for cell in row] for place, row in enumerate(kept)]
    columns = [
        max(width(line, SIZE, bold=place == 0) for place, row in enumerate(wrapped) for line in row[column])
        for column in range(across)
    ]
    starts = list(accumulate((column + 2 * GAP for column in columns), initial=GAP))
    heights = [max(map(len, row)) * LEADING + 2 * PADDING for row in wrapped]
    tops = list(accumulate(heights, initial=0.0))
    return picture(
        "table",
        width=round(starts[-1] - GAP, 1),
        height=round(tops[-1], 1),
        size=SIZE,
        leading=LEADING,
        padding=PADDING,
        rows=[
            {
                "y": top,
                "height": height,
                "is_head": place == 0,
                "cells": [{"x": round(x, 1), "lines": lines} for x, lines in zip(starts, row, strict=False)],
            }
            for place, (top, height, row) in enumerate(zip(tops, heights, wrapped, strict=False))
        ],
    )
