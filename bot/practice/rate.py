"""How many commands a learner may start in a minute."""

from __future__ import annotations

from collections import deque

WINDOW_SECONDS = 60.0


class Rate:
    """Counts starts of each owner in the last minute. Times are seconds of one monotonic clock."""

    def __init__(self) -> None:
        self._starts: dict[str, deque[float]] = {}

    def take(self, owner: str, now: float, most: int) -> float:
        """Count a start; return 0, or the seconds to wait when there were `most` already (and count nothing)."""
        starts = self._starts.setdefault(owner, deque())
        while starts and starts[0] <= now - WINDOW_SECONDS:
            starts.popleft()
        if len(starts) >= most:
            return starts[-most] + WINDOW_SECONDS - now
        starts.append(now)
        for idle in [name for name, kept in self._starts.items() if not kept or kept[-1] <= now - WINDOW_SECONDS]:
            del self._starts[idle]
        return 0.0
