"""Reminders of reviews, by direct message."""

from __future__ import annotations

from datetime import datetime

from bot.core.letters import Letter
from bot.render.together import render_reminder
from bot.storage.outbox import Outbox
from bot.storage.together import Reminders
from bot.together.reminding import ReminderService

REFUSED = ("403", "404")
"""How a letter that was given up begins where the person takes none; one that only grew old is no refusal."""


class ReminderRound:
    """Reminds who asked for it, once a day; where direct messages turned out to be closed it stops."""

    name = "reminders"

    def __init__(self, service: ReminderService, reminders: Reminders, outbox: Outbox) -> None:
        self._service = service
        self._reminders = reminders
        self._outbox = outbox

    async def __call__(self, now: datetime) -> None:
        """Write the letters that are due."""
        for row in await self._reminders.all():
            if row.letter and (await self._outbox.given_up(row.letter)).startswith(REFUSED):
                await self._reminders.refused(row.user_id)
                continue
            if not (day := await self._service.day_of(row, now)):
                continue
            letter = None
            if due := await self._service.due(row.user_id, now):
                key = f"reminder:{row.user_id}:{day}"
                letter = Letter(
                    key, render_reminder(due), now, user_id=row.user_id, guild_id=row.guild_id, is_hushed=True
                )
            await self._reminders.looked(row.user_id, day, letter, now)
