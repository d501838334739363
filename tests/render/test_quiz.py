from __future__ import annotations

from dataclasses import replace

import pytest

from bot.lessons.exercises import QuizChoice, QuizKind
from bot.quiz.grade import Grade, Miss, grade
from bot.quiz.question import Question
from bot.quiz.run import Asked, Graded, Summary
from bot.render.quiz import render_graded, render_summary
from tests.quiz.courses import one

SEVERAL = replace(
    one(1),
    kind=QuizKind.SEVERAL,
    choices=(
        QuizChoice("이미지", is_right=True, remark=""),
        QuizChoice("컨테이너", is_right=True, remark=""),
        QuizChoice("오븐", is_right=False, remark=""),
    ),
)
HALVED = "(힌트를 써서 절반 점수예요)"


def titles(_address: str) -> tuple[str, str]:
    return "강의", "부분"


def told(answer: str, *, hinted: bool, is_late: bool = False) -> str:
    question = Question(SEVERAL, (0, 1, 2))
    given = grade(question, answer, lambda _given, _accepted: Miss(""))
    counted = Grade(is_right=False, share=0.0, response="", right_answer="") if is_late else given
    asked = Asked(1, 0, 1, question, hinted=hinted, owner_id=1, limit_seconds=20)
    graded = Graded(asked, counted, counted.points(hinted=hinted), already=False, is_late=is_late)
    return render_graded(graded, titles).text


def test_a_hint_that_halved_the_points_is_named_whatever_part_of_them_there_was() -> None:
    assert HALVED in told("1 2", hinted=True)
    assert HALVED in told("1", hinted=True)
    assert HALVED not in told("3", hinted=True)
    assert HALVED not in told("1", hinted=False)
    assert HALVED not in told("1 2", hinted=True, is_late=True)


@pytest.mark.parametrize(
    ("hours", "span"),
    [
        (0.0, "1분"),
        (0.5, "30분"),
        (0.99, "59분"),
        (0.995, "1시간"),
        (1.4, "1시간"),
        (23.4, "23시간"),
        (23.6, "1일"),
        (24, "1일"),
        (71.9, "3일"),
    ],
)
def test_the_summary_says_when_the_first_of_its_questions_comes_back(hours: float, span: str) -> None:
    summary = Summary(run_id=1, count=1, right=1, points=1.0, again=(), next_due_hours=hours)
    assert f"가장 먼저 돌아오는 문제는 {span} 뒤에 복습으로 나와요." in render_summary(summary, titles).text
