"""Several answers in one message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from bot.answers.answer import Answer
from bot.answers.korean import Morphemes
from bot.answers.service import Engine
from bot.faces.discord.limits import MESSAGE_CHARACTERS, MESSAGE_ROWS, ROW_BUTTONS
from bot.faces.discord.presenter import present
from bot.faces.discord.text import units
from bot.lessons.library import BUILT_IN, load
from bot.render.answers import render_answer
from bot.render.several import plain_answers, render_answers
from tests.answers.learned import CACHES

ASKED = (
    "도커가 뭐예요?",
    "이미지랑 컨테이너 차이는?",
    "볼륨 지우는 법?",
    "컨테이너 생애주기는?",
    "포트 여는 법은?",
    "도커 기본 명령어 알려줘",
    "도커파일 작성법은?",
    "커널이 뭐예요?",
)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine.build(load([BUILT_IN]), Morphemes(), CACHES)


def together(*answers: Answer) -> Answer:
    first, *further = (replace(one, id=number) for number, one in enumerate(answers, 1))
    return replace(first, further=tuple(further))


def every_pair(engine: Engine) -> Iterator[Answer]:
    found = [engine.ask(question) for question in ASKED]
    yield from (together(*pair) for pair in product(found, repeat=2))
    yield from (together(*three) for three in zip(found, found[1:], found[2:], strict=False))


def test_all_of_them_fit_one_message_with_its_buttons(engine: Engine) -> None:
    for answer in every_pair(engine):
        shown = present(render_answers(answer), 1)
        assert units(shown.content) <= MESSAGE_CHARACTERS
        assert not shown.uploads  # nothing is cut off into a file
        assert len(shown.rows) <= MESSAGE_ROWS
        assert all(isinstance(row, tuple) and len(row) <= ROW_BUTTONS for row in shown.rows)


def test_each_is_headed_by_its_question_and_cites_its_part(engine: Engine) -> None:
    answer = engine.ask("도커가 뭐예요? 볼륨 목록은 어떻게 봐요?")
    text = render_answers(answer).text
    assert "> **1.** 도커가 뭐예요?\n" in text
    assert "> **2.** 볼륨 목록은 어떻게 봐요?\n" in text
    for one in answer.every:
        assert f"📖 {one.places[0].lesson_title} › {one.places[0].title}" in text
        assert plain_answers(answer).count(f"📖 {one.places[0].lesson_title} › {one.places[0].title}") == 1


def test_the_first_is_whole_and_the_others_shorter(engine: Engine) -> None:
    first, second = engine.ask("컨테이너가 뭐예요?"), engine.ask("이미지를 왜 작게 만들어요?")
    text = render_answers(together(first, second)).text
    assert render_answer(first).text.strip() in text
    assert len(text) < len(render_answer(first).text) + len(render_answer(second).text) + 200


def test_each_has_its_button_and_each_alone_may_be_found_wanting(engine: Engine) -> None:
    answer = engine.ask("컨테이너 지우는 명령어는? 이미지 지우는 명령어는?")
    choices = render_answers(together(*answer.every)).choices
    assert [choice.action for choice in choices] == [
        "lesson:open:01-docker/basic-commands/rm",
        "run:card:docker-rm:0",
        "lesson:open:01-docker/basic-commands/rmi",
        "run:card:docker-rmi:0",
        "ask:good:1:2",
        "ask:bad:1",
        "ask:bad:2",
    ]
    assert [choice.label[:2] for choice in choices if not choice.action.startswith("ask:good")] == [
        "1.", "1.", "2.", "2.", "1.", "2.",
    ]  # fmt: skip


def test_what_was_typed_is_no_markdown(engine: Engine) -> None:
    found = engine.ask("도커가 뭐예요?")
    text = render_answers(together(replace(found, question="1. `rm`\n**이** <@1> 뭐"), found)).text
    assert text.startswith("> **1.** rm 이 @1 뭐\n")


def test_what_is_left_is_named(engine: Engine) -> None:
    answer = replace(engine.ask("도커가 뭐예요? 볼륨은 뭐예요?"), unanswered=("이미지가 뭐예요?",))
    assert render_answers(answer).text.endswith("나머지는 이어서 물어봐 주세요.")


def test_one_answer_looks_as_ever(engine: Engine) -> None:
    answer = engine.ask("도커가 뭐예요?")
    assert render_answers(answer) == render_answer(answer)
