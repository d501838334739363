from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import cast

from bot.practice.door import Door
from bot.practice.service import PracticeService
from sandbox.errors import SandboxError
from tests.fakes.clock import FakeClock


class Openings:
    """Practice that opens, is lost and is refused as it is told to."""

    def __init__(self, *troubles: str) -> None:
        self._troubles = list(troubles)
        self.opened: list[PracticeService] = []
        self.ended = 0

    @asynccontextmanager
    async def open(self) -> AsyncIterator[PracticeService]:
        trouble = self._troubles.pop(0) if self._troubles else ""
        if trouble:
            raise SandboxError(trouble)
        service = cast("PracticeService", SimpleNamespace(lost=asyncio.Event()))
        self.opened.append(service)
        try:
            yield service
        finally:
            self.ended += 1


async def turns(count: int = 8) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_practice_that_cannot_be_had_is_tried_once_and_says_why() -> None:
    door, openings = Door(), Openings("needs_root")
    await door.keep(openings.open, FakeClock())
    assert (door.service, door.trouble.key, door.settled.is_set()) == (None, "needs_root", True)


async def test_a_lost_engine_is_opened_again_and_again_until_it_is_there() -> None:
    clock, door, openings = FakeClock(), Door(), Openings("", "engine_start_failed", "engine_start_failed")
    keeping = asyncio.ensure_future(door.keep(openings.open, clock))
    await turns()
    (first,) = openings.opened
    first.lost.set()
    await turns()
    assert (door.service, door.trouble.key, openings.ended) == (None, "practice_preparing", 1)
    for seconds in (1, 2, 4):
        clock.advance(seconds=seconds)
        await turns()
    assert door.service is openings.opened[1]
    door.close()
    await keeping
    assert openings.ended == 2


async def test_a_door_that_is_closed_while_it_waits_does_not_open_again() -> None:
    clock, door, openings = FakeClock(), Door(), Openings()
    keeping = asyncio.ensure_future(door.keep(openings.open, clock))
    await turns()
    openings.opened[0].lost.set()
    await turns()
    door.close()
    await keeping
    assert len(openings.opened) == 1
