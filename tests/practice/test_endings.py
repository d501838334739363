"""Whoever ends a sandbox under a command, its learner reads who it was, then and at the next command."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.practice.closing import end_all
from bot.practice.updates import Failed
from sandbox.engine import Cause
from tests.practice.house import KIM, House, finished, practice_house, read_of


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with practice_house(tmp_path) as opened:
        yield opened


async def by_reset(house: House) -> None:
    assert await house.practice.reset(KIM.user_id)


async def by_age(house: House) -> None:
    house.clock.advance(minutes=240)
    await house.reaper.go_round()


async def by_operator(house: House) -> None:
    """As `gorae engine stop` does, in a program of its own: the leases first, then the engine."""
    assert await end_all(house.file, house.clock.now()) == 1
    house.sandboxes.there.clear()
    await house.sandboxes.runners[-1].close()


async def by_nobody(house: House) -> None:
    await house.sandboxes.runners[-1].close()


@pytest.mark.parametrize(
    ("end", "cause", "said", "then"),
    [
        (by_reset, Cause.RESET, "연습장을 비워서 명령도 끝났어요", ""),
        (by_age, Cause.LIFETIME, "이용 시간 240분이 끝나서", "만든 지 240분이 지나서"),
        (by_operator, Cause.OPERATOR, "운영자가 연습 엔진을 꺼서", "운영자가 연습 엔진을 껐다가 켜서"),
        (by_nobody, Cause.LOST, "저절로 다시 살아나요", ""),
    ],
)
async def test_a_command_whose_sandbox_is_ended_says_who_ended_it(
    house: House, end: Callable[[House], Awaitable[None]], cause: Cause, said: str, then: str
) -> None:
    running = await house.hang()
    await end(house)
    update = finished(await running)
    assert update.cause is cause
    assert said in read_of(update)
    assert "멈추기" not in read_of(update)
    after = await house.told("docker ps")
    assert (then in after) if then else "새 연습장" not in after


async def test_a_sandbox_that_was_extended_is_told_all_the_time_it_had(house: House) -> None:
    running = await house.hang()
    house.clock.advance(minutes=100)
    assert await house.practice.extend(KIM.user_id) is not None
    house.clock.advance(minutes=240)
    await house.reaper.go_round()
    assert "이용 시간 340분이 끝나서" in read_of(await running)
    assert "만든 지 340분이 지나서" in await house.told("docker ps")


async def test_many_commands_on_a_line_count_as_many(house: House) -> None:
    assert (await house.say("docker run -d nginx;" * 31)) == Failed(
        "too_many_commands", {"most": 30, "seconds": 0, "count": 31}
    )
    assert house.sandboxes.runners == []
    finished(await house.say("docker run -d nginx;" * 20))
    said = await house.told("docker run -d nginx;" * 20)
    assert "1분에 명령 30개까지" in said
    assert "60초 뒤에" in said or "61초 뒤에" in said
    finished(await house.say("docker ps;" * 10))


async def test_more_on_a_line_than_a_minute_allows_is_to_be_cut_up(house: House) -> None:
    assert "여기에는 40개가 있으니 나누어서" in await house.told("docker ps\n" * 40)
