"""Promised times on a busy machine: what else it does only adds, so the best of three tries counts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

TRIES = 3
PATIENCE_SECONDS = 120.0
"""How long a test waits for what must come and has no promised time: so long that only what hangs takes longer."""


async def within(most_seconds: float, measure: Callable[[], Awaitable[float]]) -> None:
    """Fail unless one of three tries takes no longer; all that were needed are printed."""
    took: list[float] = []
    while not took or (min(took) > most_seconds and len(took) < TRIES):
        took.append(await measure())
    print("took", *(f"{seconds:.2f}" for seconds in took), "s")  # noqa: T201 - into the test's report
    assert min(took) <= most_seconds, took
