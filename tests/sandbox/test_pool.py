"""Handing out sandboxes: warm ones first, never too many, in the order asked."""

from __future__ import annotations

import asyncio
import itertools

import pytest

from sandbox.engine import Sandbox
from sandbox.errors import SandboxError
from sandbox.limits import Limits
from sandbox.pool import Bound, Pool
from tests.fakes.clock import FakeClock
from tests.fakes.sandboxes import FakeSandboxes

TWO = Limits(live_sandboxes=2)


def pool(engine: FakeSandboxes, limits: Limits = TWO, spares: int = 0, clock: FakeClock | None = None) -> Pool:
    names = itertools.count(1)
    return Pool(engine, limits, lambda: f"s{next(names)}", clock or FakeClock(), spares=spares)


class SlowSandboxes(FakeSandboxes):
    """Takes two seconds for each."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(clock)
        self._time = clock

    async def create(self, session: str) -> Sandbox:
        self._time.advance(seconds=2)
        return await super().create(session)


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def silent(_: int) -> None:
    return


async def test_no_more_sandboxes_live_than_allowed_and_who_waits_knows_the_place() -> None:
    engine = FakeSandboxes(FakeClock())
    shared = pool(engine)
    first = await shared.take(silent)
    await shared.take(silent)
    told: dict[str, list[int]] = {"a": [], "b": []}
    async with asyncio.TaskGroup() as group:
        waiting_a = group.create_task(shared.take(told["a"].append))
        await settle()
        waiting_b = group.create_task(shared.take(told["b"].append))
        await settle()
        assert (len(engine.there), shared.waiting) == (2, 2)
        await shared.give_back(first.sandbox_id)
        second = await waiting_a
        assert not waiting_b.done()
        await shared.give_back(second.sandbox_id)
        await waiting_b
    assert told == {"a": [1], "b": [2, 1]}
    assert len(engine.there) == TWO.live_sandboxes


async def test_total_memory_bounds_the_number_too() -> None:
    limits = Limits(live_sandboxes=100, memory_mib=1024, planned_memory_mib=1024, total_memory_mib=4096)
    full = pool(FakeSandboxes(FakeClock()), limits)
    assert (full.capacity, full.bound) == (4, Bound.MEMORY)
    few = pool(FakeSandboxes(FakeClock()), Limits(live_sandboxes=3))
    assert (few.capacity, few.bound) == (3, Bound.COUNT)


async def test_a_place_that_is_free_belongs_to_who_waited_not_to_who_comes_just_then() -> None:
    engine = FakeSandboxes(FakeClock())
    shared = pool(engine, Limits(live_sandboxes=1))
    held = await shared.take(silent)
    async with asyncio.TaskGroup() as group:
        waited = group.create_task(shared.take(silent))
        await settle()
        returned = group.create_task(shared.give_back(held.sandbox_id))
        late = group.create_task(shared.take(silent))
        await settle()
        assert returned.done()
        assert waited.done()
        assert (late.done(), len(engine.there)) == (False, 1)
        await shared.give_back((await waited).sandbox_id)
        await late


async def test_who_gives_up_just_when_the_turn_comes_leaves_it_to_the_next() -> None:
    engine = FakeSandboxes(FakeClock())
    shared = pool(engine, Limits(live_sandboxes=1))
    held = await shared.take(silent)
    async with asyncio.TaskGroup() as group:
        leaving = group.create_task(shared.take(silent))
        await settle()
        staying = group.create_task(shared.take(silent))
        await settle()
        await shared.give_back(held.sandbox_id)
        leaving.cancel()
        await settle()
        assert staying.done()
        assert len(engine.there) == 1


async def test_a_crowd_finds_more_spares_and_they_go_when_it_is_over() -> None:
    clock = FakeClock()
    engine = SlowSandboxes(clock)
    shared = pool(engine, Limits(live_sandboxes=40), spares=1, clock=clock)
    async with asyncio.TaskGroup() as group:
        keeping = group.create_task(shared.keep_warm(pause_seconds=0))
        await settle()
        assert len(shared.warm) == 1
        for _ in range(10):
            await shared.take(silent)
        await settle()
        warm = len(shared.warm)
        clock.advance(minutes=4)
        await settle()
        assert (warm, len(shared.warm), len(engine.there)) == (2, 1, 11)
        keeping.cancel()


async def test_who_gives_up_waiting_makes_room_in_the_queue() -> None:
    engine = FakeSandboxes(FakeClock())
    shared = pool(engine, Limits(live_sandboxes=1))
    held = await shared.take(silent)
    told: list[int] = []
    async with asyncio.TaskGroup() as group:
        impatient = group.create_task(shared.take(silent))
        await settle()
        patient = group.create_task(shared.take(told.append))
        await settle()
        impatient.cancel()
        await settle()
        assert told == [2, 1]
        await shared.give_back(held.sandbox_id)
        await patient


async def test_a_spare_is_ready_before_it_is_asked_for_and_replaced_after() -> None:
    engine = FakeSandboxes(FakeClock())
    shared = pool(engine, Limits(live_sandboxes=5), spares=1)
    async with asyncio.TaskGroup() as group:
        keeping = group.create_task(shared.keep_warm(pause_seconds=0))
        await settle()
        assert list(engine.there) == ["id-s1"]
        assert (await shared.take(silent)).session == "s1"
        await settle()
        assert [spare.session for spare in shared.warm] == ["s2"]
        keeping.cancel()


async def test_a_spare_never_takes_the_last_place_from_a_learner() -> None:
    engine = FakeSandboxes(FakeClock())
    shared = pool(engine, TWO, spares=2)
    async with asyncio.TaskGroup() as group:
        keeping = group.create_task(shared.keep_warm(pause_seconds=0))
        await settle()
        await shared.take(silent)
        await shared.take(silent)
        await settle()
        assert len(engine.there) == 2
        keeping.cancel()


async def test_a_failed_creation_leaves_the_place_free() -> None:
    engine = FakeSandboxes(FakeClock())
    shared = pool(engine, Limits(live_sandboxes=1))
    engine.fail = True
    with pytest.raises(SandboxError):
        await shared.take(silent)
    engine.fail = False
    assert (await shared.take(silent)).session == "s2"


async def test_a_spare_that_is_made_while_another_sandbox_is_given_back_is_not_forgotten() -> None:
    engine = FakeSandboxes(FakeClock())
    shared = pool(engine, Limits(live_sandboxes=3), spares=1)
    held = await shared.take(silent)
    engine.go.clear()
    async with asyncio.TaskGroup() as group:
        keeping = group.create_task(shared.keep_warm(pause_seconds=0))
        await settle()
        await shared.give_back(held.sandbox_id)
        engine.go.set()
        await settle()
        keeping.cancel()
    assert {spare.sandbox_id for spare in shared.warm} == set(engine.there)
    assert shared.used == len(engine.there) == 1
