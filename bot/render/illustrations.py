"""Pictures beside replies: where one cannot be drawn, the reply goes without it."""

from __future__ import annotations

from dataclasses import asdict

import structlog

from bot.core.reply import Picture
from bot.progress.service import Progress
from bot.render.pictures import PictureError, Pictures
from bot.render.wording import say


class Illustrations:
    """Draws what desks ask for."""

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures
        self._log = structlog.get_logger("pictures")

    async def diagram(self, source: str, alt: str) -> Picture | None:
        """Return a section's diagram."""
        try:
            return await self._pictures.diagram(source, alt)
        except PictureError:
            self._log.exception("diagram not drawn")
            return None

    async def progress(self, progress: Progress) -> Picture | None:
        """Return the progress picture; its words stand in the alternative text."""
        values = {name: getattr(progress, name) for name in progress.__slots__}
        try:
            return await self._pictures.svg("progress", _drawn(progress), say("progress", "progress", **values))
        except PictureError:
            self._log.exception("progress not drawn")
            return None


def _drawn(progress: Progress) -> dict[str, object]:
    """Return the values of the template: plain numbers and texts."""
    values = asdict(progress)
    del values["lessons"], values["calendar"]
    most = max((count for _day, count in progress.calendar), default=0)
    return values | {
        "lessons": [
            {"title": f"{entry.lesson.number}. {entry.lesson.title}", "share": entry.share, "seen": entry.seen}
            for entry in progress.lessons
        ],
        "cells": [
            {
                "week": number // 7,
                "weekday": number % 7,
                "level": _level(count, most),
                "is_today": day == progress.today,
            }
            for number, (day, count) in enumerate(progress.calendar)
        ],
        "months": [
            {"week": number // 7, "label": f"{day.month}월"}
            for number, (day, _count) in enumerate(progress.calendar)
            if day.day <= 7 and day.weekday() == 0  # noqa: PLR2004 - the first Monday of a month
        ],
    }


def _level(count: int, most: int) -> int:
    return 0 if count == 0 else min(4, 1 + (count * 4 - 1) // max(1, most))
