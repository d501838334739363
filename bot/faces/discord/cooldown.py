"""How often one member may ask: a token bucket each."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.core.clock import Clock

Key = TypeVar("Key")

_MOST_MEMBERS = 10_000


@dataclass(frozen=True, slots=True)
class Pace:
    """`burst` requests at once, then one in `refill_seconds`."""

    burst: int = 6
    refill_seconds: float = 2.0


class Cooldown(Generic[Key]):
    """Token buckets by key. Those longest unused are forgotten first, which only ever makes them full again."""

    def __init__(self, pace: Pace, clock: Clock) -> None:
        self._pace = pace
        self._clock = clock
        self._buckets: OrderedDict[Key, tuple[float, float]] = OrderedDict()

    def take(self, key: Key) -> float:
        """Take a token; returns 0, or the seconds until there is one."""
        now = self._clock.monotonic()
        level, at = self._buckets.pop(key, (float(self._pace.burst), now))
        level = min(float(self._pace.burst), level + (now - at) / self._pace.refill_seconds)
        wait = 0.0 if level >= 1 else (1 - level) * self._pace.refill_seconds
        self._buckets[key] = (level if wait else level - 1, now)
        if len(self._buckets) > _MOST_MEMBERS:
            self._buckets.popitem(last=False)
        return wait


class Recent(Generic[Key]):
    """What was done in the last `seconds`: a second press of the same button counts once."""

    def __init__(self, seconds: float, clock: Clock) -> None:
        self._seconds = seconds
        self._clock = clock
        self._done: OrderedDict[Key, float] = OrderedDict()

    def is_new(self, key: Key) -> bool:
        """Tell whether this was not done a moment ago, and note it."""
        now = self._clock.monotonic()
        while self._done and next(iter(self._done.values())) + self._seconds <= now:
            self._done.popitem(last=False)
        if key in self._done:
            return False
        self._done[key] = now
        return True
