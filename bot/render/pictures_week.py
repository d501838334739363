"""A group's week as a picture: `pictures.svg(*week_picture(summary))`."""

from __future__ import annotations

from typing import Final

from bot.render.wording import say
from bot.together.days import DAY
from bot.together.group import WeekSummary

WIDTH: Final = 760
HEIGHT: Final = 342
LEFT: Final = 48
BOTTOM: Final = 278
TALLEST: Final = 150
BAR: Final = 56
DAYS: Final = "월화수목금토일"


def week_picture(summary: WeekSummary) -> tuple[str, dict[str, object], str]:
    """Return the template, its values and the alternative text of a week's chart."""
    step = (WIDTH - 2 * LEFT) / len(DAYS)
    most = max(summary.days, default=0)
    bars = [
        {
            "x": round(LEFT + number * step + (step - BAR) / 2, 1),
            "height": round(TALLEST * count / most, 1) if most else 0.0,
            "count": count,
            "day": DAYS[number],
            "date": f"{(summary.monday + DAY * number).month}/{(summary.monday + DAY * number).day}",
            "is_best": bool(count) and count == most,
        }
        for number, count in enumerate(summary.days)
    ]
    values: dict[str, object] = {
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "bottom": BOTTOM,
        "bar": BAR,
        "bars": bars,
        "members": summary.members,
        "answers": summary.answers,
        "right_percent": round(100 * summary.right / summary.answers) if summary.answers else None,
        "missions": summary.missions,
    }
    return "week", values, say("together", "week-alt", days=list(zip(DAYS, summary.days, strict=True)))
