from __future__ import annotations

import asyncio
from datetime import datetime

from bot.rounds.rounds import keep_watch, make
from tests.fakes.clock import FakeClock


class Counting:
    def __init__(self, name: str, *, fails: bool = False) -> None:
        self.name = name
        self.at: list[datetime] = []
        self._fails = fails

    async def __call__(self, now: datetime) -> None:
        self.at.append(now)
        if self._fails:
            raise ValueError(self.name)


async def test_every_round_is_made_at_once_and_then_once_a_minute() -> None:
    clock, round_ = FakeClock(), Counting("one")
    watch = asyncio.ensure_future(keep_watch([round_], clock))
    await asyncio.sleep(0)
    clock.advance(seconds=59)
    await asyncio.sleep(0)
    assert len(round_.at) == 1
    clock.advance(seconds=1)
    for _ in range(3):
        await asyncio.sleep(0)
    assert len(round_.at) == 2
    watch.cancel()
    await asyncio.gather(watch, return_exceptions=True)


async def test_a_round_that_fails_keeps_no_other_from_its_turn() -> None:
    broken, whole = Counting("broken", fails=True), Counting("whole")
    await make([broken, whole], FakeClock().now())
    assert len(whole.at) == 1
