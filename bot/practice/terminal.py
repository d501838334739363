"""One program of a learner's with a terminal of its own (`docker run -it`, `docker exec -it`)."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing

from sandbox.engine import Ended, Output, Request, Runner


class Terminal:
    """Bytes in, bytes out. It runs beside the learner's other commands, in the same sandbox.

    `touch` is awaited at each input: a sandbox in whose terminal somebody types is not idle.
    """

    def __init__(self, runner: Runner, request: Request, touch: Callable[[], Awaitable[None]]) -> None:
        self._runner = runner
        self._request = request
        self._touch = touch

    async def output(self) -> AsyncGenerator[bytes | Ended]:
        """Run the program: yield what it draws, as it comes, then how it ended. Call it once.

        Raises:
            SandboxGoneError: the sandbox ended meanwhile.

        """
        async with aclosing(self._runner.run(self._request)) as events:
            async for event in events:
                yield event.content if isinstance(event, Output) else event

    async def type(self, typed: bytes) -> None:
        """Send what was typed (byte 3 is Ctrl-C). Raises `SandboxGoneError`."""
        await self._touch()
        await self._runner.type(typed)

    async def resize(self, rows: int, columns: int) -> None:
        """Tell the program its terminal's new size. Raises `SandboxGoneError`."""
        await self._runner.resize(rows, columns)

    async def close(self) -> None:
        """End the program and let go of the terminal. May be called again."""
        await self._runner.close()
