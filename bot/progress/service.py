"""What a learner sees of their own progress, and the ranking of a group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.core.clock import Clock
from bot.core.people import Member
from bot.lessons.model import Course
from bot.progress.mastery import LessonMastery, mastery
from bot.progress.streak import Streak, active_days, streak
from bot.progress.time import practised
from bot.quiz.plans import Plans
from bot.quiz.service import review_card
from bot.storage.groups import Groups
from bot.storage.missions import MissionRuns
from bot.storage.quizzes import Quizzes
from bot.storage.reads import LessonReads
from bot.storage.sittings import Sittings

CALENDAR_WEEKS = 12


@dataclass(frozen=True, slots=True)
class Progress:
    """`calendar` counts what was done on each day of the last 12 weeks, oldest first, from a Monday.

    Done are answers, missions solved and parts read. `parts_read` counts each part of the lessons once.
    """

    name: str
    today: date
    answered: int
    right_share: float
    streak: Streak
    due: int
    missions_solved: int
    missions: int
    practised_seconds: float
    parts_read: int
    parts: int
    lessons: tuple[LessonMastery, ...]
    calendar: tuple[tuple[date, int], ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """The tables that progress is read from."""

    quizzes: Quizzes
    missions: MissionRuns
    reads: LessonReads
    sittings: Sittings


class ProgressService:
    """Reads what was learned; writes nothing."""

    def __init__(self, course: Callable[[], Course], kept: Kept, plans: Plans, groups: Groups, clock: Clock) -> None:
        self._course = course
        self._kept = kept
        self._plans = plans
        self._groups = groups
        self._clock = clock

    async def progress(self, member: Member) -> Progress:
        """Return a learner's progress now, days counted in the group's time zone."""
        now, zone = self._clock.now(), (await self._groups.of(member.guild_id)).zone
        today = now.astimezone(zone).date()
        attempts = await self._kept.quizzes.attempts_of(member.user_id)
        solved = await self._kept.missions.solved(member.user_id)
        reads = await self._kept.reads.of(member.user_id)
        rows = await self._kept.quizzes.cards(member.user_id)
        cards = {row.item_id: review_card(row) for row in rows}
        moments = [
            *(attempt.answered_at for attempt in attempts),
            *solved.values(),
            *(read.read_at for read in reads),
        ]
        lessons = self._course().lessons
        items = {item.id for lesson in lessons for item in lesson.quiz}
        parts = {section.address for lesson in lessons for section in lesson.sections}
        return Progress(
            name=member.name,
            today=today,
            answered=len(attempts),
            right_share=sum(attempt.is_right for attempt in attempts) / len(attempts) if attempts else 0.0,
            streak=streak(active_days(moments, zone), today),
            due=sum(row.due_at <= now and row.item_id in items for row in rows),
            missions_solved=len(solved),
            missions=sum(len(lesson.missions) for lesson in lessons),
            practised_seconds=practised(await self._kept.sittings.spans(member.user_id)),
            parts_read=len({read.address for read in reads} & parts),
            parts=len(parts),
            lessons=mastery(lessons, cards, await self._plans.of(member), now),
            calendar=_calendar([moment.astimezone(zone).date() for moment in moments], today),
        )


def _calendar(days: list[date], today: date) -> tuple[tuple[date, int], ...]:
    first = today - timedelta(days=today.weekday() + 7 * (CALENDAR_WEEKS - 1))
    span = (today - first).days + 1
    return tuple((day, days.count(day)) for day in (first + timedelta(days=n) for n in range(span)))
