"""A clock that moves when a test says so."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class ManualClock:
    """Wall-clock time, monotonic seconds and sleep, all moved by `advance`."""

    def __init__(self, start: datetime = START) -> None:
        self._start = start
        self._elapsed = 0.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []
        self._changed = asyncio.Event()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._elapsed)

    def monotonic(self) -> float:
        return self._elapsed

    def timestamp(self) -> float:
        return self.now().timestamp()

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        sleeper: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        entry = (self._elapsed + seconds, sleeper)
        self._sleepers.append(entry)
        self._changed.set()
        try:
            await sleeper
        finally:
            if entry in self._sleepers:
                self._sleepers.remove(entry)
            self._changed.set()

    @property
    def sleeping(self) -> int:
        """Return how many sleepers wait."""
        return len(self._sleepers)

    def is_due(self, within: float) -> bool:
        """Tell whether somebody's sleep ends in so many seconds."""
        return any(due <= self._elapsed + within for due, _ in self._sleepers)

    async def wait_for_sleepers(self, count: int = 1, *, within: float = 0.0) -> None:
        """Return once `count` sleepers wait (with `within`, only those due in that many seconds count)."""
        async with asyncio.timeout(120):
            while sum(1 for due, _ in self._sleepers if not within or due <= self._elapsed + within) < count:
                self._changed.clear()
                await self._changed.wait()

    def advance(self, seconds: float) -> None:
        """Move time on and wake who is due."""
        self._elapsed += seconds
        for entry in [entry for entry in self._sleepers if entry[0] <= self._elapsed + 1e-9]:
            self._sleepers.remove(entry)
            if not entry[1].done():
                entry[1].set_result(None)


class RealTime(ManualClock):
    """The machine's own time, for a Discord that is not stepped through."""

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
