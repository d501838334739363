"""The summary of the week, on Monday morning in the channel of the daily question."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Protocol

from bot.core.groups import GroupSettings
from bot.core.letters import Letter
from bot.core.reply import Picture
from bot.render.together import render_week
from bot.storage.groups import Groups
from bot.storage.memory import Memory
from bot.storage.outbox import Outbox
from bot.together.days import DAY, moment, monday
from bot.together.group import GroupService, WeekSummary

AT = time(9)
LATEST = DAY * 2
"""A Monday that was missed is caught up until Wednesday morning."""


class DrawsWeek(Protocol):
    """Draws the chart of a week."""

    async def week(self, summary: WeekSummary) -> Picture | None:
        """Return the picture, or `None` when it cannot be drawn."""
        ...


class WeeklyRound:
    """Sends each group's summary once; a week in which nobody did anything is left out."""

    name = "weekly"

    def __init__(
        self, service: GroupService, groups: Groups, outbox: Outbox, memory: Memory, pictures: DrawsWeek
    ) -> None:
        self._service = service
        self._groups = groups
        self._outbox = outbox
        self._memory = memory
        self._pictures = pictures

    async def __call__(self, now: datetime) -> None:
        """Send what is due."""
        for guild_id, settings in (await self._groups.all()).items():
            if settings.has_weekly_summary and settings.daily_channel_id is not None and not settings.is_quiet(now):
                await self._send(guild_id, settings.daily_channel_id, settings, now)

    async def _send(self, guild_id: int, channel_id: int, settings: GroupSettings, now: datetime) -> None:
        this = monday(now.astimezone(settings.zone).date())
        due = moment(this, AT, settings.zone)
        done = f"weekly:{guild_id}"
        if not due <= now <= due + LATEST or await self._memory.get(done) == this.isoformat():
            return
        if not await self._is_newer_than(guild_id, due):
            await self._write(guild_id, channel_id, this, now)
        await self._memory.set(done, this.isoformat())

    async def _write(self, guild_id: int, channel_id: int, this: date, now: datetime) -> None:
        summary = await self._service.week(guild_id, this - DAY * 7)
        if not summary.answers and not summary.missions:
            return
        reply = render_week(summary, await self._pictures.week(summary))
        key = f"weekly:{guild_id}:{this.isoformat()}"
        letter = Letter(key, reply, now, channel_id=channel_id, guild_id=guild_id, is_hushed=True)
        await self._outbox.write(letter, now)

    async def _is_newer_than(self, guild_id: int, at: datetime) -> bool:
        """Say whether the summary was asked for after this Monday's time."""
        return any(
            change.name in {"has_weekly_summary", "daily_channel_id"} and change.at > at
            for change in await self._groups.changes(guild_id, 100)
        )
