"""Who greets is greeted, and who asks beside a greeting is answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answers.answer import Decision, Shape
from bot.answers.greeting import MOST, greeting, without_greeting
from bot.answers.service import AnswerService, Engine
from bot.core.people import Member
from bot.render.answers import render_answer
from bot.storage.database import Database
from bot.storage.questions import Questions
from tests.answers.small import small
from tests.fakes.clock import FakeClock


@pytest.mark.parametrize(
    "text",
    [
        "안녕하세요",
        "고마워요",
        "ㅎㅇ",
        "도움말",
        "너 뭐 할 수 있어?",
        "어떤 걸 물어보면 돼요?",
        "수고하세요",
        "ㅋㅋㅋㅋ",
        "ㅇㅈ",
        "ㄹㅇㅋㅋ",
        "ㅅㄱㅅㄱ",
        "ㅈㅅ",
        "hi there",
    ],
)
def test_a_greeting_gets_a_kind_word_with_examples_and_is_no_answer(engine: Engine, text: str) -> None:
    answer = engine.ask(text)
    assert (answer.decision, answer.shape, answer.sources) == (Decision.ABSTAIN, Shape.GREETING, ())
    reply = render_answer(answer)
    assert reply.text.count("\n- ") == 3
    assert (reply.choices, reply.note) == ((), "")


def test_each_greeting_is_spoken_back_to(engine: Engine) -> None:
    texts = [render_answer(engine.ask(text)).text for text in ("안녕하세요", "고마워요", "잘 있어요", "도움말")]
    assert len({text.splitlines()[0] for text in texts}) == len(texts)


def test_every_example_of_a_greeting_is_answered(engine: Engine) -> None:
    lines = render_answer(engine.ask("안녕하세요")).text.splitlines()
    examples = [line.removeprefix("- ").replace("`", "") for line in lines if line.startswith("- ")]
    assert {engine.ask(example).decision for example in examples} == {Decision.ANSWER}


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("안녕하세요 볼륨이 뭐예요", "07-volume/three-ways"),
        ("ㅈㅅ 볼륨이 뭐예요", "07-volume/three-ways"),
        ("고마워요 근데 볼륨은 어떻게 지워요", "07-volume/remove"),
        ("안녕하세요! 질문있습니다. 이미지 지우는 법이요. 감사합니다", "01-docker/basic-commands/rmi"),
        ("hi, how do I remove an image? thanks", "01-docker/basic-commands/rmi"),
    ],
)
def test_what_is_asked_beside_a_greeting_is_answered(engine: Engine, text: str, part: str) -> None:
    answer = engine.ask(text)
    assert (answer.decision, answer.places[0].address, answer.question) == (Decision.ANSWER, part, text)


def test_a_greeting_before_a_word_that_is_not_known_stays_chatter(engine: Engine) -> None:
    assert engine.ask("안녕 귀염둥이").decision is Decision.ABSTAIN


@pytest.mark.parametrize("text", ["어떻게 할 수 있어요", "이미지가 뭐야", "안녕하세요 볼륨이 뭐예요", "뭐" * MOST])
def test_what_asks_for_something_is_no_greeting(text: str) -> None:
    assert greeting(text) == ""


def test_thanks_alone_are_left_whole() -> None:
    assert without_greeting("안녕하세요 감사합니다") == "안녕하세요 감사합니다"


async def test_a_greeting_is_not_among_the_questions_that_were_missed(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "gorae.db")
    try:
        questions = Questions(database)
        answers = AnswerService(small, questions, FakeClock())
        assert (await answers.ask(Member(1, "미나"), "안녕하세요")).id == 0
        await answers.ask(Member(1, "미나"), "점심 뭐 먹지")
        assert [miss.question for miss in await questions.misses()] == ["점심 뭐 먹지"]
    finally:
        await database.close()


async def test_a_greeting_leaves_the_conversation_where_it_was() -> None:
    answers = AnswerService(small, None, FakeClock())
    await answers.ask(Member(1, "미나"), "이미지가 뭐야")
    await answers.ask(Member(1, "미나"), "도움말")
    assert (await answers.ask(Member(1, "미나"), "그럼 지우는 건?")).commands == ("docker rmi",)
