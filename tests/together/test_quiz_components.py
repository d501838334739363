"""What is pressed on a question in Discord: several answers of a menu, steps in their order, and on to the end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.lessons.exercises import QuizChoice, QuizItem, QuizKind
from tests.discord_face.starting import FaceStarter
from tests.fake_discord import FakeDiscord
from tests.fake_discord.models import Json, flat_components
from tests.quiz.courses import course, one
from tests.together.week import EIGHT_DAYS, Week, label

RIGHT, WRONG = ("가", "나"), "다"
SEVERAL = replace(
    one(1),
    id="01-docker/q-several",
    kind=QuizKind.SEVERAL,
    prompt="맞는 것은?",
    choices=tuple(QuizChoice(text, is_right=text in RIGHT, remark="") for text in (*RIGHT, WRONG)),
)
STEPS = ("받기", "만들기", "켜기")
ORDER = replace(one(2), id="01-docker/q-order", kind=QuizKind.ORDER, prompt="차례는?", choices=(), steps=STEPS, hint="")


@pytest.fixture
def items() -> Sequence[QuizItem]:
    """Return the questions there are; a test that wants others names them as its parameter."""
    return (SEVERAL,)


@pytest.fixture
async def week(
    fake_discord: FakeDiscord, start_face: FaceStarter, tmp_path: Path, items: Sequence[QuizItem]
) -> AsyncIterator[Week]:
    week = Week(fake_discord, start_face, tmp_path / "gorae.db", course(*items))
    await week.start()
    yield week
    await week.stop()


async def asked(week: Week, count: int = 1) -> Json:
    return await (await week.fake.alice.slash("quiz", {"count": count})).reply("문제 1/")


def options(question: Json) -> dict[str, str]:
    """Return the labels of a menu by the words in them."""
    (menu,) = [part for part in flat_components(question["components"]) if part["type"] == 3]
    return {option["label"].partition(". ")[2]: option["label"] for option in menu["options"]}


async def points(week: Week) -> list[object]:
    return [row["points"] for row in await week.rows("attempts")]


@pytest.mark.parametrize(
    ("taken", "words", "worth"),
    [
        (RIGHT, "⭕ **맞았어요!**", 1.0),
        (("가",), "🔺 **조금 아쉬워요.**", 0.5),
        (("가", "나", "다"), "🔺 **조금 아쉬워요.**", 0.5),
        (("다",), "❌ **아쉬워요.**", 0.0),
    ],
)
async def test_all_that_is_right_is_taken_from_a_menu(
    week: Week, taken: Sequence[str], words: str, worth: float
) -> None:
    question = await asked(week)
    chosen = [options(question)[text] for text in taken]
    graded = await (await week.fake.alice.select(question, chosen)).reply(words)
    assert graded["id"] == question["id"]
    assert await points(week) == [worth]


@pytest.mark.parametrize("later", [timedelta(0), EIGHT_DAYS])
async def test_a_menu_of_several_answers_works_after_a_restart_and_for_its_owner_alone(
    week: Week, later: timedelta
) -> None:
    question = await asked(week)
    await week.pass_by(later)
    chosen = [options(question)[text] for text in RIGHT]
    other = await week.fake.join("밥").select(question, chosen)
    assert "다른 분의 것" in (await other.reply())["content"]
    assert other.is_ephemeral
    assert await points(week) == []
    await (await week.fake.alice.select(question, chosen)).reply("맞았어요")
    assert await points(week) == [1.0]


@pytest.mark.parametrize("items", [(ORDER,)], ids=["order"])
async def test_steps_are_pressed_one_after_the_other_over_restarts_too(week: Week) -> None:
    alice, question = week.fake.alice, await asked(week)
    numbers = [label(question, f". {step}").partition(".")[0] for step in STEPS]
    await (await alice.click(question, label(question, STEPS[2]))).reply(f"고른 순서: {numbers[2]}")
    again = await (await alice.click(question, "처음부터 다시")).reply("문제 1/1")
    assert "고른 순서" not in again["content"]
    for count in (1, 2):
        shown = await (await alice.click(question, label(question, STEPS[count - 1]))).reply(
            f"고른 순서: {' → '.join(numbers[:count])}"
        )
        taken = [part["label"] for part in flat_components(shown["components"]) if part.get("disabled")]
        assert {one_label.partition(". ")[2] for one_label in taken} == set(STEPS[:count])
        assert await points(week) == []
        await week.pass_by()
    graded = await (await alice.click(question, label(question, STEPS[2]))).reply("맞았어요")
    assert " → ".join(STEPS) in graded["content"]
    assert await points(week) == [1.0]


@pytest.mark.parametrize("items", [tuple(one(number) for number in range(1, 4))], ids=["three"])
async def test_a_quiz_goes_on_to_its_end_and_what_was_wrong_is_asked_again(week: Week) -> None:
    alice, question = week.fake.alice, await asked(week, 3)
    shown = question
    for number, answer in enumerate(("빵틀", "오븐", "빵틀"), 1):
        shown = await (await alice.click(shown, label(shown, f". {answer}"))).reply(f"문제 {number}/3")
        assert ("맞았어요" in shown["content"]) is (answer == "빵틀")
        week.fake.clock.advance(3)
        shown = await (await alice.click(shown, "다음 문제" if number < 3 else "결과 보기")).reply()
    assert "3문제 중 **2개**" in shown["content"]
    assert await points(week) == [1.0, 0.0, 1.0]
    again = await (await alice.click(shown, "틀린 문제 다시 풀기")).reply("문제 1/1")
    assert again["id"] != question["id"]
    (wrong,) = [str(row["item_id"]) for row in await week.rows("attempts") if not row["is_right"]]
    assert f"문제 {wrong[-1]}" in again["content"].replace("문제 1/1", "")
    await (await alice.click(again, "그만하기")).reply("퀴즈 끝!")
    assert await points(week) == [1.0, 0.0, 1.0]
