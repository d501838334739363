"""A clock that moves when it is told to."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

PATIENCE_SECONDS = 30.0


class FakeClock:
    """Serves `bot.core.clock.Clock`; `advance` wakes the sleepers whose time has come."""

    def __init__(self, now: datetime = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)) -> None:
        self._start = now
        self._elapsed = timedelta()
        self._jump = timedelta()
        self._sleepers: list[tuple[timedelta, asyncio.Future[None]]] = []
        self._somebody_sleeps = asyncio.Event()

    def now(self) -> datetime:
        return self._start + self._elapsed + self._jump

    def monotonic(self) -> float:
        return self._elapsed.total_seconds()

    async def sleep(self, seconds: float) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._elapsed + timedelta(seconds=seconds), future))
        self._somebody_sleeps.set()
        await future

    async def wait_for_sleeper(self, **span: float) -> None:
        """Return once somebody sleeps whose time comes within that span."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not self._is_due(self._elapsed + timedelta(**span)):
                self._somebody_sleeps.clear()
                await self._somebody_sleeps.wait()

    def _is_due(self, moment: timedelta) -> bool:
        return any(until <= moment and not future.done() for until, future in self._sleepers)

    def advance(self, **span: float) -> None:
        """Let time pass."""
        self._elapsed += timedelta(**span)
        for until, future in self._sleepers:
            if until <= self._elapsed and not future.done():
                future.set_result(None)
        self._sleepers = [entry for entry in self._sleepers if not entry[1].done()]

    def jump(self, **span: float) -> None:
        """Set the wall clock forward or back; monotonic time does not move."""
        self._jump += timedelta(**span)
