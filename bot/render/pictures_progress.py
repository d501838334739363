"""A learner's progress as a picture: `pictures.svg(*progress_picture(progress))`."""

from __future__ import annotations

from datetime import date
from typing import Final

from bot.progress.service import Progress
from bot.render.pictures_text import clean, width
from bot.render.progress import span
from bot.render.wording import say

WIDTH: Final = 760
FIGURES: Final = 4
LESSON_STEP: Final = 34
LESSONS_TOP: Final = 214
DAY_STEP: Final = 24
DAYS_LEFT: Final = 64
GAP: Final = 5
WEEK: Final = 7
WEEKS: Final = 12
TITLE_WIDTH: Final = 196.0
SCALE: Final = ("#1e1f22", "#0e4429", "#006d32", "#26a641", "#39d353")
DEEDS_A_SHADE: Final = 5  # answers and missions of a day


def progress_picture(progress: Progress) -> tuple[str, dict[str, object], str]:
    """Return the template, its values and the alternative text of a learner's progress picture."""
    calendar_top = LESSONS_TOP + len(progress.lessons) * LESSON_STEP + 24 + 52
    week = (WIDTH - DAYS_LEFT - 32 + GAP) / WEEKS
    values: dict[str, object] = {
        "width": WIDTH,
        "height": calendar_top + WEEK * DAY_STEP + 40,
        "name": clean(progress.name),
        "today": progress.today,
        "answered": progress.answered,
        "right_percent": round(progress.right_share * 100),
        "figure_step": (WIDTH - 64 + 12) / FIGURES,
        "streak": progress.streak,
        "missions_solved": progress.missions_solved,
        "missions": progress.missions,
        "due": progress.due,
        "practised": span(progress.practised_seconds),
        "parts_read": progress.parts_read,
        "parts": progress.parts,
        "lessons_top": LESSONS_TOP,
        "lesson_step": LESSON_STEP,
        "lessons": [
            {
                "title": _fitting(f"{one.lesson.number}. {one.lesson.title}"),
                "percent": round(one.share * 100) if one.seen else None,
                "colour": _colour(one.share) if one.seen else "#80848e",
            }
            for one in progress.lessons
        ],
        "bar_left": 250,
        "bar_width": WIDTH - 250 - 110,
        "calendar_top": calendar_top,
        "day_step": DAY_STEP,
        "day_width": round(week - GAP, 2),
        "months": _months(progress.calendar, week),
        "days": [
            {
                "x": round(DAYS_LEFT + place // WEEK * week, 2),
                "y": calendar_top + place % WEEK * DAY_STEP,
                "colour": SCALE[min(-(-count // DEEDS_A_SHADE), len(SCALE) - 1)],
                "is_today": day == progress.today,
            }
            for place, (day, count) in enumerate(progress.calendar)
        ],
        "scale": SCALE,
    }
    return "progress", values, say("pictures", "progress", progress=progress, practised=values["practised"])


def _colour(share: float) -> str:
    if share >= 0.8:  # noqa: PLR2004 - well known
        return "#57f287"
    return "#fee75c" if share >= 0.5 else "#eb459e"  # noqa: PLR2004 - half known


def _fitting(title: str) -> str:
    if width(title, 14) <= TITLE_WIDTH:
        return title
    while title and width(f"{title}…", 14) > TITLE_WIDTH:
        title = title[:-1]
    return f"{title.rstrip()}…"


def _months(calendar: tuple[tuple[date, int], ...], week: float) -> list[dict[str, object]]:
    """Return where each month begins, those too close to the one before left out."""
    labels: list[dict[str, object]] = []
    last, last_week = 0, -2
    for place, (day, _) in enumerate(calendar):
        number = place // WEEK
        if day.month != last and number - last_week > 1:
            labels.append({"x": round(DAYS_LEFT + number * week, 2), "month": day.month})
            last_week = number
        last = day.month
    return labels
