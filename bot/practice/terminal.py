"""One program of a learner's with a terminal of its own (`docker run -it`, `docker exec -it`)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from enum import StrEnum

from sandbox.engine import Cause, Ended, Output, Request, Runner
from sandbox.judged import with_own_names
from sandbox.ledger import EndReason

Then = Callable[[], Awaitable[None]]


class Why(StrEnum):
    """Why a terminal is over."""

    EXIT = "exit"
    CLOSED = "closed"
    REPLACED = "replaced"
    IDLE = "idle"
    OUTPUT = "output"
    MEMORY = "memory"
    LIFETIME = "lifetime"
    SANDBOX_IDLE = "sandbox-idle"
    SANDBOX_ENDED = "sandbox-ended"
    LOST = "lost"


_OF_SANDBOX = {
    None: Why.LOST,
    EndReason.LOST: Why.LOST,
    EndReason.LIFETIME: Why.LIFETIME,
    EndReason.IDLE: Why.SANDBOX_IDLE,
}
_OF_CAUSE = {
    Cause.OUTPUT: Why.OUTPUT,
    Cause.MEMORY: Why.MEMORY,
    Cause.SHARED_MEMORY: Why.MEMORY,
    **dict.fromkeys((Cause.DEADLINE, Cause.CPU, Cause.RATE), Why.LIFETIME),
    Cause.LOST: Why.LOST,
}


class Terminal:
    """Bytes in, bytes out. It runs beside the learner's other commands, in the same sandbox.

    `touch` is awaited at each input: a sandbox in whose terminal somebody types is not idle. `tidy` is awaited when
    the program was ended before its time. `sandbox_end` tells why the sandbox ended, if it did.
    """

    def __init__(
        self, runner: Runner, request: Request, touch: Then, tidy: Then, sandbox_end: Callable[[], EndReason | None]
    ) -> None:
        self._runner = runner
        self._request = request
        self._touch = touch
        self._tidy = tidy
        self._sandbox_end = sandbox_end
        self._is_over = False
        self._is_asked_to_close = False
        self._closing = asyncio.Lock()

    async def output(self) -> AsyncGenerator[bytes | Ended]:
        """Run the program: yield what it draws, as it comes, then how it ended. Call it once.

        Raises:
            SandboxGoneError: the sandbox ended meanwhile, or `close` was called.

        """
        async with aclosing(self._runner.run(self._request)) as events:
            async for event in events:
                if isinstance(event, Ended):
                    self._is_over = event.cause is Cause.EXIT
                yield with_own_names(event.content) if isinstance(event, Output) else event

    async def type(self, typed: bytes) -> None:
        """Send what was typed (byte 3 is Ctrl-C). Raises `SandboxGoneError`."""
        await self._touch()
        await self._runner.type(typed)

    async def answer(self, said: bytes) -> None:
        """Send what a terminal itself answers (where its cursor is); nobody typed that. Raises `SandboxGoneError`."""
        await self._runner.type(said)

    async def resize(self, rows: int, columns: int) -> None:
        """Tell the program its terminal's new size. Raises `SandboxGoneError`."""
        await self._runner.resize(rows, columns)

    async def close(self) -> None:
        """End the program, let go of the terminal, and tidy up. May be called again, also when it was cut short."""
        self._is_asked_to_close = True
        await self._runner.close()
        async with self._closing:
            if not self._is_over:
                await self._tidy()
                self._is_over = True

    def why(self, ended: Ended | None) -> Why:
        """Return why it is over; `ended` is what `output` said last, `None` when it broke off."""
        if ended is None and self._is_asked_to_close:
            return Why.CLOSED
        if ended is None:
            return _OF_SANDBOX.get(self._sandbox_end(), Why.SANDBOX_ENDED)
        return _OF_CAUSE.get(ended.cause, Why.EXIT)
