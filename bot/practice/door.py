"""Whether practice can be had now: the engine may still be on its way, or be missing for good."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager

from bot.practice.service import PracticeService
from sandbox.errors import SandboxError


class Door:
    """`service` is there once the engine answers; `trouble` says why it is not. `settled` is set with either."""

    def __init__(self) -> None:
        self.service: PracticeService | None = None
        self.trouble = SandboxError("practice_preparing")
        self.settled = asyncio.Event()
        self._closing = asyncio.Event()

    async def keep(self, opening: AbstractAsyncContextManager[PracticeService]) -> None:
        """Open practice and keep it open until `close`."""
        try:
            async with opening as service:
                self.service = service
                self.settled.set()
                await self._closing.wait()
        except SandboxError as error:
            self.trouble = error
        finally:
            self.service = None
            self.settled.set()

    def close(self) -> None:
        """Let practice end."""
        self._closing.set()
