"""Which parts of the lessons a learner opened, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.storage.database import Database

SAME_READING = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Read:
    """A part that was opened; `read_at` is aware UTC."""

    address: str
    read_at: datetime


class LessonReads:
    """The table of what was read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, user_id: int, address: str, at: datetime) -> None:
        """Keep that a part was opened; turning back to it within the hour is the same reading."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "INSERT INTO lesson_reads (user_id, address, read_at) SELECT :user, :address, :at "
                "WHERE NOT EXISTS (SELECT 1 FROM lesson_reads WHERE user_id = :user AND address = :address "
                "AND read_at > :since AND read_at <= :at)",
                {
                    "user": user_id,
                    "address": address,
                    "at": at.isoformat(),
                    "since": (at - SAME_READING).isoformat(),
                },
            )

    async def of(self, user_id: int) -> tuple[Read, ...]:
        """Return all that a learner opened, oldest first."""
        cursor = await self._database.read().execute(
            "SELECT address, read_at FROM lesson_reads WHERE user_id = ? ORDER BY read_at, id", (user_id,)
        )
        return tuple(Read(row["address"], datetime.fromisoformat(row["read_at"])) for row in await cursor.fetchall())
