"""When a learner practised, from the journal of commands: no words, only times."""

from __future__ import annotations

from datetime import datetime

from bot.storage.database import Database


class Sittings:
    """Reads the commands' table for the time they took."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def spans(self, user_id: int) -> tuple[tuple[datetime, float], ...]:
        """Return for each command of a learner when it ended (aware UTC) and how many seconds it took."""
        cursor = await self._database.read().execute(
            "SELECT at, seconds FROM commands WHERE user_id = ? ORDER BY id", (user_id,)
        )
        return tuple((datetime.fromisoformat(row["at"]), row["seconds"]) for row in await cursor.fetchall())
