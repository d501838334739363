"""A sandbox engine that makes nothing: for what stands above the port (pool, sessions, reaper)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from datetime import datetime

from sandbox.engine import Cause, Ended, Output, Request, Sandbox, Stream, Usage
from sandbox.errors import SandboxError, SandboxGoneError
from sandbox.ledger import Ending, EndReason, Lease
from sandbox.timing import Clock


class FakeRunner:
    """Says back what it was asked to run."""

    def __init__(self) -> None:
        self.closed = False
        self.requests: list[Request] = []

    @property
    def is_lost(self) -> bool:
        return self.closed

    async def run(self, request: Request) -> AsyncGenerator[Output | Ended]:
        if self.closed:
            raise SandboxGoneError("sandbox_gone")
        self.requests.append(request)
        line = " | ".join(" ".join(argv) for argv in request.commands)
        yield Output(Stream.STDOUT, f"{line}\n".encode())
        yield Ended(cause=Cause.EXIT, exit_code=0, seconds=0.0)

    async def stop(self) -> None:
        return

    async def type(self, typed: bytes) -> None:
        del typed

    async def resize(self, rows: int, columns: int) -> None:
        del rows, columns

    async def close(self) -> None:
        self.closed = True


class FakeSandboxes:
    """Serves `sandbox.engine.SandboxEngine`. `hold` keeps creations waiting; `fail` lets them fail."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.there: dict[str, Sandbox] = {}
        self.removed: list[str] = []
        self.go = asyncio.Event()
        self.go.set()
        self.fail = False

    async def create(self, session: str) -> Sandbox:
        await self.go.wait()
        if self.fail:
            raise SandboxError("create_failed", {"detail": "told to"})
        made = Sandbox(sandbox_id=f"id-{session}", session=session, created_at=self._clock.now())
        self.there[made.sandbox_id] = made
        return made

    async def live(self) -> Sequence[Sandbox]:
        return list(self.there.values())

    async def open(self, sandbox_id: str) -> FakeRunner:
        if sandbox_id not in self.there:
            raise SandboxGoneError("sandbox_gone")
        return FakeRunner()

    async def usage(self, sandbox_id: str) -> Usage:
        if sandbox_id not in self.there:
            raise SandboxGoneError("sandbox_gone")
        return Usage(memory_bytes=1, memory_limit_bytes=2, pids=3, pids_limit=4)

    async def remove(self, sandbox_id: str) -> None:
        self.there.pop(sandbox_id, None)
        self.removed.append(sandbox_id)


class FakeLedger:
    """Serves `sandbox.ledger.Ledger` in memory. `answers` keeps what was read on its way."""

    def __init__(self) -> None:
        self.answers = asyncio.Event()
        self.answers.set()
        self.leases: dict[str, Lease] = {}
        self.ends: dict[str, EndReason] = {}
        self._untold: dict[str, str] = {}

    async def live(self) -> Sequence[Lease]:
        leases = [lease for session, lease in self.leases.items() if session not in self.ends]
        await self.answers.wait()
        return leases

    async def open(self, lease: Lease) -> None:
        self.leases[lease.session] = lease

    async def touch(self, session: str, at: datetime) -> None:
        del session, at

    async def extend(self, session: str, expires_at: datetime) -> None:
        self.leases[session] = replace(self.leases[session], expires_at=expires_at)

    async def close(self, session: str, reason: EndReason, at: datetime) -> None:
        del at
        self.ends.setdefault(session, reason)
        self._untold[self.leases[session].owner] = session

    async def end_of(self, session: str) -> EndReason | None:
        return self.ends.get(session)

    async def untold_end(self, owner: str) -> Ending | None:
        session = self._untold.pop(owner, None)
        if session is None:
            return None
        lease = self.leases[session]
        return Ending(self.ends[session], (lease.expires_at - lease.created_at).total_seconds())
