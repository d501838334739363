"""Everything kept of one person: counted, exported, deleted.

Tables are found by their column `user_id`, or `owner` where a sandbox's owner is a text (`sandbox.ledger`). Beside them
an id may stand in a list: of those whom the admins of a group do not want served, and in the history of that list.
"""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import aiosqlite

from bot.storage.database import Database

# What must stay for a while without its owner: who did it is taken out, that it was done is kept.
NAMELESS = frozenset({"audit", "group_changes"})
BLOCKED = "group_settings"


@dataclass(frozen=True, slots=True)
class Removal:
    """What a deletion came to, in rows by table.

    `removed` are gone; `nameless` are still there and no longer say who it was; `kept` still do: groups whose admins
    block the person, which would be undone by forgetting whom.
    """

    removed: Mapping[str, int]
    nameless: Mapping[str, int]
    kept: Mapping[str, int]


class Personal:
    """All rows of a person, whatever table they are in: a new table is covered the day it gets a `user_id`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def count(self, user_id: int) -> Mapping[str, int]:
        """Return how many rows each table keeps of a person; tables without any are left out."""
        counts = {}
        connection = self._database.read()
        for table, column in await _tables(connection):
            cursor = await connection.execute(
                f'SELECT count(*) AS count FROM "{table}" WHERE "{column}" = ?',  # noqa: S608 - a name from the schema
                (_told_by(column, user_id),),
            )
            if (row := await cursor.fetchone()) is not None and row["count"]:
                counts[table] = int(row["count"])
        if groups := await _blocking(connection, user_id):
            counts[BLOCKED] = len(groups)
        return counts

    async def export(self, user_id: int) -> Mapping[str, list[dict[str, object]]]:
        """Return all rows of a person by table; bytes are written as base64."""
        exported = {}
        connection = self._database.read()
        for table, column in await _tables(connection):
            cursor = await connection.execute(
                f'SELECT * FROM "{table}" WHERE "{column}" = ?',  # noqa: S608 - a name from the schema
                (_told_by(column, user_id),),
            )
            if rows := [_plain(row) for row in await cursor.fetchall()]:
                exported[table] = rows
        if groups := await _blocking(connection, user_id):
            exported[BLOCKED] = [{"guild_id": guild_id, "blocked": True} for guild_id in groups]
        return exported

    async def delete(self, user_id: int) -> Removal:
        """Delete all rows of a person in one transaction, or take the person out of what must stay."""
        removed: Counter[str] = Counter()
        nameless: Counter[str] = Counter()
        async with self._database.transaction() as connection:
            for table, column in await _tables(connection):
                statement = (
                    f'UPDATE "{table}" SET user_id = 0 WHERE user_id = ?'  # noqa: S608 - a name from the schema
                    if table in NAMELESS
                    else f'DELETE FROM "{table}" WHERE "{column}" = ?'  # noqa: S608 - the same
                )
                if count := (await connection.execute(statement, (_told_by(column, user_id),))).rowcount:
                    (nameless if table in NAMELESS else removed)[table] = count
            groups = await _blocking(connection, user_id)
            nameless["group_changes"] += await _unlisted(connection, user_id, groups)
            # A letter that is set aside, or arrived before they were emptied on arrival, may tell a channel who won.
            await connection.execute(
                "UPDATE outbox SET reply = '' WHERE channel_id IS NOT NULL AND settled_at IS NOT NULL AND reply <> ''"
            )
        return Removal(removed, +nameless, {BLOCKED: len(groups)} if groups else {})


async def _tables(connection: aiosqlite.Connection) -> list[tuple[str, str]]:
    cursor = await connection.execute(
        "SELECT m.name AS name, c.name AS column FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c "
        "ON c.name IN ('user_id', 'owner') WHERE m.type = 'table' ORDER BY m.name"
    )
    return [(str(row["name"]), str(row["column"])) for row in await cursor.fetchall()]


async def _blocking(connection: aiosqlite.Connection, user_id: int) -> list[int]:
    """Return the groups whose admins do not want the person served."""
    cursor = await connection.execute(
        "SELECT guild_id FROM group_settings AS s WHERE EXISTS "
        "(SELECT 1 FROM json_each(s.settings, '$.blocked') WHERE value = ?) ORDER BY guild_id",
        (user_id,),
    )
    return [int(row["guild_id"]) for row in await cursor.fetchall()]


async def _unlisted(connection: aiosqlite.Connection, user_id: int, groups: list[int]) -> int:
    """Take the person out of the past of lists they are not in any more; return how many changes that was."""
    cursor = await connection.execute("SELECT id, guild_id, before, after FROM group_changes WHERE name = 'blocked'")
    count = 0
    for row in await cursor.fetchall():
        lists = json.loads(row["before"]), json.loads(row["after"])
        if row["guild_id"] not in groups and any(user_id in listed for listed in lists):
            left = [json.dumps([one for one in listed if one != user_id]) for listed in lists]
            await connection.execute("UPDATE group_changes SET before = ?, after = ? WHERE id = ?", (*left, row["id"]))
            count += 1
    return count


def _told_by(column: str, user_id: int) -> int | str:
    return str(user_id) if column == "owner" else user_id


def _plain(row: aiosqlite.Row) -> dict[str, object]:
    values = dict(row)
    return {key: base64.b64encode(kept).decode() if isinstance(kept, bytes) else kept for key, kept in values.items()}
