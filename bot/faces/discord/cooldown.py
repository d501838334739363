"""How often one member may ask, and all of a guild together: a token bucket each."""

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

    def wait(self, key: Key) -> float:
        """Return 0, or the seconds until there is a token."""
        return max(0.0, (1 - self._level(key)) * self._pace.refill_seconds)

    def take(self, key: Key) -> None:
        """Take a token. Call it when there is one."""
        level = self._level(key)
        self._buckets.pop(key, None)
        self._buckets[key] = (level - 1, self._clock.monotonic())
        if len(self._buckets) > _MOST_MEMBERS:
            self._buckets.popitem(last=False)

    def _level(self, key: Key) -> float:
        most, now = float(self._pace.burst), self._clock.monotonic()
        level, at = self._buckets.get(key, (most, now))
        return min(most, level + (now - at) / self._pace.refill_seconds)


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


class Told(Generic[Key]):
    """Who was told to wait, and until when that holds: once is enough."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: dict[Key, float] = {}

    def is_news(self, key: Key, wait: float) -> bool:
        """Tell whether this person does not know yet that they have to wait, and note it."""
        now = self._clock.monotonic()
        self._until = {other: until for other, until in self._until.items() if until > now}
        if key in self._until:
            return False
        self._until[key] = now + wait
        return True


class Turns:
    """How often one member of a guild may ask, and how often all of a guild together."""

    def __init__(self, pace: Pace, guild_pace: Pace, clock: Clock) -> None:
        self._members: Cooldown[tuple[int, int]] = Cooldown(pace, clock)
        self._guilds: Cooldown[int] = Cooldown(guild_pace, clock)

    def take(self, user_id: int, guild_id: int | None) -> float:
        """Take one of the member's turns and one of the guild's; returns the seconds to wait when there is none.

        Who has to wait for the guild keeps their own turn.
        """
        member = guild_id or 0, user_id
        wait = self._members.wait(member)
        if guild_id is not None:
            wait = max(wait, self._guilds.wait(guild_id))
        if not wait:
            self._members.take(member)
            if guild_id is not None:
                self._guilds.take(guild_id)
        return wait
