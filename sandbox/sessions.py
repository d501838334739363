"""Owners and their sandboxes: found or made, kept alive, healed, ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import structlog

from sandbox.engine import Runner, Sandbox, SandboxEngine, Usage
from sandbox.errors import SandboxError, SandboxGoneError
from sandbox.ledger import EndReason, Lease, Ledger
from sandbox.limits import Limits
from sandbox.policy.plan import Variable
from sandbox.pool import Pool
from sandbox.timing import Clock

log = structlog.get_logger("sessions")


@dataclass(eq=False)
class Session:
    """One owner's live sandbox, with where the learner stands in it."""

    lease: Lease
    runner: Runner | None = None
    directory: str = ""
    variables: tuple[Variable, ...] = ()
    exit_code: int = 0
    engine_starts: int = 1
    ended: EndReason | None = None


@dataclass(eq=False)
class _Owner:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    session: Session | None = None
    lifetime_seconds: float | None = None


class Sessions:
    """Every owner's session; one sandbox an owner."""

    def __init__(self, engine: SandboxEngine, pool: Pool, ledger: Ledger, limits: Limits, clock: Clock) -> None:
        self._engine = engine
        self._pool = pool
        self._ledger = ledger
        self._clock = clock
        self._owners: dict[str, _Owner] = {}
        self._refreshing = asyncio.Lock()
        self._ended: set[str] = set()  # sessions that an answer of the ledger on its way may still call live
        self.limits = limits

    def lock(self, owner: str) -> asyncio.Lock:
        """Return the lock that lets one command of an owner run at a time."""
        return self._owners.setdefault(owner, _Owner()).lock

    def allow(self, owner: str, lifetime_seconds: float) -> None:
        """Let sandboxes that the owner gets from now on live no longer than this, nor than the limits say."""
        self._owners.setdefault(owner, _Owner()).lifetime_seconds = lifetime_seconds

    def lifetime_seconds(self, owner: str) -> float:
        """Return how long a sandbox that the owner gets now would live."""
        kept = self._owners.get(owner)
        allowed = kept.lifetime_seconds if kept is not None else None
        return min(allowed or self.limits.lifetime_seconds, self.limits.lifetime_seconds)

    def of(self, owner: str) -> Session | None:
        """Return the owner's live session, if there is one."""
        kept = self._owners.get(owner)
        return kept.session if kept is not None and kept.session is not None and kept.session.ended is None else None

    def all(self) -> tuple[Session, ...]:
        """Return every live session."""
        return tuple(
            kept.session for kept in self._owners.values() if kept.session is not None and kept.session.ended is None
        )

    async def restore(self) -> tuple[str, ...]:
        """Take up the leases of an earlier life of this program, and end those whose sandbox is gone.

        Returns the sandboxes that nobody owns, for `clear`: there may be many, and nobody should wait for their end.
        """
        await self.refresh()
        running = {sandbox.sandbox_id: sandbox for sandbox in await self._engine.live()}
        for session in self.all():
            sandbox = running.get(session.lease.sandbox_id)
            if sandbox is None or not sandbox.is_running:
                await self.end(session.lease.owner, EndReason.LOST)
        owned = {session.lease.sandbox_id for session in self.all()}
        return tuple(name for name, sandbox in running.items() if name not in owned and sandbox.is_ours)

    async def clear(self, strays: Sequence[str]) -> None:
        """Remove sandboxes that nobody owns; one that does not go is left to the reaper."""
        for sandbox_id in strays:
            try:
                await self._engine.remove(sandbox_id)
            except SandboxError as error:
                log.warning("stray not removed", reason=str(error))

    async def refresh(self) -> None:
        """Learn what other programs on the same ledger did: leases they opened and ended, and when they were used."""
        async with self._refreshing:
            await self._refresh()

    async def _refresh(self) -> None:
        ended = frozenset(self._ended)
        live = await self._ledger.live()
        self._ended -= ended - {lease.session for lease in live}  # the ledger knows of these by now
        for lease in live:
            if lease.session in self._ended:
                continue
            session = self.of(lease.owner)
            if session is None:
                self._owners.setdefault(lease.owner, _Owner()).session = Session(lease)
                self._pool.adopt((lease.sandbox_id,))
            elif session.lease.session == lease.session:
                session.lease = replace(
                    session.lease,
                    last_used_at=max(session.lease.last_used_at, lease.last_used_at),
                    expires_at=max(session.lease.expires_at, lease.expires_at),
                )
        known = {lease.session for lease in live}
        for session in self.all():
            # One that began since is not among them either: its lease says that it has not ended.
            if session.lease.session not in known and (reason := await self._ledger.end_of(session.lease.session)):
                await self._let_go(session, reason)

    async def _let_go(self, session: Session, reason: EndReason) -> None:
        try:
            await self.end(session.lease.owner, reason)
        except SandboxError as error:  # whoever ended it removes it; its engine may be going as well
            log.warning("sandbox ended elsewhere not removed", reason=str(error))

    async def enter(self, owner: str, tell_place: Callable[[int], None]) -> Session:
        """Return the owner's session with a runner that answers, making what is missing. Hold `lock(owner)`.

        Raises:
            SandboxError: there is no sandbox to be had.

        """
        for _ in range(2):
            if self.of(owner) is None:
                await self.refresh()
            session = self.of(owner) or await self._begin(owner, tell_place)
            try:
                if session.runner is not None and session.runner.is_lost:
                    await self.lose_runner(session)
                if session.runner is None:
                    session.runner = await self._engine.open(session.lease.sandbox_id)
            except SandboxGoneError:
                log.warning("a sandbox is lost", session=session.lease.session)
                await self.end(owner, EndReason.LOST)
                continue
            await self._touch(session)
            return session
        raise SandboxError("create_failed", {"detail": "the sandbox ends as soon as it starts"})

    async def open_runner(self, owner: str) -> Runner:
        """Return another runner in the owner's sandbox (a terminal beside commands). Raises `SandboxGoneError`."""
        session = self.of(owner)
        if session is None:
            raise SandboxGoneError("sandbox_gone")
        return await self._engine.open(session.lease.sandbox_id)

    async def lose_runner(self, session: Session) -> None:
        """Let go of a runner that does not answer any more; the next command gets another."""
        runner, session.runner = session.runner, None
        if runner is not None:
            await runner.close()

    async def end(self, owner: str, reason: EndReason) -> bool:
        """End the owner's session and remove the sandbox. Returns whether there was one."""
        session = self.of(owner)
        if session is None:
            return False
        session.ended = reason
        self._ended.add(session.lease.session)
        try:
            await self.lose_runner(session)
            await self._ledger.close(session.lease.session, reason, self._clock.now())
        except BaseException:
            self._ended.discard(session.lease.session)  # the ledger goes on calling it live: it is to be ended again
            raise
        finally:
            await self._pool.give_back(session.lease.sandbox_id)
            kept = self._owners.get(owner)
            if kept is not None and kept.session is session:
                kept.session = None
        return True

    async def extend(self, owner: str) -> Lease | None:
        """Give the owner one more lifetime from now, up to the longest since it was made; `None` without a session."""
        session = self.of(owner)
        if session is None:
            return None
        latest = session.lease.created_at + timedelta(seconds=self.limits.longest_lifetime_seconds)
        wanted = self._clock.now() + timedelta(seconds=self.lifetime_seconds(owner))
        session.lease = replace(session.lease, expires_at=max(session.lease.expires_at, min(latest, wanted)))
        await self._ledger.extend(session.lease.session, session.lease.expires_at)
        return session.lease

    async def usage(self, owner: str) -> Usage | None:
        """Return what the owner's sandbox uses now."""
        session = self.of(owner)
        return await self._engine.usage(session.lease.sandbox_id) if session is not None else None

    async def close(self) -> None:
        """Let go of every runner; sandboxes stay for the next start."""
        for session in self.all():
            await self.lose_runner(session)

    async def _begin(self, owner: str, tell_place: Callable[[int], None]) -> Session:
        sandbox: Sandbox = await self._pool.take(tell_place)
        now = self._clock.now()
        lease = Lease(
            owner=owner,
            session=sandbox.session,
            sandbox_id=sandbox.sandbox_id,
            created_at=now,
            last_used_at=now,
            expires_at=now + timedelta(seconds=self.lifetime_seconds(owner)),
        )
        try:
            await self._ledger.open(lease)
        except BaseException:
            await self._pool.give_back(sandbox.sandbox_id)
            raise
        session = Session(lease)
        self._owners.setdefault(owner, _Owner()).session = session
        log.info("a sandbox is given", session=sandbox.session)
        return session

    async def touch(self, owner: str) -> None:
        """Count the owner's sandbox as used now."""
        session = self.of(owner)
        if session is not None:
            await self._touch(session)

    async def _touch(self, session: Session) -> None:
        now = self._clock.now()
        session.lease = replace(session.lease, last_used_at=now)
        await self._ledger.touch(session.lease.session, now)
