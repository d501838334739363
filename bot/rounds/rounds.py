"""The watch: once a minute every round looks at what is stored and does what is due.

No job has a time of its own in memory: whether something is due follows from the clock and the database, so a
restart, a long sleep of the machine or a clock that was set leaves nothing piled up and nothing forgotten.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import structlog

from bot.core.clock import Clock

ROUND_SECONDS = 60.0


class Round(Protocol):
    """Something that is done when it is due. It must do nothing when called again at the same time."""

    @property
    def name(self) -> str:
        """A word for the log."""
        ...

    async def __call__(self, now: datetime) -> None:
        """Do what is due at `now` (aware UTC)."""
        ...


async def keep_watch(rounds: Sequence[Round], clock: Clock) -> None:
    """Make the rounds until cancelled. One that fails is logged and does not keep the others from their turn."""
    while True:
        await make(rounds, clock.now())
        await clock.sleep(ROUND_SECONDS)


async def make(rounds: Sequence[Round], now: datetime) -> None:
    """Make every round once."""
    for one in rounds:
        try:
            await one(now)
        except Exception:  # noqa: BLE001 - the next round and the next minute must come
            structlog.get_logger("rounds").exception("a round failed", round=one.name)
