"""A daily reminder of reviews for those who asked: only when something is due, never in quiet hours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time

from bot.core.clock import Clock
from bot.core.groups import GroupSettings
from bot.core.people import Member
from bot.lessons.model import Course
from bot.storage.groups import Groups
from bot.storage.quizzes import Quizzes
from bot.storage.together import ReminderRow, Reminders
from bot.together.days import moment


@dataclass(frozen=True, slots=True)
class Plan:
    """When a member is reminded (`None`: not at all), and which hours they may choose from."""

    at: time | None
    hours: tuple[int, ...]


def open_hours(settings: GroupSettings, now: datetime) -> tuple[int, ...]:
    """Return the full hours of a day that are not quiet."""
    today = now.astimezone(settings.zone).date()
    return tuple(
        hour for hour in range(24) if not settings.is_quiet(moment(today, time(hour), settings.zone))
    ) or tuple(range(24))


class ReminderService:
    """Keeps who wants to be reminded, and says who is to be reminded now."""

    def __init__(
        self, course: Callable[[], Course], reminders: Reminders, quizzes: Quizzes, groups: Groups, clock: Clock
    ) -> None:
        self._course = course
        self._reminders = reminders
        self._quizzes = quizzes
        self._groups = groups
        self._clock = clock

    async def plan(self, member: Member) -> Plan:
        """Return when a member is reminded."""
        settings = await self._groups.of(await self._group(member))
        return Plan(await self._reminders.of(member.user_id), open_hours(settings, self._clock.now()))

    async def ask(self, member: Member, hour: int) -> Plan:
        """Remind a member daily at a full hour of their group's time: today too, when that is still to come."""
        guild_id, now = await self._group(member), self._clock.now()
        zone = (await self._groups.of(guild_id)).zone
        today = now.astimezone(zone).date()
        is_past = moment(today, time(hour), zone) <= now
        await self._reminders.ask(member.user_id, guild_id, time(hour), today.isoformat() if is_past else "")
        return await self.plan(member)

    async def stop(self, member: Member) -> Plan:
        """Remind a member no more."""
        await self._reminders.stop(member.user_id)
        return await self.plan(member)

    async def take_news(self, user_id: int) -> bool:
        """Say, once, whether a member is to be told that their reminder stopped at closed direct messages."""
        return await self._reminders.take_news(user_id)

    async def day_of(self, row: ReminderRow, now: datetime) -> str:
        """Return the day on which a member's reminder is to be decided now, or empty where it is not the time."""
        settings = await self._groups.of(row.guild_id)
        today = now.astimezone(settings.zone).date()
        if today.isoformat() <= row.last_day or now < moment(today, row.at, settings.zone) or settings.is_quiet(now):
            return ""
        return today.isoformat()

    async def due(self, user_id: int, now: datetime) -> int:
        """Return how many items wait for a member's review."""
        items = {item.id for lesson in self._course().lessons for item in lesson.quiz}
        return sum(card.due_at <= now and card.item_id in items for card in await self._quizzes.cards(user_id))

    async def _group(self, member: Member) -> int | None:
        """Return the group whose hours hold: where the member is; in direct messages one they were seen in."""
        if member.guild_id is not None:
            return member.guild_id
        known = await self._groups.memberships(member.user_id)
        return known[0].guild_id if known else None
