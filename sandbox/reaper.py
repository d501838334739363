"""Ends sandboxes that nobody uses, that are too old, or that nobody owns."""

from __future__ import annotations

from datetime import timedelta

import structlog

from sandbox.engine import SandboxEngine
from sandbox.errors import SandboxError
from sandbox.ledger import EndReason
from sandbox.pool import Pool
from sandbox.sessions import Session, Sessions
from sandbox.timing import Clock

ROUND_SECONDS = 5.0
log = structlog.get_logger("reaper")


class Reaper:
    """Goes round every few seconds."""

    def __init__(self, engine: SandboxEngine, pool: Pool, sessions: Sessions, clock: Clock) -> None:
        self._engine = engine
        self._pool = pool
        self._sessions = sessions
        self._clock = clock

    async def run(self) -> None:
        """Go round for as long as this runs."""
        while True:
            try:
                await self.go_round()
            except SandboxError as error:
                log.warning("reaper round failed", reason=str(error))
            await self._clock.sleep(ROUND_SECONDS)

    async def go_round(self) -> None:
        """End what is due, and bring what we believe and what there is together, in both directions."""
        await self._sessions.refresh()
        for session in self._sessions.all():
            reason = self._due(session)
            if reason is not None:
                await self._sessions.end(session.lease.owner, reason)
        running = {sandbox.sandbox_id: sandbox for sandbox in await self._engine.live()}
        for session in self._sessions.all():
            sandbox = running.get(session.lease.sandbox_id)
            # A sandbox made after we looked is not lost: only what is older than this round counts.
            is_old = session.lease.created_at < self._clock.now() - timedelta(seconds=ROUND_SECONDS)
            if (sandbox is None and is_old) or (sandbox is not None and not sandbox.is_running):
                await self._sessions.end(session.lease.owner, EndReason.LOST)
        owned = {session.lease.sandbox_id for session in self._sessions.all()}
        warm = {spare.sandbox_id for spare in self._pool.warm}
        for gone in warm - {name for name, sandbox in running.items() if sandbox.is_running}:
            self._pool.forget(gone)
        for stray in running.keys() - owned - warm:
            # One that is being made has a container before it has an owner: leave it a minute.
            is_old = running[stray].created_at < self._clock.now() - timedelta(seconds=60)
            if is_old and running[stray].is_ours:
                await self._engine.remove(stray)

    def _due(self, session: Session) -> EndReason | None:
        now = self._clock.now()
        if now >= session.lease.expires_at:
            return EndReason.LIFETIME
        idle = timedelta(seconds=self._sessions.limits.idle_seconds)
        if now >= session.lease.last_used_at + idle and not self._sessions.lock(session.lease.owner).locked():
            return EndReason.IDLE
        return None
