"""How many commands a learner may start in a minute."""

from __future__ import annotations

import math
from collections import deque

WINDOW_SECONDS = 60.0


class Rate:
    """Counts starts of each owner in the last minute. Times are seconds of one monotonic clock."""

    def __init__(self) -> None:
        self._starts: dict[str, deque[float]] = {}

    def take(self, owner: str, now: float, most: int, count: int = 1) -> float:
        """Count the starts of `count` commands; return 0, or the seconds to wait for them (and count nothing).

        More than `most` at once is infinitely long to wait for.
        """
        starts = self._starts.setdefault(owner, deque())
        while starts and starts[0] <= now - WINDOW_SECONDS:
            starts.popleft()
        if count > most:
            return math.inf
        if len(starts) + count > most:
            return starts[len(starts) + count - most - 1] + WINDOW_SECONDS - now
        starts.extend([now] * count)
        for idle in [name for name, kept in self._starts.items() if not kept or kept[-1] <= now - WINDOW_SECONDS]:
            del self._starts[idle]
        return 0.0
