"""The journal: every command a learner ran."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime

from bot.storage.database import Database
from sandbox.policy.plan import Variable

COLUMNS = "user_id, session, at, line, exit_code, cause, seconds, changes_state, directory, variables, made"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line a learner ran. `exit_code` is `None` when it did not come that far; `at` is aware UTC.

    `directory` and `variables` are where it was typed; `made` are the containers (id, name) that came with it.
    """

    user_id: int
    session: str
    at: datetime
    line: str
    exit_code: int | None
    cause: str
    seconds: float
    changes_state: bool
    directory: str = ""
    variables: tuple[Variable, ...] = ()
    made: tuple[tuple[str, str], ...] = ()


class CommandJournal:
    """The commands' table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, entry: Entry) -> None:
        """Keep one line."""
        async with self._database.transaction() as connection:
            await connection.execute(
                f"INSERT INTO commands ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - ours
                (
                    entry.user_id,
                    entry.session,
                    entry.at.isoformat(),
                    entry.line,
                    entry.exit_code,
                    entry.cause,
                    entry.seconds,
                    int(entry.changes_state),
                    entry.directory,
                    json.dumps([astuple(variable) for variable in entry.variables]),
                    json.dumps(entry.made),
                ),
            )

    async def of_session(self, session: str) -> Sequence[Entry]:
        """Return the lines of one session, oldest first."""
        return await self._select("session = ? ORDER BY id", (session,))

    async def latest(self, user_id: int, most: int = 20) -> Sequence[Entry]:
        """Return a learner's latest lines, newest first."""
        return await self._select("user_id = ? ORDER BY id DESC LIMIT ?", (user_id, most))

    async def _select(self, where: str, values: tuple[str | int, ...]) -> list[Entry]:
        query = f"SELECT {COLUMNS} FROM commands WHERE {where}"  # noqa: S608 - our own text
        async with self._database.read().execute(query, values) as cursor:
            return [
                Entry(
                    user_id=row["user_id"],
                    session=row["session"],
                    at=datetime.fromisoformat(row["at"]),
                    line=row["line"],
                    exit_code=row["exit_code"],
                    cause=row["cause"],
                    seconds=row["seconds"],
                    changes_state=bool(row["changes_state"]),
                    directory=row["directory"],
                    variables=tuple(Variable(*variable) for variable in json.loads(row["variables"])),
                    made=tuple((made[0], made[1]) for made in json.loads(row["made"])),
                )
                async for row in cursor
            ]
