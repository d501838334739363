"""Whether practice can be had now: the engine may still be on its way, be missing for good, or come back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

import structlog

from bot.core.clock import Clock
from bot.practice.service import PracticeService
from sandbox.errors import SandboxError

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 30.0


class Door:
    """`service` is there once the engine answers; `trouble` says why it is not. `settled` is set with either."""

    def __init__(self) -> None:
        self.service: PracticeService | None = None
        self.trouble = SandboxError("practice_preparing")
        self.settled = asyncio.Event()
        self._closing = asyncio.Event()

    async def keep(self, opening: Callable[[], AbstractAsyncContextManager[PracticeService]], clock: Clock) -> None:
        """Open practice and keep it open until `close`, again when its engine is lost.

        What keeps it from opening the first time (no root, no packages) is for the operator to mend, not to be tried
        over and over; an engine that was there comes back.
        """
        pause, was_open = FIRST_PAUSE_SECONDS, False
        while not self._closing.is_set():
            try:
                async with opening() as service:
                    self.service, was_open, pause = service, True, FIRST_PAUSE_SECONDS
                    self.settled.set()
                    await _first(self._closing.wait(), service.lost.wait())
            except SandboxError as error:
                self.trouble = error
                if not was_open:
                    return
            finally:
                self.service = None
                self.settled.set()
            if not self._closing.is_set():
                structlog.get_logger("practice").warning("the engine is lost; it is opened again", again_in=pause)
                self.trouble = SandboxError("practice_preparing")
                await _first(self._closing.wait(), clock.sleep(pause))
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    def close(self) -> None:
        """Let practice end."""
        self._closing.set()


async def _first(*awaited: Awaitable[object]) -> None:
    """Return when the first of them is done; the others are given up."""
    tasks = [asyncio.ensure_future(one) for one in awaited]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
