"""A learner's sandbox as a picture: `pictures.svg(*status_picture(seen, name, now))`."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bot.practice.overview import ContainerRow, Overview
from bot.render.pictures_text import clean, width
from bot.render.status import facts, gauges
from bot.render.wording import say

WIDTH: Final = 720
GAUGES_TOP: Final = 92
GAUGE_STEP: Final = 38
ROW_STEP: Final = 34
BAR_LEFT: Final = 150
BAR_WIDTH: Final = 330
NAME_WIDTH: Final = 170.0
IMAGE_WIDTH: Final = 190.0
PORTS_WIDTH: Final = 150.0


def status_picture(seen: Overview, name: str, now: datetime) -> tuple[str, dict[str, object], str]:
    """Return the template, its values and the alternative text of a sandbox's picture."""
    known = facts(seen, now)
    shown: list[tuple[ContainerRow, str]] = known["containers"]  # type: ignore[assignment]  # as `facts` makes it
    rows_top = GAUGES_TOP + len(gauges(seen, now)) * GAUGE_STEP + 50
    values: dict[str, object] = {
        **known,
        "width": WIDTH,
        "height": rows_top + max(1, len(shown)) * ROW_STEP + (34 if known["more"] else 10),
        "name": clean(name),
        "gauges_top": GAUGES_TOP,
        "gauge_step": GAUGE_STEP,
        "bar_left": BAR_LEFT,
        "bar_width": BAR_WIDTH,
        "rows_top": rows_top,
        "row_step": ROW_STEP,
        "rows": [
            {
                "name": _fitting(row.name, NAME_WIDTH),
                "image": _fitting(row.image, IMAGE_WIDTH),
                "ports": _fitting(row.ports, PORTS_WIDTH),
                "state": state,
                "is_running": row.is_running,
            }
            for row, state in shown
        ],
    }
    return "status", values, say("status", "alt", name=name, **known)


def _fitting(text: str, most: float) -> str:
    text = clean(text)
    if width(text, 14) <= most:
        return text
    while text and width(f"{text}…", 14) > most:
        text = text[:-1]
    return f"{text}…"
