"""How many spare sandboxes to keep warm: as many as learners are likely to ask for while one more is being made."""

from __future__ import annotations

import math
from collections import deque

WINDOW_SECONDS = 180.0
"""How long an arrival speaks for others to come: a study group arrives within a few minutes."""
SURE = 0.95
"""The share of learners who shall find a spare: the promise is about the 95th percentile."""
FIRST_GUESS_SECONDS = 2.0
SMOOTHING = 0.3


class Spares:
    """Learns from arrivals and from how long a sandbox takes to make; times are seconds that never go back.

    `least` are kept always, `most` never exceeded; `least` 0 keeps none at all.
    """

    def __init__(self, least: int, most: int) -> None:
        self._least = least
        self._most = max(least, most) if least else 0
        self._arrivals: deque[float] = deque()
        self.make_seconds = FIRST_GUESS_SECONDS

    def arrived(self, at: float) -> None:
        """Count a learner who took a sandbox."""
        self._arrivals.append(at)

    def made(self, seconds: float) -> None:
        """Learn how long a sandbox took to make."""
        self.make_seconds += SMOOTHING * (seconds - self.make_seconds)

    def wanted(self, now: float) -> int:
        """Return how many to keep.

        Arrivals are taken as a Poisson process with the busiest rate seen lately (over the whole window, and over its
        last sixth, which tells a crowd that is just arriving). While a spare is being replaced, no more than the
        returned number arrive in `SURE` of all cases.
        """
        while self._arrivals and self._arrivals[0] < now - WINDOW_SECONDS:
            self._arrivals.popleft()
        recent = WINDOW_SECONDS / 6
        last = sum(at >= now - recent for at in self._arrivals)
        rate = max(len(self._arrivals) / WINDOW_SECONDS, last / recent)
        return min(self._most, max(self._least, quantile(min(rate * self.make_seconds, 500.0), SURE)))

    def quiet_seconds(self, now: float) -> float:
        """Return in how many seconds to look again: the oldest arrival stops to count then."""
        return max(1.0, self._arrivals[0] + WINDOW_SECONDS - now) if self._arrivals else WINDOW_SECONDS


def quantile(mean: float, share: float) -> int:
    """Return the least k with P(N <= k) >= share for a Poisson distributed N. `share` is below 1, `mean` below 700."""
    term = total = math.exp(-mean)
    k = 0
    while total < share:
        k += 1
        term *= mean / k
        total += term
    return k
