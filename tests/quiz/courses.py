"""A course small enough to read in a test."""

from __future__ import annotations

from bot.lessons.exercises import QuizChoice, QuizItem, QuizKind
from bot.lessons.model import Course, Lesson


def one(number: int, *, lesson: str = "01-docker") -> QuizItem:
    return QuizItem(
        id=f"{lesson}/q-{number}",
        lesson=lesson,
        section=f"{lesson}/part-{number}",
        kind=QuizKind.ONE,
        prompt=f"문제 {number}",
        explanation="그래서 그래요.",
        difficulty=1,
        choices=(
            QuizChoice("빵틀", is_right=True, remark="맞아요."),
            QuizChoice("빵", is_right=False, remark="빵은 컨테이너예요."),
            QuizChoice("오븐", is_right=False, remark="오븐은 엔진이에요."),
        ),
        hint="찍어내는 것이에요.",
    )


def typed(kind: QuizKind, *answers: str) -> QuizItem:
    return QuizItem(
        id="01-docker/q-typed",
        lesson="01-docker",
        section="01-docker/part-1",
        kind=kind,
        prompt="써 보세요.",
        explanation="그래서 그래요.",
        difficulty=2,
        answer=answers,
    )


def course(*items: QuizItem) -> Course:
    lesson = Lesson("01-docker", 1, "도커 이해하기", "", 10, (), (), tuple(items), ())
    return Course("v1", (lesson,), (), (), (), (), ())
