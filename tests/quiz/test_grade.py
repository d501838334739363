from __future__ import annotations

from dataclasses import replace

import pytest

from bot.lessons.exercises import QuizChoice, QuizItem, QuizKind
from bot.quiz.grade import Grade, Miss, UnreadableAnswerError, grade
from bot.quiz.question import Question, present
from tests.quiz.courses import one, typed


def letters(answer: str, accepted: str) -> Miss | None:
    same = sum(one == other for one, other in zip(answer.split(), accepted.split(), strict=False))
    return None if answer.split() == accepted.split() else Miss(f"{accepted} 와 달라요.", reach=same)


def shown_as(item: QuizItem) -> Question:
    return Question(item, tuple(range(max(len(item.choices), len(item.steps)))))


def graded(item: QuizItem, answer: str) -> Grade:
    return grade(shown_as(item), answer, letters)


def test_the_right_choice_is_worth_all_and_a_wrong_one_says_why() -> None:
    assert graded(one(1), "1").is_right
    wrong = graded(one(1), "2")
    assert (wrong.is_right, wrong.share, wrong.remarks, wrong.right_answer) == (
        False,
        0.0,
        ("빵은 컨테이너예요.",),
        "빵틀",
    )


def test_a_hint_costs_half() -> None:
    assert graded(one(1), "1").points(hinted=True) == 0.5


def test_numbers_are_those_on_the_screen_whatever_the_order() -> None:
    for seed in range(20):
        question = present(one(1), seed)
        place = question.shown.index("빵틀") + 1
        assert grade(question, str(place), letters).is_right


def test_the_same_seed_shows_the_same_order() -> None:
    assert present(one(1), 7) == present(one(1), 7)
    assert len({present(one(1), seed).order for seed in range(50)}) > 1


@pytest.mark.parametrize("answer", ["", "0", "4", "가", "1 2", "1 1", "-1 9"])
def test_an_answer_that_names_no_choice_is_refused_not_counted(answer: str) -> None:
    with pytest.raises(UnreadableAnswerError):
        graded(one(1), answer)


def test_several_right_choices_give_part_of_the_points_and_wrong_ones_take_them_back() -> None:
    item = replace(
        one(1),
        kind=QuizKind.SEVERAL,
        choices=(QuizChoice("a", True, ""), QuizChoice("b", True, ""), QuizChoice("c", False, "")),  # noqa: FBT003
    )
    assert graded(item, "2 1").is_right
    assert (graded(item, "1").is_right, graded(item, "1").share) == (False, 0.5)
    assert graded(item, "1, 3").share == 0.0


def test_steps_count_only_in_the_right_order() -> None:
    item = replace(one(1), kind=QuizKind.ORDER, choices=(), steps=("받기", "실행", "삭제"))
    assert graded(item, "1 2 3").is_right
    assert graded(item, "2-1-3").right_answer == "받기 → 실행 → 삭제"
    with pytest.raises(UnreadableAnswerError):
        graded(item, "1 2")


def test_steps_are_never_shown_in_the_right_order() -> None:
    item = replace(one(1), kind=QuizKind.ORDER, choices=(), steps=("받기", "실행"))
    assert all(present(item, seed).shown != item.steps for seed in range(20))


@pytest.mark.parametrize("answer", ["빵틀", " 빵 틀 ", "'빵틀'", "빵틀이에요.", "빵틀입니다"])
def test_a_blank_is_filled_by_the_word_however_it_is_spaced_or_ended(answer: str) -> None:
    assert graded(typed(QuizKind.BLANK, "빵틀", "mold"), answer).is_right


def test_latin_case_does_not_matter_in_a_blank() -> None:
    assert graded(typed(QuizKind.BLANK, "mold"), "Mold").is_right
    assert not graded(typed(QuizKind.BLANK, "mold"), "molds").is_right


@pytest.mark.parametrize(("answer", "is_right"), [("-f", True), (" `-f` ", True), ("-F", False)])
def test_a_flag_in_a_blank_keeps_its_case(answer: str, *, is_right: bool) -> None:
    assert graded(typed(QuizKind.BLANK, "-f"), answer).is_right is is_right


def test_a_typed_command_is_compared_with_every_accepted_line_and_says_what_differs() -> None:
    item = typed(QuizKind.COMMAND, "docker rmi nginx", "docker image rm nginx")
    assert graded(item, "docker  image rm nginx").is_right
    near = graded(item, "docker rmi redis")
    assert (near.is_right, near.miss, near.right_answer) == (
        False,
        Miss("docker rmi nginx 와 달라요.", reach=2),
        "docker rmi nginx",
    )


def test_of_several_accepted_lines_the_one_reached_farthest_is_what_was_meant() -> None:
    item = typed(QuizKind.COMMAND, "docker rmi nginx", "docker image rm nginx")
    assert graded(item, "docker image rm redis").miss == Miss("docker image rm nginx 와 달라요.", reach=3)
    assert graded(item, "docker image rm nginx").miss is None
