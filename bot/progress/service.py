"""What a learner sees of their own progress, and the ranking of a group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.core.clock import Clock
from bot.core.people import Member
from bot.lessons.model import Course
from bot.progress.mastery import LessonMastery, mastery
from bot.progress.streak import Streak, active_days, streak
from bot.quiz.review import scheduler
from bot.quiz.service import review_card
from bot.storage.missions import MissionRuns
from bot.storage.quizzes import Quizzes

CALENDAR_WEEKS = 12


@dataclass(frozen=True, slots=True)
class Progress:
    """`calendar` counts answers and missions for each day of the last 12 weeks, oldest first, from a Monday."""

    name: str
    today: date
    answered: int
    right_share: float
    streak: Streak
    due: int
    missions_solved: int
    missions: int
    lessons: tuple[LessonMastery, ...]
    calendar: tuple[tuple[date, int], ...]


class ProgressService:
    """Reads what was learned; writes nothing."""

    def __init__(
        self, course: Callable[[], Course], quizzes: Quizzes, runs: MissionRuns, clock: Clock, zone: ZoneInfo
    ) -> None:
        self._course = course
        self._quizzes = quizzes
        self._runs = runs
        self._clock = clock
        self._zone = zone

    async def progress(self, member: Member) -> Progress:
        """Return a learner's progress now, days counted in the group's time zone."""
        now = self._clock.now()
        today = now.astimezone(self._zone).date()
        attempts = await self._quizzes.attempts_of(member.user_id)
        solved = await self._runs.solved(member.user_id)
        rows = await self._quizzes.cards(member.user_id)
        cards = {row.item_id: review_card(row) for row in rows}
        moments = [*(attempt.answered_at for attempt in attempts), *solved.values()]
        lessons = self._course().lessons
        items = {item.id for lesson in lessons for item in lesson.quiz}
        return Progress(
            name=member.name,
            today=today,
            answered=len(attempts),
            right_share=sum(attempt.is_right for attempt in attempts) / len(attempts) if attempts else 0.0,
            streak=streak(active_days(moments, self._zone), today),
            due=sum(row.due_at <= now and row.item_id in items for row in rows),
            missions_solved=len(solved),
            missions=sum(len(lesson.missions) for lesson in lessons),
            lessons=mastery(lessons, cards, scheduler(), now),
            calendar=_calendar([moment.astimezone(self._zone).date() for moment in moments], today),
        )


def _calendar(days: list[date], today: date) -> tuple[tuple[date, int], ...]:
    first = today - timedelta(days=today.weekday() + 7 * (CALENDAR_WEEKS - 1))
    span = (today - first).days + 1
    return tuple((day, days.count(day)) for day in (first + timedelta(days=n) for n in range(span)))
