"""Letters that must arrive: written together with the fact they tell of, delivered once."""

from __future__ import annotations

from datetime import datetime

import aiosqlite
from pydantic import TypeAdapter

from bot.core.letters import Letter, Posted
from bot.core.reply import Reply
from bot.storage.database import Database

_REPLY = TypeAdapter(Reply)


class Outbox:
    """Serves `bot.core.letters.Post` and takes new letters."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write(self, letter: Letter, at: datetime, *, unsure_since: datetime | None = None) -> bool:
        """Keep a letter for delivery; since `unsure_since` it may have come on another way.

        Returns whether its key was new.
        """
        async with self._database.transaction() as connection:
            return await put(connection, letter, at, unsure_since=unsure_since)

    async def waiting(self, now: datetime, most: int = 20) -> tuple[Posted, ...]:
        """Return the letters that are due at `now` (aware UTC), oldest first."""
        cursor = await self._database.read().execute(
            "SELECT * FROM outbox WHERE settled_at IS NULL AND not_before <= ? ORDER BY not_before, id LIMIT ?",
            (now.isoformat(), most),
        )
        return tuple(_posted(row) for row in await cursor.fetchall())

    async def begin(self, posted_id: int, at: datetime) -> None:
        """Count an attempt, before it is made: from then on it may have been heard."""
        first = "attempts = attempts + 1, unsure_since = coalesce(unsure_since, ?)"
        await self._set(first, (at.isoformat(),), posted_id)

    async def delivered(self, posted_id: int, message_id: int, at: datetime) -> None:
        """Settle a letter that has arrived; what it said is forgotten here."""
        await self._set("message_id = ?, settled_at = ?, reply = ''", (message_id, at.isoformat()), posted_id)

    async def is_of_another(self, message_id: int) -> bool:
        """Tell whether a message is what another letter became."""
        cursor = await self._database.read().execute("SELECT 1 FROM outbox WHERE message_id = ?", (message_id,))
        return await cursor.fetchone() is not None

    async def later(self, posted_id: int, not_before: datetime, *, is_unheard: bool = False) -> None:
        """Try again then; with `is_unheard` no attempt so far can have been heard."""
        doubt = ", unsure_since = NULL" if is_unheard else ""
        await self._set(f"not_before = ?{doubt}", (not_before.isoformat(),), posted_id)

    async def give_up(self, posted_id: int, why: str, at: datetime) -> None:
        """Settle a letter that can't arrive; what it said is forgotten."""
        await self._set("given_up = ?, settled_at = ?, reply = ''", (why, at.isoformat()), posted_id)

    async def exchange(self, posted_id: int, note: Letter, at: datetime) -> None:
        """Settle a letter of which nobody can tell whether it has arrived.

        It is kept to be called for, until it goes as a settled one does; the note that says so waits in its stead.
        """
        async with self._database.transaction() as connection:
            if await _set(connection, "settled_at = ?", (at.isoformat(),), posted_id):
                await put(connection, note, at)

    async def set_aside(self, letter: Letter, at: datetime) -> None:
        """Keep a letter to a person that is never sent, for they call for it; it goes when a settled one does."""
        async with self._database.transaction() as connection:
            if await put(connection, letter, at):
                settled = (at.isoformat(), letter.key)
                await connection.execute("UPDATE outbox SET settled_at = ? WHERE key = ?", settled)

    async def called_for(self, key: str, user_id: int) -> Reply | None:
        """Return what was set aside for a person under a key; nothing where it is somebody else's, or forgotten."""
        return await self._aside(key, "user_id", user_id)

    async def called_for_in(self, key: str, channel_id: int) -> Reply | None:
        """Return what was set aside for a channel under a key; nothing where it is another's, or forgotten."""
        return await self._aside(key, "channel_id", channel_id)

    async def forget(self, key: str, user_id: int) -> None:
        """Forget what was set aside and was called for."""
        async with self._database.transaction() as connection:
            await connection.execute("UPDATE outbox SET reply = '' WHERE key = ? AND user_id = ?", (key, user_id))

    async def message_of(self, key: str) -> int | None:
        """Return the id of the message a delivered letter became."""
        cursor = await self._database.read().execute("SELECT message_id FROM outbox WHERE key = ?", (key,))
        row = await cursor.fetchone()
        return None if row is None else row["message_id"]

    async def given_up(self, key: str) -> str:
        """Return why a letter could not be delivered; empty where it was, or still may be."""
        cursor = await self._database.read().execute("SELECT given_up FROM outbox WHERE key = ?", (key,))
        row = await cursor.fetchone()
        return "" if row is None else row["given_up"] or ""

    async def _aside(self, key: str, column: str, whose: int) -> Reply | None:
        cursor = await self._database.read().execute(
            f"SELECT reply FROM outbox WHERE key = ? AND {column} = ? "  # noqa: S608 - ours
            "AND settled_at IS NOT NULL AND reply <> ''",
            (key, whose),
        )
        row = await cursor.fetchone()
        return None if row is None else _REPLY.validate_json(row["reply"])

    async def _set(self, assignments: str, values: tuple[object, ...], posted_id: int) -> None:
        async with self._database.transaction() as connection:
            await _set(connection, assignments, values, posted_id)


async def _set(connection: aiosqlite.Connection, assignments: str, values: tuple[object, ...], posted_id: int) -> bool:
    """Change a letter that waits; returns whether it does."""
    cursor = await connection.execute(
        f"UPDATE outbox SET {assignments} WHERE id = ? AND settled_at IS NULL",  # noqa: S608 - ours
        (*values, posted_id),
    )
    return cursor.rowcount == 1


async def put(
    connection: aiosqlite.Connection, letter: Letter, at: datetime, *, unsure_since: datetime | None = None
) -> bool:
    """Write a letter inside somebody's transaction, so that the fact and its news are kept together."""
    cursor = await connection.execute(
        "INSERT INTO outbox (key, guild_id, channel_id, user_id, reply, written_at, not_before, is_hushed, tried_in, "
        "unsure_since) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
        (
            letter.key,
            letter.guild_id,
            letter.channel_id,
            letter.user_id,
            _REPLY.dump_json(letter.reply).decode(),
            at.isoformat(),
            letter.not_before.isoformat(),
            int(letter.is_hushed),
            letter.tried_in,
            unsure_since.isoformat() if unsure_since else None,
        ),
    )
    return cursor.rowcount == 1


def _posted(row: aiosqlite.Row) -> Posted:
    letter = Letter(
        key=row["key"],
        reply=_REPLY.validate_json(row["reply"]),
        not_before=datetime.fromisoformat(row["not_before"]),
        channel_id=row["channel_id"],
        user_id=row["user_id"],
        guild_id=row["guild_id"],
        is_hushed=bool(row["is_hushed"]),
        tried_in=row["tried_in"],
    )
    unsure_since = datetime.fromisoformat(row["unsure_since"]) if row["unsure_since"] else None
    return Posted(row["id"], letter, datetime.fromisoformat(row["written_at"]), row["attempts"], unsure_since)
