"""How well a lesson is known: the predicted recall of its items, by the FSRS memory model. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fsrs import Scheduler

from bot.lessons.model import Lesson
from bot.quiz.review import ReviewCard, recall


@dataclass(frozen=True, slots=True)
class LessonMastery:
    """`share` is 0..1: the mean predicted recall over all items, those never asked counting as 0."""

    lesson: Lesson
    share: float
    seen: int
    items: int


def mastery(
    lessons: Sequence[Lesson], cards: Mapping[str, ReviewCard], plan: Scheduler, at: datetime
) -> tuple[LessonMastery, ...]:
    """Return the mastery of each lesson at `at` (aware UTC)."""
    found = []
    for lesson in lessons:
        known = [recall(plan, cards[item.id], at) for item in lesson.quiz if item.id in cards]
        count = len(lesson.quiz)
        found.append(LessonMastery(lesson, sum(known) / count if count else 0.0, len(known), count))
    return tuple(found)
