"""One line in a learner's sandbox: entered, run under the policy, looked at while it runs, written down."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial

from bot.core.people import Member
from bot.practice.batches import batches
from bot.practice.keeper import Keeper, Typed
from bot.practice.parts import Parts
from bot.practice.resume import Resume
from bot.practice.shown import Shown
from bot.practice.updates import Finished, Notice, PracticeUpdate, Preparing, Refused, Running, Waiting
from bot.storage.snapshots import Snapshot
from sandbox.engine import Cause, Ended
from sandbox.errors import SandboxGoneError
from sandbox.ledger import Ending, EndReason
from sandbox.limits import MIB, Limits
from sandbox.own_images import knowing_own
from sandbox.policy import parse
from sandbox.policy.plan import Plan, Refusal
from sandbox.policy.settings import PolicySettings
from sandbox.pool import Pool
from sandbox.sessions import Session

UPDATE_SECONDS = 0.3
LEAST_SLOWED_SECONDS = 0.5
# What became of a command whose sandbox was ended under it.
ENDED: Mapping[EndReason | None, Cause] = {
    EndReason.LIFETIME: Cause.LIFETIME,
    EndReason.RESET: Cause.RESET,
    EndReason.OPERATOR: Cause.OPERATOR,
    EndReason.STOPPED: Cause.STOPPED,
}


class Lines:
    """Runs plans in sessions. Whoever calls holds the owner's lock."""

    def __init__(self, parts: Parts, keeper: Keeper, resume: Resume) -> None:
        self._sessions = parts.sessions
        self._pool = parts.pool
        self._plans = parts.plans
        self._ledger = parts.ledger
        self._policy = parts.policy
        self._clock = parts.clock
        self._meter = parts.meter
        self._keeper = keeper
        self._resume = resume

    async def run(
        self, member: Member, owner: str, line: str, plan: Plan, *, with_snapshot: bool = True
    ) -> AsyncGenerator[PracticeUpdate]:
        """Run a plan and yield what happens; the last update is the outcome. Raises `SandboxError`."""
        notices: list[Notice] = []
        if self._sessions.of(owner) is None:
            yield Preparing()
        async with aclosing(self.enter(owner)) as places:
            async for place in places:
                yield place
        session = self.entered(owner)
        ended = await self._ledger.untold_end(owner)
        if ended is not None:
            notices.append(await self._renewed(member, session, ended))
        typed = Typed(line, plan, session.directory, session.variables)
        shown, started = Shown(), self._clock.monotonic()
        async with aclosing(self._carry_out(session, plan, shown)) as updates:
            async for update in updates:
                yield update
        finished = self._finished(session, shown, self._clock.monotonic() - started, notices)
        if any(step.exit_code is not None for step in finished.steps) or shown.refusal is None:
            await self._keeper.write_down(member, session, typed, finished, with_snapshot=with_snapshot)
        self._meter.count("lines", finished.cause.value if shown.refusal is None else "refused")
        yield finished if shown.refusal is None else Refused(shown.refusal, finished.steps)

    async def enter(self, owner: str) -> AsyncGenerator[Waiting]:
        """Enter the owner's session, telling the place in the queue while there is one. Raises `SandboxError`."""
        loop = asyncio.get_running_loop()
        is_new, kind, began = self._sessions.of(owner) is None, _kind(self._pool), self._clock.monotonic()
        places: list[int] = []
        told = 0
        entering = loop.create_task(self._sessions.enter(owner, places.append))
        try:
            while not entering.done():
                await asyncio.wait({entering}, timeout=UPDATE_SECONDS)
                if places and places[-1] != told:
                    told = places[-1]
                    yield Waiting(told, self._pool.capacity, self._pool.bound.value)
            await entering
            if is_new:
                self._meter.time("sandbox_start_seconds", kind, self._clock.monotonic() - began)
        finally:
            if not entering.done():
                entering.cancel()
                await asyncio.gather(entering, return_exceptions=True)

    def entered(self, owner: str) -> Session:
        """Return the owner's live session. Raises `SandboxGoneError`."""
        if (session := self._sessions.of(owner)) is None:
            raise SandboxGoneError("sandbox_gone")
        return session

    def settings(self, session: Session | None) -> PolicySettings:
        """Return the policy's settings where the learner stands."""
        if session is None:
            return self._policy
        return replace(self._policy, directory=session.directory, variables=session.variables)

    async def read(self, session: Session, line: str) -> Plan | Refusal:
        """Read a line where the learner stands, knowing the images that are there. Raises `SandboxGoneError`."""
        if session.runner is None:
            raise SandboxGoneError("sandbox_gone")
        limits, settings = self._sessions.limits, self.settings(session)
        return await knowing_own(session.runner, limits, settings, partial(parse.read, line))

    async def _carry_out(self, session: Session, plan: Plan, shown: Shown) -> AsyncGenerator[Running]:
        """Run the plan and yield what there is to see by now, a few times a second."""
        if session.runner is None:
            raise SandboxGoneError("sandbox_gone")
        try:
            events = self._plans.run(session, session.runner, plan, self.settings(session))
            async with aclosing(batches(events, UPDATE_SECONDS)) as groups:
                async for group in groups:
                    for event in group:
                        shown.take(event)
                    if shown.refusal is None:
                        yield Running(shown.steps)
        except SandboxGoneError:
            shown.lose(await self._after_loss(session))
        except BaseException:
            await self._sessions.lose_runner(session)  # what it still prints belongs to nobody
            raise

    async def _after_loss(self, session: Session) -> Cause:
        """Return why a runner went silent: the sandbox was ended meanwhile, or something inside ended the runner."""
        await self._sessions.lose_runner(session)
        await self._sessions.refresh()  # another program may have ended it
        return ENDED.get(session.ended, Cause.LOST)

    def _finished(self, session: Session, shown: Shown, seconds: float, notices: Sequence[Notice]) -> Finished:
        last = shown.last
        told = list(notices)
        if last.engine_starts > session.engine_starts:
            told.append(Notice("engine-restarted"))
            session.engine_starts = last.engine_starts
        return Finished(
            steps=shown.steps,
            exit_code=last.exit_code,
            cause=last.cause,
            seconds=seconds,
            is_truncated=last.dropped_bytes > 0,
            values=measured(last, self._limits(session)),
            notices=(*told, *met_beside(last, self._limits(session))),
        )

    def _limits(self, session: Session) -> Limits:
        """Return the limits, with the lifetime that this sandbox was given: its group's, and what was added."""
        allowed = session.lease.expires_at - session.lease.created_at
        return replace(self._sessions.limits, lifetime_seconds=max(1.0, allowed.total_seconds()))

    async def _renewed(self, member: Member, session: Session, ending: Ending) -> Notice:
        allowed = {EndReason.IDLE: self._sessions.limits.idle_seconds, EndReason.LIFETIME: ending.allowed_seconds}
        minutes = allowed.get(ending.reason, 0.0)
        wanted = await self._resume.wanted(member.user_id, session.lease.session)
        can_resume = isinstance(wanted, Snapshot)
        values: dict[str, str | int | float] = {"reason": ending.reason.value, "minutes": round(minutes / 60)}
        return Notice("sandbox-renewed", {**values, "can_resume": int(can_resume)})


def _kind(pool: Pool) -> str:
    return "warm" if pool.warm else "cold"


def measured(ended: Ended, limits: Limits) -> dict[str, str | int | float]:
    """Return the limit that ended a command and what was measured, for the wording."""
    in_time: dict[str, str | int | float] = {
        "limit_seconds": ended.deadline_seconds or limits.command_seconds,
        "seconds": round(ended.seconds, 1),
    }
    by_cause: dict[Cause, dict[str, str | int | float]] = {
        Cause.DEADLINE: in_time,
        Cause.CPU: {
            **in_time,
            "cpus": limits.cpus,
            "cpu_seconds": round(ended.cpu_seconds, 1),
            "held_seconds": round(min(ended.throttled_seconds, ended.seconds), 1),
        },
        Cause.RATE: {**in_time, **_rate(ended, limits), "kib": ended.printed_bytes // 1024},
        Cause.OUTPUT: {
            "limit_kib": (ended.most_bytes or limits.output_bytes) // 1024,
            "kib": ended.printed_bytes // 1024,
        },
        Cause.MEMORY: {
            "limit_mib": ended.memory_limit_bytes // MIB or limits.inner_memory_mib,
            "kills": ended.oom_kills,
        },
        Cause.CONTAINER_MEMORY: {
            "limit_mib": round(ended.memory_limit_bytes / MIB, 1),
            "container": ended.container,
            "sandbox_mib": limits.inner_memory_mib,
        },
        Cause.SHARED_MEMORY: {"limit_mib": limits.total_memory_mib, "kills": ended.oom_kills},
        Cause.PIDS: _pids(ended, limits),
        Cause.DISK: {"limit_mib": limits.disk_mib, "free_mib": max(0, ended.disk_free_bytes) // MIB},
        Cause.WORKSPACE: {
            "limit_mib": limits.workspace_mib,
            "free_kib": max(0, ended.workspace_free_bytes) // 1024,
        },
        Cause.FILES: {
            "limit": ended.files_limit or limits.open_files,
            "is_containers": int(ended.files_limit > 0),
        },
        Cause.LIFETIME: {"limit_minutes": round(limits.lifetime_seconds / 60)},
    }
    return by_cause.get(ended.cause, {})


def met_beside(ended: Ended, limits: Limits) -> tuple[Notice, ...]:
    """Return what limits a command met that did not end it: they tell why it was slow, or did only half its work."""
    told = []
    if ended.slowed_seconds >= LEAST_SLOWED_SECONDS and ended.cause is not Cause.RATE:
        told.append(Notice("output-slowed", _rate(ended, limits)))
    if ended.pids_refused > 0 and ended.cause is not Cause.PIDS:
        told.append(Notice("pids-refused", _pids(ended, limits)))
    return tuple(told)


def _rate(ended: Ended, limits: Limits) -> dict[str, str | int | float]:
    return {"rate_kib": limits.output_bytes_a_second // 1024, "slowed_seconds": round(ended.slowed_seconds, 1)}


def _pids(ended: Ended, limits: Limits) -> dict[str, str | int | float]:
    """Return the limit that was met: a container may have been given a lower one (`--pids-limit`) than the sandbox."""
    lower = min(ended.pids_limit or limits.pids, limits.pids)
    return {"limit": lower, "refused": ended.pids_refused, "is_containers": int(lower < limits.pids)}
