"""Pictures beside replies: where one cannot be drawn, the reply goes without it."""

from __future__ import annotations

from datetime import datetime

import structlog

from bot.core.reply import Picture
from bot.practice.overview import Overview
from bot.progress.service import Progress
from bot.render.pictures import PictureError, Pictures
from bot.render.pictures_progress import progress_picture
from bot.render.pictures_status import status_picture
from bot.render.pictures_week import week_picture
from bot.together.group import WeekSummary


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

    async def status(self, seen: Overview, name: str, now: datetime) -> Picture | None:
        """Return the picture of a learner's sandbox; its words stand in the alternative text."""
        try:
            return await self._pictures.svg(*status_picture(seen, name, now))
        except PictureError:
            self._log.exception("status not drawn")
            return None

    async def progress(self, progress: Progress) -> Picture | None:
        """Return the progress picture; its words stand in the alternative text."""
        try:
            return await self._pictures.svg(*progress_picture(progress))
        except PictureError:
            self._log.exception("progress not drawn")
            return None

    async def week(self, summary: WeekSummary) -> Picture | None:
        """Return the chart of a group's week; its words stand in the alternative text."""
        try:
            return await self._pictures.svg(*week_picture(summary))
        except PictureError:
            self._log.exception("week not drawn")
            return None
