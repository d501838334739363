"""Practice over sandboxes that make nothing; its clock moves when it is told to, and one of its commands hangs."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.core.people import Member
from bot.practice.allowance import Allowances
from bot.practice.parts import Parts
from bot.practice.service import PracticeService
from bot.practice.updates import Finished, PracticeUpdate
from bot.practice.witness import Witness
from bot.render.practice import render_update
from bot.storage.audit import Audit
from bot.storage.commands import CommandJournal
from bot.storage.database import Database
from bot.storage.groups import Groups
from bot.storage.sandboxes import SandboxLedger
from bot.storage.snapshots import Snapshots
from sandbox.engine import Ended, Output, Request, Stream
from sandbox.errors import SandboxGoneError
from sandbox.limits import Limits
from sandbox.plans import PlanRunner
from sandbox.policy.settings import PolicySettings
from sandbox.pool import Pool
from sandbox.reaper import Reaper
from sandbox.sessions import Sessions
from tests.fakes.clock import FakeClock
from tests.fakes.sandboxes import FakeRunner, FakeSandboxes

KIM = Member(1, "kim", guild_id=5)


class Hanging(FakeRunner):
    """Prints a little of `sleep`, and then nothing until its sandbox is gone; everything else ends at once."""

    def __init__(self, hangs: asyncio.Event) -> None:
        super().__init__()
        self._hangs = hangs
        self._gone = asyncio.Event()

    async def run(self, request: Request) -> AsyncGenerator[Output | Ended]:
        if request.commands[0][0] != "sleep":
            async for event in super().run(request):
                yield event
            return
        yield Output(Stream.STDOUT, b"...")
        self._hangs.set()
        await self._gone.wait()
        raise SandboxGoneError("sandbox_gone")

    async def close(self) -> None:
        await super().close()
        self._gone.set()


class Sandboxes(FakeSandboxes):
    """Opens runners that hang."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(clock)
        self.runners: list[Hanging] = []
        self.hangs = asyncio.Event()

    async def open(self, sandbox_id: str) -> FakeRunner:
        await super().open(sandbox_id)
        self.runners.append(Hanging(self.hangs))
        return self.runners[-1]


@dataclass
class House:
    """A learner's practice and what is around it."""

    file: Path
    clock: FakeClock
    sandboxes: Sandboxes
    sessions: Sessions
    reaper: Reaper
    practice: PracticeService

    async def say(self, line: str) -> PracticeUpdate:
        """Run a line and return its outcome."""
        return [update async for update in self.practice.run(KIM, line)][-1]

    async def told(self, line: str) -> str:
        """Run a line and return what its learner reads of it."""
        return read_of(await self.say(line))

    async def hang(self) -> asyncio.Task[PracticeUpdate]:
        """Start a command that does not end by itself, and return once it runs."""
        running = asyncio.ensure_future(self.say("sleep 10"))
        await self.sandboxes.hangs.wait()
        return running


def read_of(update: PracticeUpdate) -> str:
    """Return what a learner reads of an outcome that is no refusal."""
    reply = render_update(update, None)  # type: ignore[arg-type]  # only refusals look into the course
    return "\n".join(part for part in (reply.text, reply.note) if part)


def finished(update: PracticeUpdate) -> Finished:
    """Return an outcome that has to be an end."""
    assert isinstance(update, Finished), update
    return update


@asynccontextmanager
async def practice_house(folder: Path, limits: Limits | None = None) -> AsyncIterator[House]:
    """Open practice in a folder."""
    limits, clock, numbers = limits or Limits(), FakeClock(), itertools.count()
    database = await Database.open(folder / "gorae.db")
    sandboxes, ledger = Sandboxes(clock), SandboxLedger(database)
    pool = Pool(sandboxes, limits, lambda: f"{next(numbers):012x}", clock, spares=0)
    sessions = Sessions(sandboxes, pool, ledger, limits, clock)
    parts = Parts(
        sessions=sessions,
        pool=pool,
        plans=PlanRunner(limits),
        ledger=ledger,
        journal=CommandJournal(database),
        snapshots=Snapshots(database),
        policy=PolicySettings(),
        clock=clock,
        allowances=Allowances(Groups(database), limits),
        witness=Witness(Audit(database), clock),
        takes_snapshots=False,
    )
    try:
        reaper = Reaper(sandboxes, pool, sessions, clock)
        yield House(folder / "gorae.db", clock, sandboxes, sessions, reaper, PracticeService(parts))
    finally:
        await sessions.close()
        await database.close()
