"""Answers given outside of a learner's own quiz: graded and remembered as any other."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from bot.core.errors import GoraeError
from bot.core.people import Member
from bot.quiz.grade import Compare, Grade, UnreadableAnswerError, grade
from bot.quiz.plans import Plans
from bot.quiz.question import Question
from bot.quiz.review import is_known, rate, review
from bot.quiz.service import review_card
from bot.storage.quizzes import AttemptRow, CardRow, Quizzes


@dataclass(frozen=True, slots=True)
class Judged:
    """A grade, and what is to be kept of it together with the fact that it was given."""

    grade: Grade
    attempt: AttemptRow
    card: CardRow


class Answering:
    """Grades one answer without keeping it."""

    def __init__(self, quizzes: Quizzes, plans: Plans, compare: Compare) -> None:
        self._quizzes = quizzes
        self._plans = plans
        self._compare = compare

    def grade(self, question: Question, answer: str) -> Grade:
        """Return the grade; raises `GoraeError` (`quiz-answer-form`)."""
        try:
            return grade(question, answer, self._compare)
        except UnreadableAnswerError as error:
            raise GoraeError("quiz-answer-form", {"kind": question.item.kind.value}) from error

    async def judge(
        self, member: Member, question: Question, answer: str, *, counted_seconds: float, seconds: float, at: datetime
    ) -> Judged:
        """Grade an answer given after `seconds`; the memory model is told `counted_seconds` of thinking.

        Raises `GoraeError` (`quiz-answer-form`).
        """
        given = self.grade(question, answer)
        item_id = question.item.id
        row = await self._quizzes.card(member.user_id, item_id)
        card = None if row is None else review_card(row)
        rating = rate(is_right=given.is_right, hinted=False, seconds=counted_seconds, is_known=is_known(card))
        attempt = AttemptRow(
            user_id=member.user_id,
            item_id=item_id,
            run_id=None,
            position=0,
            response=answer,
            is_right=given.is_right,
            points=given.points(hinted=False),
            hinted=False,
            seconds=seconds,
            rating=int(rating),
            answered_at=at,
        )
        after = review(await self._plans.of(member), card, rating, at)
        return Judged(given, attempt, CardRow(item_id=item_id, **asdict(after)))
