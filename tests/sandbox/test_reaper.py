"""Sandboxes end when nobody uses them, when they are too old, and when nobody owns them."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass, replace

import pytest

from sandbox.engine import Sandbox
from sandbox.ledger import EndReason
from sandbox.limits import Limits
from sandbox.pool import Pool
from sandbox.reaper import Reaper
from sandbox.sessions import Sessions
from tests.fakes.clock import FakeClock
from tests.fakes.sandboxes import FakeLedger, FakeSandboxes

LIMITS = Limits(idle_seconds=1800, lifetime_seconds=4 * 3600)


@dataclass
class House:
    clock: FakeClock
    engine: FakeSandboxes
    ledger: FakeLedger
    sessions: Sessions
    reaper: Reaper

    async def enter(self, owner: str) -> None:
        async with self.sessions.lock(owner):
            await self.sessions.enter(owner, lambda _: None)


def build(clock: FakeClock, engine: FakeSandboxes, ledger: FakeLedger) -> House:
    names = itertools.count(1)
    pool = Pool(engine, LIMITS, lambda: f"s{next(names)}", clock, spares=0)
    sessions = Sessions(engine, pool, ledger, LIMITS, clock)
    return House(clock, engine, ledger, sessions, Reaper(engine, pool, sessions, clock))


@pytest.fixture
def house() -> House:
    clock = FakeClock()
    return build(clock, FakeSandboxes(clock), FakeLedger())


async def test_an_idle_sandbox_ends_after_half_an_hour_and_its_owner_is_told_once(house: House) -> None:
    await house.enter("kim")
    house.clock.advance(seconds=LIMITS.idle_seconds - 60)
    await house.reaper.go_round()
    assert house.engine.there
    house.clock.advance(minutes=1)
    await house.reaper.go_round()
    assert not house.engine.there
    told = await house.ledger.untold_end("kim")
    assert told is not None
    assert told.reason is EndReason.IDLE
    assert await house.ledger.untold_end("kim") is None


async def test_a_sandbox_that_ends_while_the_ledger_is_being_read_stays_ended(house: House) -> None:
    await house.enter("kim")
    house.ledger.answers.clear()
    async with asyncio.TaskGroup() as beside:
        beside.create_task(house.reaper.go_round())
        await asyncio.sleep(0)  # it has read that the lease is live, and the answer is on its way
        await house.sessions.end("kim", EndReason.RESET)
        house.ledger.answers.set()
    assert house.sessions.of("kim") is None
    await house.enter("kim")
    assert house.ledger.ends == {"s1": EndReason.RESET}


async def test_a_used_sandbox_ends_after_four_hours_all_the_same(house: House) -> None:
    await house.enter("kim")
    for _ in range(12):
        house.clock.advance(minutes=20)
        await house.reaper.go_round()
        if house.engine.there:
            await house.enter("kim")
    assert house.ledger.ends == {"s1": EndReason.LIFETIME}


async def test_an_extension_gives_one_more_lifetime_but_not_beyond_a_day(house: House) -> None:
    await house.enter("kim")
    made = house.clock.now()
    house.clock.advance(hours=3)
    lease = await house.sessions.extend("kim")
    assert lease is not None
    assert (lease.expires_at - made).total_seconds() == 7 * 3600
    house.clock.advance(hours=20, minutes=30)
    lease = await house.sessions.extend("kim")
    assert lease is not None
    assert (lease.expires_at - made).total_seconds() == LIMITS.longest_lifetime_seconds == 24 * 3600


async def test_a_sandbox_whose_command_runs_is_not_idle(house: House) -> None:
    await house.enter("kim")
    house.clock.advance(minutes=40)
    async with house.sessions.lock("kim"):
        await house.reaper.go_round()
        assert house.engine.there


async def test_a_lease_without_a_sandbox_is_closed(house: House) -> None:
    await house.enter("kim")
    house.engine.there.clear()
    house.clock.advance(seconds=10)
    await house.reaper.go_round()
    assert house.ledger.ends == {"s1": EndReason.LOST}


async def test_a_stopped_sandbox_is_closed_and_removed(house: House) -> None:
    await house.enter("kim")
    house.engine.there["id-s1"] = replace(house.engine.there["id-s1"], is_running=False)
    await house.reaper.go_round()
    assert house.ledger.ends == {"s1": EndReason.LOST}
    assert house.engine.removed == ["id-s1"]


async def test_a_sandbox_without_an_owner_is_removed_once_it_cannot_be_in_the_making(house: House) -> None:
    house.engine.there["id-x"] = Sandbox(sandbox_id="id-x", session="x", created_at=house.clock.now())
    await house.reaper.go_round()
    assert house.engine.there
    house.clock.advance(seconds=61)
    await house.reaper.go_round()
    assert not house.engine.there


async def test_what_another_program_is_making_is_left_alone(house: House) -> None:
    theirs = Sandbox(sandbox_id="id-x", session="x", created_at=house.clock.now(), is_ours=False)
    house.engine.there["id-x"] = theirs
    await house.sessions.restore()
    house.clock.advance(hours=1)
    await house.reaper.go_round()
    assert list(house.engine.there) == ["id-x"]


async def test_a_sandbox_that_another_program_opened_is_kept_used_and_ended_like_ones_own(house: House) -> None:
    other = build(house.clock, house.engine, house.ledger)
    await house.enter("kim")
    await other.enter("kim")
    assert list(house.engine.there) == ["id-s1"]
    house.clock.advance(minutes=31)
    await other.reaper.go_round()
    assert not house.engine.there
    await house.reaper.go_round()
    assert house.ledger.ends == {"s1": EndReason.IDLE}


async def test_a_restart_takes_up_what_is_there_and_closes_what_is_not(house: House) -> None:
    await house.enter("kim")
    await house.enter("lee")
    del house.engine.there["id-s2"]
    house.engine.there["id-stray"] = Sandbox(sandbox_id="id-stray", session="stray", created_at=house.clock.now())
    again = build(house.clock, house.engine, house.ledger)
    await again.sessions.clear(await again.sessions.restore())
    assert [session.lease.owner for session in again.sessions.all()] == ["kim"]
    assert house.ledger.ends == {"s2": EndReason.LOST}
    assert list(house.engine.there) == ["id-s1"]


async def test_a_thousand_strays_keep_nobody_waiting_and_all_go(house: House) -> None:
    for number in range(1000):
        name = f"id-stray{number}"
        house.engine.there[name] = Sandbox(sandbox_id=name, session=name, created_at=house.clock.now())
    strays = await house.sessions.restore()
    assert (len(strays), house.engine.removed) == (1000, [])
    await house.enter("kim")
    await house.sessions.clear(strays)
    assert list(house.engine.there) == ["id-s1"]


async def test_the_wall_clock_set_back_ends_nothing_early(house: House) -> None:
    await house.enter("kim")
    house.clock.jump(hours=-5)
    await house.reaper.go_round()
    assert house.engine.there
