"""Sandboxes that know what is in them, for the names that complete while a line is typed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from sandbox.engine import Cause, Ended, Output, Request, Stream
from sandbox.timing import Clock
from tests.fakes.sandboxes import FakeRunner, FakeSandboxes


class ListingSandboxes(FakeSandboxes):
    """Every sandbox lists `listing`, counted in `looks`, and only after `may_list`; its lines end after `may_end`.

    `runs` is set while a line does.
    """

    def __init__(self, clock: Clock, listing: str = "") -> None:
        super().__init__(clock)
        self.listing = listing
        self.looks = 0
        self.may_list, self.may_end, self.runs = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.may_list.set()
        self.may_end.set()

    async def open(self, sandbox_id: str) -> FakeRunner:
        await super().open(sandbox_id)
        return _ListingRunner(self)


class _ListingRunner(FakeRunner):
    def __init__(self, sandboxes: ListingSandboxes) -> None:
        super().__init__()
        self._sandboxes = sandboxes

    async def run(self, request: Request) -> AsyncGenerator[Output | Ended]:
        is_look = request.commands[0][:2] == ("sh", "-c")
        if is_look:
            self._sandboxes.looks += 1
            await self._sandboxes.may_list.wait()
            yield Output(Stream.STDOUT, self._sandboxes.listing.encode())
        else:
            self._sandboxes.runs.set()
            await self._sandboxes.may_end.wait()
            self._sandboxes.runs.clear()
        yield Ended(cause=Cause.EXIT, exit_code=0, seconds=0.0)
