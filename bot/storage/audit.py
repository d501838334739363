"""Every line a member tried, with its verdict: what admins of a group may look up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.people import Member
from bot.storage.database import Database

MOST_LINE = 2000


@dataclass(frozen=True, slots=True)
class Audited:
    """One line. `reason` is the key of the refusal, or how it ended (empty while it runs); `at` is aware UTC."""

    id: int
    at: datetime
    line: str
    is_allowed: bool
    reason: str
    exit_code: int | None


class Audit:
    """The audit's table. It stays without a name when a person has their rows deleted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, member: Member, line: str, at: datetime) -> int:
        """Keep that a line was allowed, before it runs; returns its id for `end`."""
        return await self._add(member, line, at, is_allowed=True, reason="")

    async def end(self, audited_id: int, reason: str, exit_code: int | None = None, *, is_allowed: bool = True) -> None:
        """Keep how a line ended; one whose last part was refused is not allowed after all."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE audit SET reason = ?, exit_code = ?, is_allowed = ? WHERE id = ?",
                (reason, exit_code, int(is_allowed), audited_id),
            )

    async def refused(self, member: Member, line: str, reason: str, at: datetime) -> int:
        """Keep that a line was refused, and why; returns its id for `refused_line`, 0 where it is not kept whole."""
        kept = await self._add(member, line, at, is_allowed=False, reason=reason)
        return kept if len(line) <= MOST_LINE else 0

    async def refused_line(self, user_id: int, audited_id: int) -> str | None:
        """Return a refused line of a member; `None` where there is none of theirs."""
        async with self._database.read().execute(
            "SELECT line FROM audit WHERE id = ? AND user_id = ? AND is_allowed = 0", (audited_id, user_id)
        ) as cursor:
            row = await cursor.fetchone()
        return None if row is None else str(row["line"])

    async def of_member(
        self, guild_id: int | None, user_id: int, most: int = 10, before: int | None = None
    ) -> Sequence[Audited]:
        """Return a member's last lines in one group (`None`: outside of groups), newest first, older than `before`."""
        cursor = await self._database.read().execute(
            "SELECT * FROM audit WHERE guild_id IS ? AND user_id = ? AND (? IS NULL OR id < ?) "
            "ORDER BY id DESC LIMIT ?",
            (guild_id, user_id, before, before, most),
        )
        return [
            Audited(
                id=row["id"],
                at=datetime.fromisoformat(row["at"]),
                line=row["line"],
                is_allowed=bool(row["is_allowed"]),
                reason=row["reason"],
                exit_code=row["exit_code"],
            )
            for row in await cursor.fetchall()
        ]

    async def refusals(self, guild_id: int, since: datetime, most: int) -> Sequence[tuple[str, int]]:
        """Return for what reasons a group's lines were refused since then and how often, most frequent first."""
        cursor = await self._database.read().execute(
            "SELECT reason, count(*) AS count FROM audit WHERE guild_id = ? AND is_allowed = 0 AND at >= ? "
            "GROUP BY reason ORDER BY count DESC, reason LIMIT ?",
            (guild_id, since.isoformat(), most),
        )
        return [(row["reason"], int(row["count"])) for row in await cursor.fetchall()]

    async def _add(self, member: Member, line: str, at: datetime, *, is_allowed: bool, reason: str) -> int:
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "INSERT INTO audit (user_id, guild_id, at, line, is_allowed, reason) VALUES (?, ?, ?, ?, ?, ?)",
                (member.user_id, member.guild_id, at.isoformat(), line[:MOST_LINE], int(is_allowed), reason),
            )
            return int(cursor.lastrowid or 0)
