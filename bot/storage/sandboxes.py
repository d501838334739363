"""Whose sandbox is which (`sandbox.ledger.Ledger` on SQLite)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.storage.database import Database
from sandbox.ledger import Ending, EndReason, Lease


class SandboxLedger:
    """The leases' table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def live(self) -> Sequence[Lease]:
        """Return every lease that has not ended."""
        async with self._database.read().execute(
            "SELECT owner, session, sandbox_id, created_at, last_used_at, expires_at FROM sandboxes "
            "WHERE state = 'live' ORDER BY created_at"
        ) as cursor:
            return [
                Lease(
                    owner=row["owner"],
                    session=row["session"],
                    sandbox_id=row["sandbox_id"],
                    created_at=datetime.fromisoformat(row["created_at"]),
                    last_used_at=datetime.fromisoformat(row["last_used_at"]),
                    expires_at=datetime.fromisoformat(row["expires_at"]),
                )
                async for row in cursor
            ]

    async def open(self, lease: Lease) -> None:
        """Keep a new lease."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "INSERT INTO sandboxes (session, owner, sandbox_id, created_at, last_used_at, expires_at) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (
                    lease.session,
                    lease.owner,
                    lease.sandbox_id,
                    lease.created_at.isoformat(),
                    lease.last_used_at.isoformat(),
                    lease.expires_at.isoformat(),
                ),
            )

    async def touch(self, session: str, at: datetime) -> None:
        """Keep that the sandbox was used."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE sandboxes SET last_used_at = ? WHERE session = ?", (at.isoformat(), session)
            )

    async def extend(self, session: str, expires_at: datetime) -> None:
        """Keep a later end."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE sandboxes SET expires_at = ? WHERE session = ?", (expires_at.isoformat(), session)
            )

    async def close(self, session: str, reason: EndReason, at: datetime) -> None:
        """Keep that a lease ended; the first reason stays."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE sandboxes SET state = 'ended', end_reason = ?, ended_at = ? "
                "WHERE session = ? AND state = 'live'",
                (reason.value, at.isoformat(), session),
            )

    async def end_of(self, session: str) -> EndReason | None:
        """Return why a lease ended; `None` when it has not."""
        async with self._database.read().execute(
            "SELECT end_reason FROM sandboxes WHERE session = ? AND state = 'ended'", (session,)
        ) as cursor:
            row = await cursor.fetchone()
        return EndReason(row["end_reason"]) if row is not None else None

    async def untold_end(self, owner: str) -> Ending | None:
        """Return how the owner's last lease ended, once: the second call returns `None`."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "SELECT end_reason, created_at, expires_at FROM sandboxes "
                "WHERE owner = ? AND state = 'ended' AND is_told = 0 ORDER BY ended_at DESC LIMIT 1",
                (owner,),
            )
            row = await cursor.fetchone()
            await connection.execute(
                "UPDATE sandboxes SET is_told = 1 WHERE owner = ? AND state = 'ended' AND is_told = 0", (owner,)
            )
        if row is None:
            return None
        allowed = datetime.fromisoformat(row["expires_at"]) - datetime.fromisoformat(row["created_at"])
        return Ending(EndReason(row["end_reason"]), allowed.total_seconds())
