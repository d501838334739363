"""A start and an edit keep nobody waiting: the last course answers while this one is learned."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from bot.answers import service
from bot.answers.korean import Morphemes
from bot.answers.recall import Recalled
from bot.answers.service import AnswerService, Engine
from bot.core.people import Member
from bot.core.tasks import Tasks
from bot.lessons.model import Course, Wish
from tests.answers.small import FIRST, SECOND, small
from tests.fakes.clock import FakeClock
from tests.timing import PATIENCE_SECONDS

MINA = Member(1, "미나")
LAST = replace(small("last"), wishes=(Wish(("docker rmi",), ("이미지 지우는 법", "받아 둔 이미지 치우려면")),))
EDITED = replace(LAST, version="edited", wishes=(Wish(("docker rmi",), ("이미지 없애려면", "쓰던 이미지 버리기")),))


@pytest.fixture
def learning(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """The edited course is learned no sooner than this is set."""
    may_end, build = Event(), Engine.build

    def slow(
        course: Course, morphemes: Morphemes, caches: Sequence[Path] = (), known: Recalled | None = None
    ) -> Engine:
        if course is EDITED:
            may_end.wait(PATIENCE_SECONDS)
        return build(course, morphemes, caches, known)

    monkeypatch.setattr(service.Engine, "build", slow)
    monkeypatch.setattr(service, "PATIENCE_SECONDS", 0.01)
    yield may_end
    may_end.set()


def installed(folder: Path, course: Course = LAST) -> None:
    """Learn a course, as a program that ran before did."""
    Engine.build(course, Morphemes(), [folder])


def started(folder: Path, *earlier: Course, tasks: Tasks | None = None) -> AnswerService:
    """Start with the edited course, where others were in use before."""
    return AnswerService(lambda: EDITED, None, FakeClock(), caches=[folder], earlier=lambda: earlier, tasks=tasks)


async def renewed(answers: AnswerService) -> Engine:
    """Return the engine of the edited course, once it is taken."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (engine := await answers.ready()).version != EDITED.version:  # noqa: ASYNC110 - a thread's
            await asyncio.sleep(0.01)
    return engine


async def test_after_an_edit_while_it_was_off_the_last_course_answers_at_once(tmp_path: Path, learning: Event) -> None:
    installed(tmp_path)
    answers = started(tmp_path, LAST)
    await answers.warm()
    assert (await answers.ready()).version == LAST.version
    assert (await answers.ask(MINA, "이미지 지우는 법")).commands == ("docker rmi",)
    learning.set()
    assert (await renewed(answers)).ask("쓰던 이미지 버리기").commands == ("docker rmi",)


async def test_a_course_that_was_learned_before_is_taken_itself(tmp_path: Path) -> None:
    installed(tmp_path)
    installed(tmp_path, EDITED)
    answers = started(tmp_path, LAST)
    await answers.warm()
    assert (await answers.ready()).version == EDITED.version


async def test_where_nothing_was_learned_before_this_course_is_learned_first(tmp_path: Path) -> None:
    answers = started(tmp_path, LAST)
    await answers.warm()
    assert (await answers.ready()).version == EDITED.version


async def test_a_lesson_that_this_course_lacks_is_not_answered_from(tmp_path: Path) -> None:
    other = replace(LAST, lessons=(FIRST, SECOND, replace(SECOND, id="z")))
    installed(tmp_path, other)
    answers = started(tmp_path, other)
    await answers.warm()
    assert (await answers.ready()).version == EDITED.version


async def test_while_an_edit_is_learned_questions_are_answered_from_the_last_course(
    tmp_path: Path, learning: Event
) -> None:
    now = [LAST]
    answers = AnswerService(lambda: now[-1], None, FakeClock(), caches=[tmp_path])
    await answers.ready()
    now.append(EDITED)
    for _ in range(2):
        assert (await answers.ready()).version == LAST.version
    learning.set()
    assert (await renewed(answers)).version == EDITED.version


async def test_learning_ends_with_its_owner(tmp_path: Path, learning: Event) -> None:
    installed(tmp_path)
    tasks = Tasks()
    answers = started(tmp_path, LAST, tasks=tasks)
    await answers.warm()
    await tasks.close()
    learning.set()
    assert not [task for task in asyncio.all_tasks() if task.get_name() == "answers"]
