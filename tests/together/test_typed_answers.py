"""Answers that are written into a form: opened, filled in, graded and kept, also after a restart and eight days."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.lessons.exercises import QuizItem, QuizKind
from tests.discord_face.starting import FaceStarter
from tests.fake_discord import FakeDiscord, Interaction
from tests.fake_discord.models import Json
from tests.quiz.courses import course, typed
from tests.together.week import EIGHT_DAYS, Week

COMMAND = typed(QuizKind.COMMAND, "docker ps -a")
BLANK = replace(typed(QuizKind.BLANK, "컨테이너"), hint="빵이에요.")
WRITE, FIELD = "답 쓰기", "내 답"


@pytest.fixture
def item() -> QuizItem:
    """Return the one question there is; a test that wants another names it as its parameter."""
    return COMMAND


@pytest.fixture
async def week(
    fake_discord: FakeDiscord, start_face: FaceStarter, tmp_path: Path, item: QuizItem
) -> AsyncIterator[Week]:
    week = Week(fake_discord, start_face, tmp_path / "gorae.db", course(item))
    await week.start()
    yield week
    await week.stop()


async def asked(week: Week) -> Json:
    return await (await week.fake.alice.slash("quiz", {"count": 1})).reply("써 보세요.")


async def opened(week: Week, question: Json) -> Interaction:
    it = await week.fake.alice.click(question, WRITE)
    form = await it.form()
    assert form["title"] == WRITE
    assert [part["label"] for part in form["components"]] == [FIELD]
    return it


async def kept(week: Week) -> list[tuple[object, ...]]:
    return [(row["user_id"], row["response"], row["is_right"], row["points"]) for row in await week.rows("attempts")]


@pytest.mark.parametrize(
    ("answer", "words", "is_right"),
    [
        ("docker ps -a", "⭕ **맞았어요!**", 1),
        ("docker container ls --all", "⭕ **맞았어요!**", 1),
        ("docker ps", "정답: **`docker ps -a`**", 0),
        ("`@everyone` ```지우기", "정답: **`docker ps -a`**", 0),
    ],
)
async def test_a_written_command_is_graded_by_what_it_means_and_kept(
    week: Week, answer: str, words: str, is_right: int
) -> None:
    question = await asked(week)
    graded = await (await week.fake.alice.submit(await opened(week, question), {FIELD: answer})).reply(words)
    assert graded["id"] == question["id"]
    assert f"내 답: `{answer.replace('`', '')}`" in graded["content"]
    assert await kept(week) == [(week.fake.alice.id, answer, is_right, float(is_right))]
    assert [row["user_id"] for row in await week.rows("review_cards")] == [week.fake.alice.id]
    over = await (await week.fake.alice.click(graded, "결과 보기")).reply("퀴즈 끝!")
    assert f"1문제 중 **{is_right}개**" in over["content"]


@pytest.mark.parametrize("item", [BLANK], ids=["blank"])
async def test_a_hint_halves_what_a_written_word_is_worth(week: Week) -> None:
    question = await asked(week)
    await (await week.fake.alice.click(question, "힌트 (점수 절반)")).reply("💡 힌트: 빵이에요.")
    graded = await (await week.fake.alice.submit(await opened(week, question), {FIELD: "컨테이너예요"})).reply(
        "맞았어요"
    )
    assert "절반 점수" in graded["content"]
    assert await kept(week) == [(week.fake.alice.id, "컨테이너예요", 1, 0.5)]


async def test_nothing_but_spaces_is_no_answer_and_the_question_stays_open(week: Week) -> None:
    question = await asked(week)
    sent = await week.fake.alice.submit(await opened(week, question), {FIELD: "   "})
    assert "답이 비어 있어요" in (await sent.reply())["content"]
    assert await kept(week) == []
    await (await week.fake.alice.submit(await opened(week, question), {FIELD: "docker ps -a"})).reply("맞았어요")


@pytest.mark.parametrize("later", [timedelta(0), EIGHT_DAYS])
async def test_a_form_that_was_open_over_a_restart_is_graded_when_it_is_sent(week: Week, later: timedelta) -> None:
    question = await asked(week)
    form = await opened(week, question)
    await week.pass_by(later)
    graded = await (await week.fake.alice.submit(form, {FIELD: "docker ps -a"})).reply("맞았어요")
    assert graded["id"] == question["id"]
    assert await kept(week) == [(week.fake.alice.id, "docker ps -a", 1, 1.0)]
    (attempt,) = await week.rows("attempts")
    assert attempt["answered_at"] == week.fake.clock.now().isoformat()


async def test_a_form_that_is_sent_twice_counts_once_and_says_so(week: Week) -> None:
    question = await asked(week)
    first, second = await opened(week, question), await opened(week, question)
    await (await week.fake.alice.submit(first, {FIELD: "docker ps"})).reply("아쉬워요")
    told = await (await week.fake.alice.submit(second, {FIELD: "docker ps -a"})).reply("이미 답한 문제예요.")
    assert "내 답: `docker ps`" in told["content"]
    assert await kept(week) == [(week.fake.alice.id, "docker ps", 0, 0.0)]


async def test_a_form_whose_quiz_is_long_over_explains_itself(week: Week) -> None:
    form = await opened(week, await asked(week))
    again = await (await week.fake.alice.slash("quiz", {"count": 1})).reply("풀던 퀴즈가 있어요")
    await (await week.fake.alice.click(again, "새로 시작하기")).reply("문제 1/1")
    await week.pass_by()
    sent = await week.fake.alice.submit(form, {FIELD: "docker ps -a"})
    assert "이미 지나간 문제" in (await sent.reply())["content"]
    assert await kept(week) == []


async def test_nobody_else_is_given_the_form(week: Week) -> None:
    question = await asked(week)
    pressed = await week.fake.join("밥").click(question, WRITE)
    assert "다른 분의 것" in (await pressed.reply())["content"]
    assert pressed.is_ephemeral
    assert pressed.modal is None
