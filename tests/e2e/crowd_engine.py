"""Sandboxes whose programs take their time: outputs of many pages, outputs of a quarter of an hour, and terminals."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from sandbox.engine import Cause, Ended, Mode, Output, Request, Stream
from sandbox.errors import SandboxGoneError
from sandbox.timing import Clock
from tests.fakes.sandboxes import FakeRunner, FakeSandboxes

LOGS, FOLLOWED = "docker logs web", "docker logs --follow web"
PAGES_OF_LINES, LONG_SECONDS, PAUSE_SECONDS = 300, 16 * 60.0, 20.0
END_OF_INPUT = b"\x04"


class LivelySandboxes(FakeSandboxes):
    """Sandboxes that say back what they are asked to run, but for the outputs of `docker logs`, and terminals."""

    async def open(self, sandbox_id: str) -> FakeRunner:
        await super().open(sandbox_id)
        return _LivelyRunner(self._clock)


class _LivelyRunner(FakeRunner):
    """A terminal says back what is typed into it until the end of its input."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._typed = asyncio.Queue[bytes]()

    async def run(self, request: Request) -> AsyncGenerator[Output | Ended]:
        argv = request.commands[0]
        if request.mode is Mode.TERMINAL:
            outputs = self._echo()
        elif argv[:2] == ("docker", "logs"):
            outputs = self._logs(is_followed="--follow" in argv)
        else:
            async for event in super().run(request):
                yield event
            return
        async for content in outputs:
            yield Output(Stream.STDOUT, content)
        yield Ended(cause=Cause.EXIT, exit_code=0, seconds=0.0)

    async def type(self, typed: bytes) -> None:
        if self.closed:
            raise SandboxGoneError("sandbox_gone")
        await self._typed.put(typed)

    async def close(self) -> None:
        await super().close()
        await self._typed.put(END_OF_INPUT)

    async def _echo(self) -> AsyncGenerator[bytes]:
        yield b"$ "
        while (typed := await self._typed.get()) != END_OF_INPUT:
            yield typed + b"\r\n$ "
        if self.closed:
            raise SandboxGoneError("sandbox_gone")

    async def _logs(self, *, is_followed: bool) -> AsyncGenerator[bytes]:
        if not is_followed:
            yield "".join(f"{number} GET /\r\n" for number in range(PAGES_OF_LINES)).encode()
            return
        until, number = self._clock.monotonic() + LONG_SECONDS, 0
        while self._clock.monotonic() < until:
            yield f"{(number := number + 1)} GET /\r\n".encode()
            await self._clock.sleep(PAUSE_SECONDS)
            if self.closed:
                raise SandboxGoneError("sandbox_gone")
