"""Quizzes as a learner meets them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.reply import Reply
from bot.practice.door import Door
from bot.storage.database import Database
from bot.storage.quizzes import Quizzes
from bot.talk.bench import PracticeBench
from bot.talk.conversation import Talk
from tests.fakes.clock import FakeClock
from tests.talk.quizzing import KIM, action, conversation, last, shipped


class Chat:
    """A learner at the keyboard; `restart` ends the program and starts it again."""

    def __init__(self, database: Database) -> None:
        self.clock, self.database = FakeClock(), database
        self.course = shipped()
        self.talk = self.restart()

    def restart(self) -> Talk:
        self.talk = conversation(self.database, self.course, self.clock, PracticeBench(Door()))
        return self.talk

    async def say(self, text: str) -> Reply:
        return await last(self.talk.say(KIM, text))

    async def press(self, reply: Reply, label: str) -> Reply:
        return await last(self.talk.press(KIM, action(reply, label)))


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    """Return a learner at the keyboard."""
    database = await Database.open(tmp_path / "gorae.db")
    yield Chat(database)
    await database.close()


async def test_asking_for_a_quiz_again_shows_the_open_question_instead_of_losing_it(chat: Chat) -> None:
    first = await chat.say("퀴즈 1강 3문제")
    again = await chat.say("퀴즈")
    assert "이어서 풀까요?" in again.text
    assert "3문제 중 1번째" in again.text
    assert first.text in again.text
    chat.restart()
    assert (await chat.say("퀴즈")).text == again.text


async def test_who_wants_another_quiz_all_the_same_gets_the_one_asked_for(chat: Chat) -> None:
    await chat.say("퀴즈 1강 3문제")
    offered = await chat.say("퀴즈 2강 7문제")
    assert action(offered, "새로 시작") == "quiz:fresh:lesson:7:02-first-container"
    begun = await chat.press(offered, "새로 시작")
    assert begun.text.startswith("**문제 1/7**")
    lesson = next(lesson for lesson in chat.course.lessons if lesson.number == 2)
    assert lesson.title in begun.text


@pytest.mark.parametrize("words", ["/복습", "퀴즈 틀린 문제", "퀴즈 20문제"])
async def test_every_way_to_a_quiz_keeps_the_open_one_first(chat: Chat, words: str) -> None:
    await chat.say("퀴즈 1강 3문제")
    assert "이어서 풀까요?" in (await chat.say(words)).text


async def test_after_the_last_answer_the_next_quiz_begins_at_once(chat: Chat) -> None:
    await chat.say("퀴즈 1강 1문제")
    asked = await Quizzes(chat.database).open_run(KIM.user_id)
    assert asked is not None
    await last(chat.talk.press(KIM, f"quiz:answer:{asked.id}:0:1"))
    assert (await chat.say("퀴즈 2문제")).text.startswith("**문제 1/2**")


async def test_a_fresh_start_that_is_made_up_is_refused_kindly(chat: Chat) -> None:
    for made_up in ("quiz:fresh:lesson:5:99-nope", "quiz:fresh:mix:500:", "quiz:fresh:mix", "quiz:fresh"):
        reply = await last(chat.talk.press(KIM, made_up))
        assert reply.text
        assert "실수" not in reply.text


@pytest.mark.parametrize(("words", "count"), [("퀴즈 1문제", 1), ("퀴즈", 5), ("퀴즈 20문제", 20)])
async def test_a_quiz_has_as_many_questions_as_asked_for(chat: Chat, words: str, count: int) -> None:
    assert (await chat.say(words)).text.startswith(f"**문제 1/{count}**")


async def test_too_many_questions_are_refused_with_the_limit(chat: Chat) -> None:
    assert "1개부터 20개까지" in (await chat.say("퀴즈 21문제")).text


async def test_every_kind_of_item_shows_remark_explanation_and_place(chat: Chat) -> None:
    """The first right and the first wrong way of every kind in the course, as they are told."""
    items = {item.kind: item for lesson in chat.course.lessons for item in lesson.quiz}
    for kind, item in items.items():
        run = await Quizzes(chat.database).start(KIM.user_id, "mix", "", (item.id,), 1, chat.clock.now())
        shown = await chat.say("퀴즈")
        assert item.prompt.strip() in shown.text, kind
        numbers = " ".join(str(number + 1) for number in range(len(item.steps) or 1))
        told = await last(chat.talk.press(KIM, f"quiz:answer:{run.id}:0", {"answer": numbers}))
        assert item.explanation.strip() in told.text, kind
        assert told.note.startswith("📖 "), kind
        assert action(told, "강의에서 보기") == f"lesson:open:{item.section}"
        summary = await chat.press(told, "결과")
        assert "퀴즈 끝" in summary.text


async def test_a_near_miss_of_a_typed_command_says_what_differs(chat: Chat) -> None:
    item = next(item for lesson in chat.course.lessons for item in lesson.quiz if item.answer == ("docker rmi nginx",))
    run = await Quizzes(chat.database).start(KIM.user_id, "mix", "", (item.id,), 1, chat.clock.now())
    told = await last(chat.talk.press(KIM, f"quiz:answer:{run.id}:0", {"answer": "docker rmi redis"}))
    assert "거의 다 왔어요." in told.text
    assert "redis" in told.text


async def test_an_empty_answer_is_asked_for_again_and_another_command_is_not_called_near(chat: Chat) -> None:
    item = next(item for lesson in chat.course.lessons for item in lesson.quiz if item.answer == ("docker rmi nginx",))
    run = await Quizzes(chat.database).start(KIM.user_id, "mix", "", (item.id,), 1, chat.clock.now())
    empty = await last(chat.talk.press(KIM, f"quiz:type:{run.id}:0", {"answer": "  "}))
    assert "답이 비어 있어요" in empty.text
    told = await last(chat.talk.press(KIM, f"quiz:type:{run.id}:0", {"answer": "docker ps -a"}))
    assert "다른 명령이에요" in told.text
    assert "거의 다 왔어요" not in told.text
    assert action(await chat.press(told, "결과"), "틀린 문제 다시") == "quiz:fresh:wrong:5:"


async def test_words_without_a_slash_are_served_and_an_unknown_command_is_told_by_its_own_name(chat: Chat) -> None:
    assert "강의 목록" in (await chat.say("강의 목록 보여줘")).text
    assert "1강" in (await chat.say("1강")).text
    unknown = await chat.say("/퀴쥬")
    assert "`/퀴쥬` 명령은 없어요" in unknown.text
    assert "`/퀴즈`" in unknown.text
    assert "첫 웹 서버 띄우기" in str((await chat.say("미션 1강")).menus)


async def test_reading_a_part_counts_as_a_day_of_learning(chat: Chat) -> None:
    before = await chat.say("/진도")
    assert "연속 학습 **0일**" in before.text
    await last(chat.talk.press(KIM, "lesson:open:01-docker/what-is-docker"))
    after = await chat.say("/진도")
    assert "연속 학습 **1일**" in after.text
    assert "읽은 부분 1/" in after.text
