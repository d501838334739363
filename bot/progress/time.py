"""How long somebody practised. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

PAUSE = timedelta(minutes=5)


def practised(spans: Iterable[tuple[datetime, float]]) -> float:
    """Return seconds at practice: the time of each command, and the time between two that is no pause.

    `spans` are the ends of the commands (aware) and the seconds each took. What comes within five minutes after a
    command belongs to the same sitting: reading output and thinking are practice too. Overlaps count once.
    """
    total = timedelta()
    reached: datetime | None = None
    for start, end in sorted((end - timedelta(seconds=max(0.0, seconds)), end) for end, seconds in spans):
        is_same_sitting = reached is not None and start - reached <= PAUSE
        begin = reached if is_same_sitting and reached is not None else start
        total += max(timedelta(), end - begin)
        reached = end if reached is None else max(reached, end)
    return total.total_seconds()
