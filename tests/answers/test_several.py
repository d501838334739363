"""Two or three questions in one message."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.answers.jsonl import row
from bot.answers.service import AnswerService, Engine
from bot.core.people import Member
from bot.lessons.model import Course
from bot.render.several import plain_answers
from bot.storage.database import Database
from bot.storage.questions import Questions
from tests.answers.learned import CACHES
from tests.fakes.clock import FakeClock

HERE = Path(__file__).parent
READ = sorted([*HERE.glob("learned_*.jsonl"), *HERE.glob("looked_at_*.jsonl")])
MINA = Member(1, "미나")
TWO = "볼륨 목록 어떻게 봐요? 지우는 건요?"


@pytest.fixture
async def questions(tmp_path: Path) -> AsyncIterator[Questions]:
    database = await Database.open(tmp_path / "gorae.db")
    yield Questions(database)
    await database.close()


@pytest.fixture
def answers(course: Course, questions: Questions) -> AnswerService:
    return AnswerService(lambda: course, questions, FakeClock(), caches=CACHES)


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("컨테이너가 뭐예요? 그리고 이미지랑 뭐가 달라요?", ["core-concepts/container", "core-concepts"]),
        ("도커파일이 뭐예요? 또 빌드는 어떻게 해요?", ["what-is-dockerfile", "first-build"]),
        ("도커가 뭐예요?\n컨테이너 목록 보는 명령어는?\n지우는 법은요?", ["what-is-docker", "ps", "rm"]),
        ("이미지 크기 줄이는 법하고 도커파일 쓰는 법", ["smaller", "what-is-dockerfile"]),
        ("안녕하세요!\n네트워크가 뭔가요?\n볼륨은 뭔가요?\n감사합니다!", ["why", "three-ways"]),
    ],
)
def test_each_question_gets_its_answer_in_its_order(engine: Engine, message: str, parts: list[str]) -> None:
    found = [one.places[0].address for one in engine.ask(message).every]
    assert len(found) == len(parts)
    assert all(address.endswith(part) for address, part in zip(found, parts, strict=True))


def test_the_second_may_leave_out_what_the_first_is_about(engine: Engine) -> None:
    assert [one.commands for one in engine.ask(TWO).every] == [("docker volume ls",), ("docker volume rm",)]


@pytest.mark.parametrize(
    "message",
    [
        "컨테이너를 지웠어요. 이미지도 지워지나요?",
        "nginx를 띄웠는데 접속이 안 돼요. 포트를 어떻게 열어요?",
        "docker run -p 8080:80 nginx 했더니 port is already allocated 래요\n이게 뭐예요? 어떻게 고쳐요?",
        "이미지가 뭐예요? 점심 뭐 먹지?",
        "이미지가 뭐예요? 이미지란 뭔가요?",
        "컨테이너 지우는 법이랑 이미지 지우는 법 알려줘",
        "컨테이너가 뭐예요?",
    ],
)
def test_one_question_stays_one(engine: Engine, message: str) -> None:
    assert engine.ask(message).further == ()


def asked_in(path: Path) -> list[str]:
    """Return what a file asks."""
    return [json.loads(line)["question"] for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("path", READ, ids=lambda path: path.stem)
def test_no_question_that_was_ever_looked_at_is_torn(engine: Engine, path: Path) -> None:
    assert [question for question in asked_in(path) if engine.ask(question).further] == []


def test_many_questions_were_looked_at() -> None:
    assert sum(len(asked_in(path)) for path in READ) > 1500


def test_three_are_answered_and_the_rest_is_named(engine: Engine) -> None:
    found = engine.ask("도커 허브가 뭐예요?\n로그인은 어떻게 해요?\n이미지 올리는 법은요?\n볼륨이 뭐예요?")
    assert len(found.every) == 3
    assert found.unanswered == ("볼륨이 뭐예요?",)


def test_a_line_of_json_has_the_best_part_of_each_and_all_commands(engine: Engine) -> None:
    found = engine.ask("도커가 뭐예요? 컨테이너 지우는 명령어는?")
    line = row(1, found, plain_answers)
    assert line["sections"][:2] == [  # type: ignore[index]
        {"lesson": "01-docker", "section": "what-is-docker"},
        {"lesson": "01-docker", "section": "basic-commands"},
    ]
    assert line["commands"] == ["docker rm"]
    assert all(part in str(line["answer"]) for part in ("1. 도커가 뭐예요?", "2. 컨테이너 지우는", "docker rm"))


async def test_the_next_question_follows_the_last_of_a_message(answers: AnswerService) -> None:
    await answers.ask(MINA, "도커가 뭐예요? 볼륨은 뭐예요?")
    assert (await answers.ask(MINA, "지우는 건?")).commands == ("docker volume rm",)


async def test_what_was_not_looked_for_is_missed_by_its_own_words(answers: AnswerService, questions: Questions) -> None:
    first, second = (await answers.ask(MINA, TWO)).every
    assert first.id != second.id
    assert await questions.misses() == []
    assert await answers.judge(MINA, second.id, is_good=False)
    assert [miss.question for miss in await questions.misses()] == ["지우는 건요?"]
