"""Small facts kept between starts (for example the hash of the synced command tree)."""

from __future__ import annotations

from bot.storage.database import Database


class Memory:
    """Texts by key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, key: str) -> str | None:
        """Return the text kept under `key`, or `None`."""
        cursor = await self._database.read().execute("SELECT value FROM memory WHERE key = ?", (key,))
        row = await cursor.fetchone()
        return None if row is None else str(row["value"])

    async def set(self, key: str, value: str) -> None:
        """Keep `value` under `key`."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "INSERT INTO memory (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (key, value),
            )
