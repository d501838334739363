from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answers.answer import Decision, Shape
from bot.answers.follow import Turn
from bot.answers.service import AnswerService
from bot.core.errors import GoraeError
from bot.core.people import Member
from bot.lessons.model import Course, Lesson
from bot.storage.database import Database
from bot.storage.questions import Questions
from tests.answers.small import FIRST, small
from tests.fakes.clock import FakeClock

MINA = Member(1, "미나")
JUN = Member(2, "준")


def service(course: Callable[[], Course] = small, clock: FakeClock | None = None) -> AnswerService:
    return AnswerService(course, None, clock or FakeClock())


def cached(folder: Path) -> list[Path]:
    return list(folder.glob("answers-*.npz"))


def spoil(path: Path) -> None:
    path.write_text("{")


async def test_a_follow_up_keeps_the_thing_and_takes_a_new_action() -> None:
    answers = service()
    await answers.ask(MINA, "이미지가 뭐야")
    assert (await answers.ask(MINA, "그럼 지우는 건?")).commands == ("docker rmi",)


async def test_a_simpler_word_is_about_the_question_before() -> None:
    answers = service()
    await answers.ask(MINA, "이미지가 뭐야")
    easier = await answers.ask(MINA, "더 쉽게")
    assert easier.shape is Shape.ANALOGY
    assert easier.passages[0].address == "a/image#2"


async def test_another_manner_is_not_carried_on() -> None:
    answers = service()
    await answers.ask(MINA, "이미지가 뭐야")
    await answers.ask(MINA, "더 쉽게")
    assert (await answers.ask(MINA, "예시는?")).shape is Shape.EXAMPLE
    easier = await answers.ask(MINA, "더 쉽게")
    assert easier.shape is Shape.ANALOGY
    assert easier.cards == ()


@pytest.mark.parametrize("words", ["고마워", "ㅋㅋㅋㅋ", "점심 추천"])
async def test_what_is_not_about_the_course_leaves_the_conversation_where_it_was(words: str) -> None:
    answers = service()
    await answers.ask(MINA, "이미지가 뭐야")
    await answers.ask(MINA, words)
    assert (await answers.ask(MINA, "그럼 지우는 건?")).commands == ("docker rmi",)


async def test_a_full_question_owes_nothing_to_the_one_before() -> None:
    answers = service()
    await answers.ask(MINA, "이미지가 뭐야")
    assert (await answers.ask(MINA, "그럼 컨테이너는 뭐야")).places[0].address == "a/container"


async def test_a_conversation_that_is_over_is_not_kept() -> None:
    def kept() -> list[str]:
        gc.collect()
        return [one.text for one in gc.get_objects() if isinstance(one, Turn)]

    clock = FakeClock()
    answers = service(clock=clock)
    await answers.ask(MINA, "이미지가 대체 뭐야")
    assert "이미지가 대체 뭐야" in kept()
    clock.advance(minutes=10, seconds=1)
    await answers.ask(JUN, "컨테이너가 대체 뭐야")
    assert "컨테이너가 대체 뭐야" in kept()
    assert "이미지가 대체 뭐야" not in kept()


async def test_a_command_that_was_run_is_what_a_follow_up_is_about() -> None:
    answers = service()
    await answers.ask(MINA, "컨테이너가 뭐야")
    answers.ran(MINA, "docker rmi")
    assert (await answers.ask(MINA, "그거 설명해줘")).commands == ("docker rmi",)
    answers.ran(MINA, "docker ps")
    assert (await answers.ask(MINA, "그럼 지우는 건?")).commands == ("docker rm",)


async def test_of_a_command_that_was_run_nothing_was_told_yet() -> None:
    answers = service()
    asked = await answers.ask(MINA, "docker ps가 뭐야")
    answers.ran(JUN, "docker ps")
    told = await answers.ask(JUN, "이거 무슨 뜻이야?")
    assert told.cards == asked.cards
    assert told.shape is not Shape.END


async def test_two_commands_that_were_run_one_after_the_other_may_be_compared() -> None:
    answers = service()
    for command in ("docker ps", "docker stop", "docker rm"):
        answers.ran(MINA, command)
    assert (await answers.ask(MINA, "둘이 차이는?")).commands == ("docker stop", "docker rm")


async def test_a_command_that_was_run_is_forgotten_after_ten_minutes_and_belongs_to_its_conversation() -> None:
    clock = FakeClock()
    answers = service(clock=clock)
    answers.ran(MINA, "docker rmi", thread_key="a")
    assert (await answers.ask(MINA, "그거 설명해줘", thread_key="b")).commands == ()
    clock.advance(minutes=10, seconds=1)
    assert (await answers.ask(MINA, "그거 설명해줘", thread_key="a")).commands == ()


async def test_after_ten_minutes_a_conversation_is_over() -> None:
    clock = FakeClock()
    answers = service(clock=clock)
    await answers.ask(MINA, "이미지가 뭐야")
    clock.advance(minutes=10, seconds=1)
    assert (await answers.ask(MINA, "더 쉽게")).shape is not Shape.ANALOGY


async def test_learners_and_threads_do_not_hear_each_other() -> None:
    answers = service()
    await answers.ask(MINA, "이미지가 뭐야", thread_key="a")
    assert (await answers.ask(JUN, "그럼 지우는 건?", thread_key="a")).commands != ("docker rmi",)
    assert (await answers.ask(MINA, "그럼 지우는 건?", thread_key="b")).commands != ("docker rmi",)


async def test_a_changed_course_is_answered_from_at_once() -> None:
    lessons: list[tuple[Lesson, ...]] = [(FIRST,)]
    answers = service(lambda: small(str(len(lessons)), lessons[-1]))
    before = await answers.ready()
    lessons.append((replace(FIRST, title="고친 강의"),))
    after = await answers.ready()
    assert after is not before
    assert (await answers.ask(MINA, "이미지가 뭐야")).places[0].lesson_title == "고친 강의"


async def test_an_unchanged_course_is_read_once() -> None:
    answers = service()
    assert await answers.ready() is await answers.ready()


async def test_an_empty_question_is_refused() -> None:
    with pytest.raises(GoraeError, match="question-empty"):
        await service().ask(MINA, "  ")


async def test_an_unknown_lesson_is_refused() -> None:
    with pytest.raises(GoraeError, match="lesson-unknown"):
        await service().ask(MINA, "도커", lesson="z")


async def test_words_read_before_are_taken_from_the_cache(tmp_path: Path) -> None:
    first = await AnswerService(small, None, FakeClock(), caches=[tmp_path]).ready()
    kept = cached(tmp_path)
    second = await AnswerService(small, None, FakeClock(), caches=[tmp_path]).ready()
    assert len(kept) == 1
    assert second.ask("이미지 지우는 법") == first.ask("이미지 지우는 법")


async def test_a_spoilt_cache_is_read_anew(tmp_path: Path) -> None:
    await AnswerService(small, None, FakeClock(), caches=[tmp_path]).ready()
    spoil(cached(tmp_path)[0])
    engine = await AnswerService(small, None, FakeClock(), caches=[tmp_path]).ready()
    assert engine.ask("이미지가 뭐야").decision is Decision.ANSWER


async def test_verdicts_and_misses_reach_the_authors(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "gorae.db")
    try:
        questions = Questions(database)
        answers = AnswerService(small, questions, FakeClock())
        good = await answers.ask(MINA, "이미지가 뭐야")
        for _ in range(2):
            await answers.ask(JUN, "고래는 뭘 먹고 살까")
        wrong = await answers.ask(MINA, "컨테이너가 뭐야")
        assert await answers.judge(MINA, good.id, is_good=True)
        assert await answers.judge(MINA, wrong.id, is_good=False, wanted="빵 굽는 법")
        assert not await answers.judge(JUN, good.id, is_good=False)
        misses = await questions.misses()
        assert [(miss.question, miss.times, miss.wanted) for miss in misses] == [
            ("고래는 뭘 먹고 살까", 2, ""),
            ("컨테이너가 뭐야", 1, "빵 굽는 법"),
        ]
        assert await questions.settle("고래는 뭘 먹고 살까", FakeClock().now()) == 2
        assert [miss.question for miss in await questions.misses()] == ["컨테이너가 뭐야"]
    finally:
        await database.close()


async def test_old_questions_are_forgotten(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "gorae.db")
    try:
        clock = FakeClock()
        questions = Questions(database)
        await questions.add(1, "도커", "abstain", 0.1, "a/what", clock.now())
        clock.advance(days=100)
        assert await questions.forget_before(clock.now()) == 1
        assert await questions.misses() == []
    finally:
        await database.close()
