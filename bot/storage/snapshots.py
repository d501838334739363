"""What was in learners' sandboxes, so that it can be brought back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

import aiosqlite

from bot.storage.database import Database

KEPT_FOR_EACH = 2
"""Sandboxes of a learner that are remembered: the one in use and the one before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A sandbox as it was at `at` (aware UTC).

    `inventory` is JSON text, `files` a tar.gz of the workspace, `left_out` names the files that are too big for it.
    """

    user_id: int
    session: str
    at: datetime
    inventory: str
    files: bytes
    digest: str
    left_out: tuple[str, ...] = ()
    resumed_into: str | None = None


class Snapshots:
    """The snapshots' table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, snapshot: Snapshot) -> None:
        """Keep a snapshot in place of the session's earlier one; the learner's oldest are let go."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "INSERT INTO snapshots (user_id, session, at, inventory, files, digest, left_out) "
                "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET at = excluded.at, "
                "inventory = excluded.inventory, files = excluded.files, digest = excluded.digest, "
                "left_out = excluded.left_out",
                (
                    snapshot.user_id,
                    snapshot.session,
                    snapshot.at.isoformat(),
                    snapshot.inventory,
                    snapshot.files,
                    snapshot.digest,
                    json.dumps(snapshot.left_out),
                ),
            )
            await connection.execute(
                "DELETE FROM snapshots WHERE user_id = ?1 AND session NOT IN "
                "(SELECT session FROM snapshots WHERE user_id = ?1 ORDER BY at DESC, rowid DESC LIMIT ?2)",
                (snapshot.user_id, KEPT_FOR_EACH),
            )

    async def of(self, user_id: int, session: str) -> Snapshot | None:
        """Return the snapshot of a session."""
        return await self._one("user_id = ? AND session = ?", (user_id, session))

    async def latest(self, user_id: int, *, but: str = "") -> Snapshot | None:
        """Return a learner's newest snapshot that is not of the session `but`."""
        return await self._one("user_id = ? AND session <> ? ORDER BY at DESC, rowid DESC LIMIT 1", (user_id, but))

    async def resumed(self, user_id: int, session: str, into: str) -> None:
        """Keep that a session was brought back into another."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE snapshots SET resumed_into = ? WHERE user_id = ? AND session = ?", (into, user_id, session)
            )

    async def forget(self, user_id: int) -> None:
        """Let go of all of a learner's snapshots."""
        async with self._database.transaction() as connection:
            await connection.execute("DELETE FROM snapshots WHERE user_id = ?", (user_id,))

    async def _one(self, where: str, values: tuple[int | str, ...]) -> Snapshot | None:
        cursor = await self._database.read().execute(
            f"SELECT * FROM snapshots WHERE {where}",  # noqa: S608 - our own text
            values,
        )
        row = await cursor.fetchone()
        return None if row is None else _snapshot(row)


def _snapshot(row: aiosqlite.Row) -> Snapshot:
    return Snapshot(
        user_id=row["user_id"],
        session=row["session"],
        at=datetime.fromisoformat(row["at"]),
        inventory=row["inventory"],
        files=row["files"],
        digest=row["digest"],
        left_out=tuple(json.loads(row["left_out"])),
        resumed_into=row["resumed_into"],
    )
