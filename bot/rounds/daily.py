"""The daily question of every group: asked at the group's time, its answer told when the next one's time comes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from random import Random

from bot.core.groups import GroupSettings
from bot.core.letters import Letter
from bot.lessons.model import Course
from bot.quiz.question import present
from bot.render.daily import render_daily, render_reveal
from bot.render.titles import titles_of
from bot.storage.daily import DailyQuestions, DailyRow
from bot.storage.groups import Groups
from bot.storage.outbox import Outbox
from bot.together.daily import Daily, DailyService, pick
from bot.together.days import DAY, moment, occasion

SETTINGS = frozenset({"daily_channel_id", "daily_at"})


class DailyRound:
    """Asks and reveals. A time missed is caught up within twelve hours, once; nothing is sent in quiet hours."""

    name = "daily"

    def __init__(
        self,
        course: Callable[[], Course],
        service: DailyService,
        dailies: DailyQuestions,
        groups: Groups,
        outbox: Outbox,
    ) -> None:
        self._course = course
        self._service = service
        self._dailies = dailies
        self._groups = groups
        self._outbox = outbox

    async def __call__(self, now: datetime) -> None:
        """Reveal what is over, then ask what is due."""
        for row in await self._dailies.to_close(now):
            if not (await self._groups.of(row.guild_id)).is_quiet(now):
                await self._reveal(row, now)
        for guild_id, settings in (await self._groups.all()).items():
            if settings.daily_channel_id is not None and not settings.is_quiet(now):
                await self._ask(guild_id, settings.daily_channel_id, settings, now)

    async def _reveal(self, row: DailyRow, now: datetime) -> None:
        daily = self._service.shown(row)
        letter = None
        if daily is not None and not await self._outbox.given_up(row.letter_key):
            reply = render_reveal(await self._service.statistics(daily), titles_of(self._course()))
            key = f"{row.letter_key}:reveal"
            letter = Letter(key, reply, now, channel_id=row.channel_id, guild_id=row.guild_id, is_hushed=True)
        await self._dailies.close(row.id, now, letter)

    async def _ask(self, guild_id: int, channel_id: int, settings: GroupSettings, now: datetime) -> None:
        due = occasion(settings.daily_at, settings.zone, now)
        if due is None or await self._is_newer_than(guild_id, due[1]):
            return
        day = due[0]
        daily_id = await self._dailies.free_id(guild_id, day)
        if daily_id is None:
            return
        asked = [row.item_id for row in await self._dailies.asked(guild_id)]
        item = pick(self._service.items(settings.daily_lessons), guild_id, day, asked)
        if item is None:
            return
        seed = Random(f"{guild_id}:{day.isoformat()}").getrandbits(31)  # noqa: S311 - an order of choices
        closes_at = moment(day + DAY, settings.daily_at, settings.zone)
        row = DailyRow(daily_id, guild_id, channel_id, day, item.id, seed, now, closes_at, None)
        reply = render_daily(Daily(row, present(item, seed)), titles_of(self._course()))
        letter = Letter(row.letter_key, reply, now, channel_id=channel_id, guild_id=guild_id, is_hushed=True)
        await self._dailies.ask(row, letter)

    async def _is_newer_than(self, guild_id: int, at: datetime) -> bool:
        """Say whether the time was set after it had passed: nothing was missed then."""
        return any(change.name in SETTINGS and change.at > at for change in await self._groups.changes(guild_id, 100))
