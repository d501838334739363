"""A learner types a line; their own engine answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from bot.core.people import Member
from bot.practice.inside import Inside
from bot.practice.keeper import Keeper
from bot.practice.lines import Lines
from bot.practice.opening import Opening
from bot.practice.parts import Parts
from bot.practice.resume import Resume
from bot.practice.terminal import Terminal
from bot.practice.turns import Turns
from bot.practice.updates import (
    Failed,
    Finished,
    PracticeUpdate,
    Preparing,
    Refused,
    Resumed,
    ResumeUpdate,
    WantsTerminal,
)
from bot.storage.commands import Entry
from bot.storage.snapshots import Snapshot
from sandbox.engine import Usage
from sandbox.errors import SandboxError, SandboxGoneError
from sandbox.ledger import EndReason, Lease
from sandbox.limits import Limits
from sandbox.own_images import REFUSED
from sandbox.policy import parse
from sandbox.policy.plan import Plan, Refusal


@dataclass(frozen=True, slots=True)
class Status:
    """A learner's sandbox now."""

    lease: Lease
    usage: Usage
    limits: Limits


class PracticeService:
    """Runs learners' lines in sandboxes of their own, under the policy, and keeps a journal."""

    def __init__(self, parts: Parts) -> None:
        self._sessions = parts.sessions
        self._pool = parts.pool
        self._ledger = parts.ledger
        self._snapshots = parts.snapshots
        self._meter = parts.meter
        limits = parts.sessions.limits
        self._keeper = Keeper(
            parts.journal, parts.snapshots, limits, parts.clock, takes_snapshots=parts.takes_snapshots
        )
        self._resume = Resume(parts.journal, parts.snapshots, limits, parts.policy, parts.clock)
        self._lines = Lines(parts, self._keeper, self._resume)
        self._stopped: set[str] = set()
        self.lost = asyncio.Event()
        """Set when the engine is gone for good: practice is to be opened anew."""
        self._turns = Turns(parts)
        self._opening = Opening(parts, self._lines, self._turns)
        self.inside = Inside(parts.sessions, self._keeper)
        self._witness = parts.witness
        self._running: set[str] = set()

    @property
    def limits(self) -> Limits:
        """The limits every sandbox lives under."""
        return self._sessions.limits

    @property
    def live(self) -> int:
        """How many learners have a sandbox."""
        return len(self._sessions.all())

    @property
    def capacity(self) -> int:
        """How many sandboxes there may be."""
        return self._pool.capacity

    @property
    def waiting(self) -> int:
        """How many learners wait for one."""
        return self._pool.waiting

    @property
    def warm(self) -> int:
        """How many spare sandboxes are ready."""
        return len(self._pool.warm)

    def read(self, member: Member, line: str) -> Plan | Refusal:
        """Return what a line would do for this learner now, or why not. Nothing runs."""
        session = self._sessions.of(_owner(member.user_id))
        return parse.read(line, self._lines.settings(session))

    async def meant(self, member: Member, kept: int) -> str | None:
        """Return what a member's refused line (`Refused.kept`) probably meant, as it would be allowed now."""
        line = await self._witness.refused_line(member, kept)
        found = None if line is None else self.read(member, line)
        return found.suggestion if isinstance(found, Refusal) else None

    async def _judged(self, member: Member, line: str) -> Plan | Refusal:
        """Read a line, knowing the images that the learner has made. The owner's lock is held."""
        owner = _owner(member.user_id)
        plan = self.read(member, line)
        if not isinstance(plan, Refusal) or plan.key not in REFUSED or self._sessions.of(owner) is None:
            return plan
        return await self._lines.read(await self._sessions.enter(owner, lambda _: None), line)

    async def run(self, member: Member, line: str) -> AsyncGenerator[PracticeUpdate]:
        """Run a line or a pasted block and tell what happens; the last update is the outcome.

        One line of a learner runs at a time. Never raises for what may go wrong with a sandbox: that is a `Failed`
        update.
        """
        owner = _owner(member.user_id)
        if owner in self._running:
            await self._witness.refused(member, line, "already_running")
            yield Failed("already_running")
            return
        self._running.add(owner)
        try:
            async with aclosing(self._witness.watch(member, line, self._run(member, owner, line))) as updates:
                async for update in updates:
                    yield update
        finally:
            self._running.discard(owner)

    async def _run(self, member: Member, owner: str, line: str) -> AsyncGenerator[PracticeUpdate]:
        try:
            async with self._sessions.lock(owner):
                plan = await self._judged(member, line)
                if isinstance(plan, Refusal):
                    self._meter.count("lines", "refused")
                    self._meter.count("refusals", plan.key)
                    yield Refused(plan)
                    return
                if any(command.is_terminal for step in plan.steps for command in step.pipeline.commands):
                    yield WantsTerminal(line)
                    return
                await self._turns.take(member, owner, plan)
                async with aclosing(self._lines.run(member, owner, line, plan)) as updates:
                    async for update in updates:
                        yield update
        except SandboxError as error:
            yield Failed(error.key, error.values)

    async def resume(self, member: Member, *, fresh: bool = False) -> AsyncGenerator[ResumeUpdate]:
        """Bring the learner's last sandbox back and tell how it goes; the last update is the outcome.

        `fresh` gives up what is in the present sandbox. Never raises for what may go wrong with a sandbox.
        """
        owner = _owner(member.user_id)
        try:
            async with self._sessions.lock(owner):
                self._stopped.discard(owner)
                await self._turns.allowed(member, owner)
                live = self._sessions.of(owner)
                wanted = await self._resume.wanted(member.user_id, live.lease.session if live else "", fresh=fresh)
                if not isinstance(wanted, Snapshot):
                    yield wanted
                    return
                if fresh:
                    await self._sessions.end(owner, EndReason.RESET)
                if self._sessions.of(owner) is None:
                    yield Preparing()
                async with aclosing(self._lines.enter(owner)) as places:
                    async for place in places:
                        yield place
                await self._ledger.untold_end(owner)
                session = self._lines.entered(owner)
                building = self._resume.carry_out(member, session, wanted, self._repeat, lambda: owner in self._stopped)
                async with aclosing(building) as updates:
                    async for update in updates:
                        if isinstance(update, Resumed):
                            await self._keeper.keep_now(session)
                        yield update
        except SandboxError as error:
            yield Failed(error.key, error.values)

    async def _repeat(self, member: Member, entry: Entry) -> AsyncGenerator[PracticeUpdate]:
        """Run a line of the journal once more, where it was typed. The owner's lock is held."""
        owner = _owner(member.user_id)
        session = self._lines.entered(owner)
        session.directory, session.variables = entry.directory, entry.variables
        plan = await self._lines.read(session, entry.line)
        if isinstance(plan, Refusal):
            yield Refused(plan)
            return
        async with aclosing(self._lines.run(member, owner, entry.line, plan, with_snapshot=False)) as updates:
            async for update in updates:
                yield update

    async def prepare(self, member: Member) -> AsyncGenerator[PracticeUpdate]:
        """Have a sandbox ready for the learner, telling the place in the queue while there is one.

        Raises:
            SandboxError: there is no sandbox to be had.

        """
        owner = _owner(member.user_id)
        await self._turns.allowed(member, owner)
        async with self._sessions.lock(owner), aclosing(self._lines.enter(owner)) as places:
            async for place in places:
                yield place

    async def open_terminal(self, member: Member, line: str, rows: int = 24, columns: int = 80) -> Terminal | Refusal:
        """Return a terminal for a line that wants one (`WantsTerminal`), or why it does not run.

        The policy reads the line; what is typed after that is between the learner and the program, inside the sandbox.

        Raises:
            SandboxError: `terminal_alone` when the line does more than one thing, `too_many_commands`, or there is no
                sandbox to be had.

        """
        owner = _owner(member.user_id)
        async with self._sessions.lock(owner):
            plan = await self._judged(member, line)
        if isinstance(plan, Refusal):
            await self._witness.refused(member, line, plan.key)
            return plan
        return await self._opening.open(member, owner, line, plan, rows, columns)

    # ---- beside lines: what missions and the sandbox's own commands need

    async def run_line(self, member: Member, line: str) -> tuple[int, str]:
        """Run a line under the policy as if the learner had typed it; return the exit code and the output."""
        code, text = 1, ""
        async for update in self.run(member, line):
            if isinstance(update, Finished):
                code, text = update.exit_code, "\n".join(step.text for step in update.steps)
        return code, text

    async def status(self, user_id: int) -> Status | None:
        """Return the learner's sandbox and what it uses, or `None` when there is none."""
        session = self._sessions.of(_owner(user_id))
        if session is None:
            return None
        try:
            usage = await self._sessions.usage(_owner(user_id))
        except SandboxGoneError:
            return None
        return Status(session.lease, usage, self._sessions.limits) if usage is not None else None

    def has_sandbox(self, user_id: int) -> bool:
        """Tell whether the learner has a sandbox now."""
        return self._sessions.of(_owner(user_id)) is not None

    def is_running(self, user_id: int) -> bool:
        """Tell whether something of the learner's runs now: what is asked of their sandbox would wait for it."""
        return self._sessions.lock(_owner(user_id)).locked()

    async def extend(self, user_id: int) -> Lease | None:
        """Give the sandbox one more lifetime from now, up to a day; `None` when there is none."""
        return await self._sessions.extend(_owner(user_id))

    async def reset(self, user_id: int) -> bool:
        """Remove the learner's sandbox and what would be brought back; the next command gets a fresh one.

        Returns whether there was one.
        """
        ended = await self._sessions.end(_owner(user_id), EndReason.RESET)
        await self._ledger.untold_end(_owner(user_id))  # who asked for it need not be told
        await self._snapshots.forget(user_id)
        return ended

    async def stop(self, user_id: int) -> bool:
        """End the command that runs now. Returns whether one did."""
        owner = _owner(user_id)
        session = self._sessions.of(owner)
        if session is None or session.runner is None or not self._sessions.lock(owner).locked():
            return False
        self._stopped.add(owner)
        await session.runner.stop()
        return True


def _owner(user_id: int) -> str:
    return str(user_id)
