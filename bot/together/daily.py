"""The daily question: one a day and group, answered by each member once, its result shown to them alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from bot.core.clock import Clock
from bot.core.errors import GoraeError
from bot.core.people import Member
from bot.lessons.exercises import QuizItem, QuizKind
from bot.lessons.model import Course
from bot.quiz.grade import Grade
from bot.quiz.question import Question, present
from bot.storage.daily import DailyQuestions, DailyRow
from bot.together.answering import Answering

DAILY_KINDS = frozenset({QuizKind.ONE, QuizKind.OUTPUT, QuizKind.SEVERAL, QuizKind.COMMAND, QuizKind.BLANK})
"""Kinds that are answered at once. Putting in order takes several presses of one person on a message of their own."""
THINKING_SECONDS = 30.0
"""What the memory model is told of the time: how long somebody thought about a question that stands all day is
unknown, so it is neither quick nor slow."""


@dataclass(frozen=True, slots=True)
class Daily:
    """A question of a day."""

    row: DailyRow
    question: Question


@dataclass(frozen=True, slots=True)
class Answered:
    """What a member is told; `already` says that they had answered before and nothing was counted."""

    daily: Daily
    grade: Grade
    already: bool


@dataclass(frozen=True, slots=True)
class Statistics:
    """How a day's question went. `taken` counts the members by number of the choice as shown, of all choices."""

    daily: Daily
    answers: int
    right: int
    right_answer: str
    taken: tuple[tuple[str, int], ...]


def pick(items: Sequence[QuizItem], guild_id: int, day: date, asked: Sequence[str]) -> QuizItem | None:
    """Return the day's item: one never asked in the group, else the one asked longest ago.

    `asked` are the ids asked so far, the latest first. The same group and day give the same item.
    """
    fitting = sorted((item for item in items if item.kind in DAILY_KINDS), key=lambda item: item.id)
    chance = Random(f"{guild_id}:{day.isoformat()}")  # noqa: S311 - an order of questions, not a secret
    chance.shuffle(fitting)
    ago = {item_id: place for place, item_id in reversed(list(enumerate(asked)))}
    return max(fitting, key=lambda item: ago.get(item.id, len(asked)), default=None)


class DailyService:
    """Takes answers to daily questions and counts them."""

    def __init__(
        self, course: Callable[[], Course], dailies: DailyQuestions, answering: Answering, clock: Clock
    ) -> None:
        self._course = course
        self._dailies = dailies
        self._answering = answering
        self._clock = clock

    def items(self, lessons: Sequence[str]) -> tuple[QuizItem, ...]:
        """Return the items of some lessons; of all where none is named or none of the named is there any more."""
        everything = tuple(item for lesson in self._course().lessons for item in lesson.quiz)
        return tuple(item for item in everything if item.lesson in lessons) or everything

    def shown(self, row: DailyRow) -> Daily | None:
        """Return a day's question as all see it; `None` where the course does not have it any more."""
        item = next((item for item in self.items(()) if item.id == row.item_id), None)
        return None if item is None else Daily(row, present(item, row.seed))

    async def answer(self, member: Member, daily_id: int, answer: str) -> Answered:
        """Take a member's answer; a second one changes nothing and shows the first.

        Raises `GoraeError`: `daily-gone`, `daily-over`, `quiz-answer-form`.
        """
        row = await self._dailies.get(daily_id)
        daily = None if row is None or row.guild_id != member.guild_id else self.shown(row)
        if daily is None:
            raise GoraeError("daily-gone")
        before = await self._dailies.answer_of(daily_id, member.user_id)
        if before is None and daily.row.closed_at is None:
            now = self._clock.now()
            seconds = max(0.0, (now - daily.row.asked_at).total_seconds())
            judged = await self._answering.judge(
                member, daily.question, answer, counted_seconds=THINKING_SECONDS, seconds=seconds, at=now
            )
            if await self._dailies.answer(daily_id, judged.attempt, judged.card):
                return Answered(daily, judged.grade, already=False)
            before = await self._dailies.answer_of(daily_id, member.user_id)
        if before is None:
            raise GoraeError("daily-over")
        return Answered(daily, self._answering.grade(daily.question, before), already=True)

    async def statistics(self, daily: Daily) -> Statistics:
        """Count the answers."""
        answers = list((await self._dailies.answers(daily.row.id)).values())
        shown, kind = daily.question.shown, daily.question.item.kind
        taken: Counter[int] = Counter()
        if kind in {QuizKind.ONE, QuizKind.OUTPUT}:
            taken.update(int(response) for response, _ in answers if response.strip().isdecimal())
        item = daily.question.item
        right = [choice.text for choice in item.choices if choice.is_right] or list(item.answer[:1])
        return Statistics(
            daily,
            answers=len(answers),
            right=sum(is_right for _, is_right in answers),
            right_answer=", ".join(right),
            taken=tuple((text, taken[number]) for number, text in enumerate(shown, 1)) if taken else (),
        )
