"""Questions with a time: the clock is the test's own."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from fsrs import Rating
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.quiz.run import Asked
from bot.quiz.service import TRAVEL_SECONDS
from bot.render.quiz import render_graded, render_question
from bot.storage.database import Database
from bot.storage.migrate import migrate
from tests.fakes.clock import FakeClock
from tests.quiz.table import KIM, KIM_IN_GROUP, Table, place


def titles(_address: str) -> tuple[str, str]:
    return "강의", "부분"


async def test_there_is_no_limit_unless_the_group_sets_one(table: Table) -> None:
    asked = await table.service.start(KIM_IN_GROUP)
    assert (asked.limit_seconds, asked.until) == (0, None)
    table.clock.advance(hours=30)
    assert (await table.service.answer(KIM_IN_GROUP, asked.run_id, 0, place(asked, right=True))).points == 1.0


async def test_the_limit_holds_in_the_group_and_not_in_direct_messages(table: Table) -> None:
    await table.set(question_seconds=20)
    asked = await table.service.start(KIM_IN_GROUP)
    assert asked.until == table.clock.now() + timedelta(seconds=20)
    assert (await table.service.start(KIM)).until is None


@pytest.mark.parametrize(("after_seconds", "is_late"), [(0, False), (20, False), (21.9, False), (22.1, True)])
async def test_an_answer_is_late_when_its_time_and_its_way_are_over(
    table: Table, after_seconds: float, *, is_late: bool
) -> None:
    await table.set(question_seconds=20)
    asked = await table.service.start(KIM_IN_GROUP)
    table.clock.advance(seconds=after_seconds)
    graded = await table.service.answer(KIM_IN_GROUP, asked.run_id, 0, place(asked, right=True))
    assert (graded.is_late, graded.grade.is_right, graded.points) == (is_late, not is_late, float(not is_late))


async def test_a_late_answer_is_wrong_but_explained(table: Table) -> None:
    await table.set(question_seconds=5)
    asked = await table.service.start(KIM_IN_GROUP)
    table.clock.advance(minutes=1)
    shown = render_graded(await table.service.answer(KIM_IN_GROUP, asked.run_id, 0, place(asked, right=True)), titles)
    assert "시간이 지났어요" in shown.text
    assert "제한 시간 5초" in shown.text
    assert "그래도 답은 맞았어요" in shown.text
    assert "그래서 그래요." in shown.text
    kept = (await table.quizzes.attempts_of_run(asked.run_id))[0]
    assert (kept.is_late, kept.is_right, kept.points, kept.rating) == (True, False, 0.0, 1)
    again = await table.service.answer(KIM_IN_GROUP, asked.run_id, 0, "1")
    assert (again.already, again.is_late, again.would_be_right) == (True, True, True)


async def test_the_question_shows_when_its_time_ends(table: Table) -> None:
    await table.set(question_seconds=20)
    asked = await table.service.start(KIM_IN_GROUP)
    assert asked.until is not None
    text = render_question(asked, titles).text
    assert f"20초 안에 답해 주세요. (<t:{int(asked.until.timestamp())}:R>)" in text
    assert "<t:" not in render_question(await table.service.start(KIM), titles).text


async def test_each_question_has_its_own_time_from_when_it_was_shown(table: Table) -> None:
    await table.set(question_seconds=20)
    asked = await table.service.start(KIM_IN_GROUP, count=2)
    table.clock.advance(seconds=15)
    await table.service.answer(KIM_IN_GROUP, asked.run_id, 0, place(asked, right=True))
    table.clock.advance(minutes=5)  # reading the explanation costs nothing
    second = await table.service.next(KIM_IN_GROUP, asked.run_id, 0)
    assert isinstance(second, Asked)
    assert second.until == table.clock.now() + timedelta(seconds=20)
    table.clock.advance(seconds=15)
    assert not (await table.service.answer(KIM_IN_GROUP, asked.run_id, 1, place(second, right=True))).is_late


async def test_a_restart_and_a_changed_setting_leave_a_running_question_its_time(table: Table) -> None:
    await table.set(question_seconds=20)
    asked = await table.service.start(KIM_IN_GROUP)
    table.clock.advance(seconds=10)
    await table.set(question_seconds=120)
    restarted = table.restarted()
    resumed = await restarted.resume(KIM_IN_GROUP)
    assert resumed is not None
    assert resumed.until == asked.until
    table.clock.advance(seconds=15)
    assert (await restarted.answer(KIM_IN_GROUP, asked.run_id, 0, place(asked, right=True))).is_late


async def test_a_clock_that_jumps_back_makes_nobody_late(table: Table) -> None:
    await table.set(question_seconds=20)
    asked = await table.service.start(KIM_IN_GROUP)
    table.clock.jump(hours=-2)
    assert not (await table.service.answer(KIM_IN_GROUP, asked.run_id, 0, place(asked, right=True))).is_late


@pytest.mark.parametrize(("wanted", "given"), [(-1, 0), (0, 0), (1, 5), (5, 5), (120, 120), (500, 120)])
async def test_whatever_is_stored_the_time_is_none_or_five_to_a_hundred_and_twenty_seconds(
    table: Table, wanted: int, given: int
) -> None:
    await table.set(question_seconds=wanted)
    assert (await table.service.start(KIM_IN_GROUP)).limit_seconds == given


@pytest.fixture(scope="module")
def kept_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database that all examples share, as all days of a learner do."""
    path = tmp_path_factory.mktemp("late") / "gorae.db"
    migrate(path)
    return path


seconds = st.floats(0, 200).map(lambda value: round(value, 3))
near_the_end = st.sampled_from([-0.001, 0.0, 0.001, TRAVEL_SECONDS - 0.001, TRAVEL_SECONDS, TRAVEL_SECONDS + 0.001])


@settings(max_examples=60)
@given(
    limit=st.integers(5, 120),
    delay=st.one_of(seconds, near_the_end),
    from_the_end=st.booleans(),
    jump=st.one_of(st.just(0.0), st.floats(-7200, 7200).map(lambda value: round(value, 3))),
    is_right=st.booleans(),
    is_restarted=st.booleans(),
)
def test_an_answer_counts_exactly_until_its_time_and_its_way_are_over_by_the_wall_clock(
    kept_in: Path, limit: int, delay: float, jump: float, *, from_the_end: bool, is_right: bool, is_restarted: bool
) -> None:
    """Whatever the limit, the delay, the clock's jump or a restart: late is late, once, and no time is negative."""
    delay = max(0.0, limit + delay if from_the_end else delay)

    async def scenario() -> None:
        database = await Database.open(kept_in)
        table = Table(database, FakeClock())
        await table.set(question_seconds=limit)
        asked = await table.service.start(KIM_IN_GROUP, count=2)
        assert asked.until is not None
        table.clock.advance(seconds=delay)
        table.clock.jump(seconds=jump)
        service = table.restarted() if is_restarted else table.service
        is_late = table.clock.now() > asked.until + timedelta(seconds=TRAVEL_SECONDS)
        assert is_late == (
            timedelta(seconds=delay) + timedelta(seconds=jump) > timedelta(seconds=limit + TRAVEL_SECONDS)
        )

        graded = await service.answer(KIM_IN_GROUP, asked.run_id, 0, place(asked, right=is_right))

        counts = is_right and not is_late
        assert (graded.is_late, graded.grade.is_right, graded.points) == (is_late, counts, float(counts))
        assert graded.would_be_right == (is_right and is_late)
        (kept,) = await table.quizzes.attempts_of_run(asked.run_id)
        assert (kept.is_late, kept.is_right, kept.points) == (is_late, counts, float(counts))
        assert kept.seconds == pytest.approx(max(0.0, delay + jump), abs=1e-3)
        assert (kept.rating == Rating.Again) is not counts
        card = await table.quizzes.card(KIM.user_id, kept.item_id)
        assert card is not None
        assert card.due_at > kept.answered_at

        table.clock.jump(hours=-3)
        again = await service.answer(KIM_IN_GROUP, asked.run_id, 0, place(asked, right=True))
        assert (again.already, again.is_late, again.points) == (True, is_late, float(counts)), "nothing is judged anew"
        assert await table.quizzes.attempts_of_run(asked.run_id) == (kept,)
        await service.stop(KIM_IN_GROUP, asked.run_id)
        await database.close()

    asyncio.run(scenario())
