"""Mission runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import aiosqlite

from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class MissionRow:
    """A row of `mission_runs`; times are aware UTC."""

    id: int
    user_id: int
    mission_id: str
    values: Mapping[str, str]
    started_at: datetime
    commands: int
    hints: int
    solved_at: datetime | None
    gave_up_at: datetime | None


class MissionRuns:
    """The missions' table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def start(self, user_id: int, mission_id: str, values: Mapping[str, str], at: datetime) -> MissionRow:
        """Take a mission up; the one that was open is left."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE mission_runs SET left_at = ? "
                "WHERE user_id = ? AND solved_at IS NULL AND gave_up_at IS NULL AND left_at IS NULL",
                (at.isoformat(), user_id),
            )
            cursor = await connection.execute(
                'INSERT INTO mission_runs (user_id, mission_id, "values", started_at) VALUES (?, ?, ?, ?) RETURNING *',
                (user_id, mission_id, json.dumps(values, ensure_ascii=False), at.isoformat()),
            )
            rows = list(await cursor.fetchall())
        return _row(rows[0])

    async def open(self, user_id: int) -> MissionRow | None:
        """Return the mission a learner is at."""
        return await self._one(
            "user_id = ? AND solved_at IS NULL AND gave_up_at IS NULL AND left_at IS NULL", (user_id,)
        )

    async def run(self, run_id: int) -> MissionRow | None:
        """Return a run by its id."""
        return await self._one("id = ?", (run_id,))

    async def latest(self, user_id: int) -> MissionRow | None:
        """Return the mission a learner was at last, over or not."""
        return await self._one("user_id = ?", (user_id,))

    async def count_command(self, run_id: int) -> None:
        """Count a command while the run is open."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE mission_runs SET commands = commands + 1 "
                "WHERE id = ? AND solved_at IS NULL AND gave_up_at IS NULL",
                (run_id,),
            )

    async def count_hint(self, run_id: int, hint_id: str) -> None:
        """Count a hint, once however often it is looked at, while the run is open."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE mission_runs SET hints = hints + 1, hinted = json_insert(hinted, '$[#]', :hint) "
                "WHERE id = :id AND solved_at IS NULL AND gave_up_at IS NULL "
                "AND NOT EXISTS (SELECT 1 FROM json_each(hinted) WHERE value = :hint)",
                {"id": run_id, "hint": hint_id},
            )

    async def solve(self, run_id: int, at: datetime) -> bool:
        """Keep that the run is solved; return `False` where it was over already."""
        return await self._end("solved_at", run_id, at)

    async def give_up(self, run_id: int, at: datetime) -> bool:
        """Keep that the learner gave up; return `False` where it was over already."""
        return await self._end("gave_up_at", run_id, at)

    async def solved(self, user_id: int) -> Mapping[str, datetime]:
        """Return the missions a learner has solved and when first."""
        cursor = await self._database.read().execute(
            "SELECT mission_id, min(solved_at) AS solved_at FROM mission_runs "
            "WHERE user_id = ? AND solved_at IS NOT NULL GROUP BY mission_id",
            (user_id,),
        )
        return {row["mission_id"]: datetime.fromisoformat(row["solved_at"]) for row in await cursor.fetchall()}

    async def _end(self, column: str, run_id: int, at: datetime) -> bool:
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                f"UPDATE mission_runs SET {column} = ? "  # noqa: S608 - `column` is ours
                "WHERE id = ? AND solved_at IS NULL AND gave_up_at IS NULL AND left_at IS NULL",
                (at.isoformat(), run_id),
            )
            return cursor.rowcount == 1

    async def _one(self, where: str, values: tuple[object, ...]) -> MissionRow | None:
        cursor = await self._database.read().execute(
            f"SELECT * FROM mission_runs WHERE {where} ORDER BY id DESC LIMIT 1",  # noqa: S608 - `where` is ours
            values,
        )
        row = await cursor.fetchone()
        return None if row is None else _row(row)


def _row(row: aiosqlite.Row) -> MissionRow:
    return MissionRow(
        id=row["id"],
        user_id=row["user_id"],
        mission_id=row["mission_id"],
        values=json.loads(row["values"]),
        started_at=datetime.fromisoformat(row["started_at"]),
        commands=row["commands"],
        hints=row["hints"],
        solved_at=datetime.fromisoformat(row["solved_at"]) if row["solved_at"] else None,
        gave_up_at=datetime.fromisoformat(row["gave_up_at"]) if row["gave_up_at"] else None,
    )
