"""Quiz runs, attempts and review cards."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

import aiosqlite

from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class RunRow:
    """A row of `quiz_runs`; times are aware UTC."""

    id: int
    user_id: int
    source: str
    lesson: str
    items: tuple[str, ...]
    seed: int
    position: int
    hinted: bool
    limit_seconds: int
    shown_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """A row of `attempts`."""

    user_id: int
    item_id: str
    run_id: int | None
    position: int
    response: str
    is_right: bool
    points: float
    hinted: bool
    seconds: float
    rating: int
    answered_at: datetime
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class CardRow:
    """A row of `review_cards`."""

    item_id: str
    state: int
    step: int | None
    stability: float | None
    difficulty: float | None
    due_at: datetime
    last_review_at: datetime | None


class Quizzes:
    """The quiz tables."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def start(
        self,
        user_id: int,
        source: str,
        lesson: str,
        items: tuple[str, ...],
        seed: int,
        at: datetime,
        *,
        limit_seconds: int = 0,
    ) -> RunRow:
        """Begin a run; one that was open is closed where it stood. `limit_seconds` is for each question, 0: none."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE quiz_runs SET finished_at = ? WHERE user_id = ? AND finished_at IS NULL",
                (at.isoformat(), user_id),
            )
            cursor = await connection.execute(
                "INSERT INTO quiz_runs (user_id, source, lesson, items, seed, shown_at, started_at, limit_seconds) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING *",
                (user_id, source, lesson, json.dumps(items), seed, at.isoformat(), at.isoformat(), limit_seconds),
            )
            rows = list(await cursor.fetchall())
        return _run(rows[0])

    async def run(self, run_id: int) -> RunRow | None:
        """Return a run, open or finished."""
        cursor = await self._database.read().execute("SELECT * FROM quiz_runs WHERE id = ?", (run_id,))
        row = await cursor.fetchone()
        return None if row is None else _run(row)

    async def open_run(self, user_id: int) -> RunRow | None:
        """Return the learner's open run."""
        cursor = await self._database.read().execute(
            "SELECT * FROM quiz_runs WHERE user_id = ? AND finished_at IS NULL ORDER BY id DESC LIMIT 1", (user_id,)
        )
        row = await cursor.fetchone()
        return None if row is None else _run(row)

    async def hint(self, run_id: int, position: int) -> None:
        """Keep that the hint of the question at `position` was taken."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE quiz_runs SET hinted = 1 WHERE id = ? AND position = ?", (run_id, position)
            )

    async def advance(self, run_id: int, position: int, at: datetime) -> None:
        """Show the question after `position`, or finish the run; repeating it changes nothing."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE quiz_runs SET position = position + 1, hinted = 0, shown_at = :at, "
                "finished_at = CASE WHEN position + 1 >= json_array_length(items) THEN :at END "
                "WHERE id = :id AND position = :position AND finished_at IS NULL",
                {"at": at.isoformat(), "id": run_id, "position": position},
            )

    async def finish(self, run_id: int, at: datetime) -> None:
        """End a run where it stands; repeating it changes nothing."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE quiz_runs SET finished_at = ? WHERE id = ? AND finished_at IS NULL", (at.isoformat(), run_id)
            )

    async def record(self, attempt: AttemptRow, card: CardRow) -> bool:
        """Keep an answer and its card together; return `False` when that question of the run had one already."""
        async with self._database.transaction() as connection:
            return await keep_answer(connection, attempt, card)

    async def attempt(self, run_id: int, position: int) -> AttemptRow | None:
        """Return the answer given to one question of a run."""
        attempts = await self._attempts("run_id = ? AND position = ?", (run_id, position))
        return attempts[0] if attempts else None

    async def attempts_of_run(self, run_id: int) -> tuple[AttemptRow, ...]:
        """Return a run's answers in their order."""
        return await self._attempts("run_id = ?", (run_id,))

    async def attempts_of(self, user_id: int) -> tuple[AttemptRow, ...]:
        """Return all answers of a learner, oldest first."""
        return await self._attempts("user_id = ?", (user_id,))

    async def _attempts(self, where: str, values: tuple[object, ...]) -> tuple[AttemptRow, ...]:
        cursor = await self._database.read().execute(
            f"SELECT * FROM attempts WHERE {where} ORDER BY answered_at, position",  # noqa: S608 - `where` is ours
            values,
        )
        return tuple(_attempt(row) for row in await cursor.fetchall())

    async def card(self, user_id: int, item_id: str) -> CardRow | None:
        """Return the review card of one item."""
        cursor = await self._database.read().execute(
            "SELECT * FROM review_cards WHERE user_id = ? AND item_id = ?", (user_id, item_id)
        )
        row = await cursor.fetchone()
        return None if row is None else _card(row)

    async def cards(self, user_id: int) -> tuple[CardRow, ...]:
        """Return all review cards of a learner, the longest due first."""
        cursor = await self._database.read().execute(
            "SELECT * FROM review_cards WHERE user_id = ? ORDER BY due_at, item_id", (user_id,)
        )
        return tuple(_card(row) for row in await cursor.fetchall())


async def keep_answer(connection: aiosqlite.Connection, attempt: AttemptRow, card: CardRow) -> bool:
    """Keep an answer and its card inside somebody's transaction, with the fact that it was given there."""
    cursor = await connection.execute(
        "INSERT INTO attempts (user_id, item_id, run_id, position, response, is_right, points, hinted, "
        "seconds, rating, answered_at, is_late) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        (
            attempt.user_id,
            attempt.item_id,
            attempt.run_id,
            attempt.position,
            attempt.response,
            attempt.is_right,
            attempt.points,
            attempt.hinted,
            attempt.seconds,
            attempt.rating,
            attempt.answered_at.isoformat(),
            attempt.is_late,
        ),
    )
    if cursor.rowcount != 1:
        return False
    await connection.execute(
        "INSERT OR REPLACE INTO review_cards VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            attempt.user_id,
            card.item_id,
            card.state,
            card.step,
            card.stability,
            card.difficulty,
            card.due_at.isoformat(),
            card.last_review_at.isoformat() if card.last_review_at else None,
        ),
    )
    return True


def _run(row: aiosqlite.Row) -> RunRow:
    return RunRow(
        id=row["id"],
        user_id=row["user_id"],
        source=row["source"],
        lesson=row["lesson"],
        items=tuple(json.loads(row["items"])),
        seed=row["seed"],
        position=row["position"],
        hinted=bool(row["hinted"]),
        limit_seconds=row["limit_seconds"],
        shown_at=datetime.fromisoformat(row["shown_at"]),
        finished_at=datetime.fromisoformat(row["finished_at"]) if row["finished_at"] else None,
    )


def _attempt(row: aiosqlite.Row) -> AttemptRow:
    return AttemptRow(
        user_id=row["user_id"],
        item_id=row["item_id"],
        run_id=row["run_id"],
        position=row["position"],
        response=row["response"],
        is_right=bool(row["is_right"]),
        points=row["points"],
        hinted=bool(row["hinted"]),
        seconds=row["seconds"],
        rating=row["rating"],
        answered_at=datetime.fromisoformat(row["answered_at"]),
        is_late=bool(row["is_late"]),
    )


def _card(row: aiosqlite.Row) -> CardRow:
    return CardRow(
        item_id=row["item_id"],
        state=row["state"],
        step=row["step"],
        stability=row["stability"],
        difficulty=row["difficulty"],
        due_at=datetime.fromisoformat(row["due_at"]),
        last_review_at=datetime.fromisoformat(row["last_review_at"]) if row["last_review_at"] else None,
    )
