"""Everything kept of one person: counted, exported, deleted.

Tables are found by their column `user_id`, or `owner` where a sandbox's owner is a text (`sandbox.ledger`).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping

import aiosqlite

from bot.storage.database import Database

# What must stay for a while without its owner: who did it is taken out, that it was done is kept.
NAMELESS = frozenset({"audit", "group_changes"})


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
        return exported

    async def delete(self, user_id: int) -> Mapping[str, int]:
        """Delete all rows of a person in one transaction and return how many there were by table."""
        removed = {}
        async with self._database.transaction() as connection:
            for table, column in await _tables(connection):
                statement = (
                    f'UPDATE "{table}" SET user_id = 0 WHERE user_id = ?'  # noqa: S608 - a name from the schema
                    if table in NAMELESS
                    else f'DELETE FROM "{table}" WHERE "{column}" = ?'  # noqa: S608 - the same
                )
                if count := (await connection.execute(statement, (_told_by(column, user_id),))).rowcount:
                    removed[table] = count
        return removed


async def _tables(connection: aiosqlite.Connection) -> list[tuple[str, str]]:
    cursor = await connection.execute(
        "SELECT m.name AS name, c.name AS column FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c "
        "ON c.name IN ('user_id', 'owner') WHERE m.type = 'table' ORDER BY m.name"
    )
    return [(str(row["name"]), str(row["column"])) for row in await cursor.fetchall()]


def _told_by(column: str, user_id: int) -> int | str:
    return str(user_id) if column == "owner" else user_id


def _plain(row: aiosqlite.Row) -> dict[str, object]:
    values = dict(row)
    return {key: base64.b64encode(kept).decode() if isinstance(kept, bytes) else kept for key, kept in values.items()}
