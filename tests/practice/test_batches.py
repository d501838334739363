"""Events come together, in order, none lost."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator

import pytest

from bot.practice.batches import batches
from bot.practice.rate import Rate


async def numbers(count: int) -> AsyncIterator[int]:
    for number in range(count):
        yield number


async def test_everything_comes_in_order_and_the_first_at_once() -> None:
    got = [group async for group in batches(numbers(1000), 0.01)]
    assert got[0] == [0]
    assert [number for group in got for number in group] == list(range(1000))


async def test_what_a_slow_source_said_is_shown_while_it_is_silent() -> None:
    go_on = asyncio.Event()

    async def slow() -> AsyncIterator[int]:
        yield 1
        yield 2
        await go_on.wait()
        yield 3

    seen: list[int] = []
    async for group in batches(slow(), 0.01):
        seen += group
        if seen == [1, 2]:
            go_on.set()
    assert seen == [1, 2, 3]


async def test_an_error_of_the_source_passes() -> None:
    async def broken() -> AsyncIterator[int]:
        yield 1
        raise LookupError

    with pytest.raises(LookupError):
        async for _ in batches(broken(), 0.01):
            pass


async def test_closing_early_closes_the_source() -> None:
    closed = asyncio.Event()

    async def source() -> AsyncIterator[int]:
        try:
            while True:
                yield 1
                await asyncio.sleep(0)
        finally:
            closed.set()

    groups = batches(source(), 0.01)
    await anext(groups)
    await groups.aclose()
    assert closed.is_set()


def test_more_commands_than_allowed_in_a_minute_wait() -> None:
    rate = Rate()
    assert [rate.take("kim", at, 3) for at in (0.0, 1.0, 2.0)] == [0, 0, 0]
    assert rate.take("kim", 10.0, 3) == 50.0
    assert rate.take("lee", 10.0, 3) == 0
    assert rate.take("kim", 60.5, 3) == 0


def test_many_at_once_count_as_many_and_wait_until_there_is_room_for_all() -> None:
    rate = Rate()
    assert [rate.take("kim", at, 5, 2) for at in (0.0, 1.0)] == [0, 0]
    assert rate.take("kim", 10.0, 5, 2) == 50.0
    assert rate.take("kim", 10.0, 5, 4) == 51.0
    assert rate.take("kim", 10.0, 5, 6) == math.inf
    assert rate.take("kim", 10.0, 5) == 0


def test_where_fewer_are_allowed_the_wait_is_for_the_last_of_them() -> None:
    rate = Rate()
    assert [rate.take("kim", at, 3) for at in (0.0, 1.0, 2.0)] == [0, 0, 0]
    assert rate.take("kim", 3.0, 1) == 59.0
