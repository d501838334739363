"""What a learner meets in one run of questions: what is asked, how it was judged, how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.quiz.grade import Grade
from bot.quiz.question import Question


class Source(StrEnum):
    """Where the questions of a run come from."""

    LESSON = "lesson"
    MIX = "mix"
    DUE = "due"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that waits for an answer.

    `position` counts from 0; `until` (aware UTC) is the end of its time, where it has one.
    """

    run_id: int
    position: int
    count: int
    question: Question
    hinted: bool
    owner_id: int
    limit_seconds: int = 0
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Graded:
    """An answer with its grade; `already` says that it had been answered before and nothing was counted.

    A late answer is wrong whatever it says; `would_be_right` says what it would have been.
    """

    asked: Asked
    grade: Grade
    points: float
    already: bool
    is_late: bool = False
    would_be_right: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """The end of a run. `again` are the addresses to read once more, each once, in the order asked."""

    run_id: int
    count: int
    right: int
    points: float
    again: tuple[str, ...]
    next_due_hours: float | None
    is_review: bool = False
