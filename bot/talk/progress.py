"""Progress in the conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Protocol

from bot.core.people import Member
from bot.core.reply import Picture, Reply
from bot.progress.service import Progress, ProgressService
from bot.render.progress import render_progress
from bot.talk.desk import PlainDesk


class DrawsProgress(Protocol):
    """Draws the progress picture."""

    async def progress(self, progress: Progress) -> Picture | None:
        """Return the picture, or `None` when it cannot be drawn."""
        ...


class ProgressDesk(PlainDesk):
    """`/progress`."""

    verbs = frozenset({"progress"})
    rooms: frozenset[str] = frozenset()

    def __init__(self, service: ProgressService, pictures: DrawsProgress) -> None:
        self._service = service
        self._pictures = pictures

    async def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Show the learner's progress."""
        del verb, options
        progress = await self._service.progress(member)
        yield render_progress(progress, await self._pictures.progress(progress))
