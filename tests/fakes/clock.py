"""A clock that moves when it is told to."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta


class FakeClock:
    """Serves `bot.core.clock.Clock`; `advance` wakes the sleepers whose time has come."""

    def __init__(self, now: datetime = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)) -> None:
        self._start = now
        self._elapsed = timedelta()
        self._jump = timedelta()
        self._sleepers: list[tuple[timedelta, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._start + self._elapsed + self._jump

    def monotonic(self) -> float:
        return self._elapsed.total_seconds()

    async def sleep(self, seconds: float) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._elapsed + timedelta(seconds=seconds), future))
        await future

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
