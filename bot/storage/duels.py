"""Races: who takes part, what they answered and how fast."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

import aiosqlite

from bot.core.letters import Letter
from bot.storage.database import Database
from bot.storage.outbox import put
from bot.storage.quizzes import AttemptRow, CardRow, keep_answer


@dataclass(frozen=True, slots=True)
class DuelRow:
    """A row of `duels`; times are aware UTC. Questions before `position` count."""

    id: int
    guild_id: int
    channel_id: int
    items: tuple[str, ...]
    seed: int
    position: int
    started_at: datetime
    shown_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class DuelAnswer:
    """One member's answer to one question, `seconds` after it was shown."""

    position: int
    user_id: int
    is_right: bool
    seconds: float


class Duels:
    """The tables of races."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def start(
        self, guild_id: int, channel_id: int, items: tuple[str, ...], seed: int, at: datetime
    ) -> DuelRow | None:
        """Begin a race; `None` where the channel has one."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "INSERT INTO duels (guild_id, channel_id, items, seed, started_at) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT DO NOTHING RETURNING *",
                (guild_id, channel_id, json.dumps(items), seed, at.isoformat()),
            )
            rows = list(await cursor.fetchall())
        return _duel(rows[0]) if rows else None

    async def open(self) -> tuple[DuelRow, ...]:
        """Return the races that have not ended."""
        cursor = await self._database.read().execute("SELECT * FROM duels WHERE ended_at IS NULL ORDER BY id")
        return tuple(_duel(row) for row in await cursor.fetchall())

    async def join(self, duel_id: int, user_id: int, name: str) -> bool:
        """Let a member take part; `False` where they do already."""
        async with self._database.transaction() as connection:
            return await _join(connection, duel_id, user_id, name)

    async def show(self, duel_id: int, at: datetime) -> None:
        """Open the question to answers."""
        async with self._database.transaction() as connection:
            await connection.execute("UPDATE duels SET shown_at = ? WHERE id = ?", (at.isoformat(), duel_id))

    async def settle(self, duel_id: int, position: int) -> None:
        """Take no more answers to a question: it counts from now on."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE duels SET position = position + 1, shown_at = NULL WHERE id = ? AND position = ?",
                (duel_id, position),
            )

    async def end(self, duel_id: int, at: datetime, letter: Letter | None = None) -> bool:
        """End a race, with a letter where nobody is there to tell it; `False` where it had ended."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "UPDATE duels SET ended_at = ?, shown_at = NULL WHERE id = ? AND ended_at IS NULL",
                (at.isoformat(), duel_id),
            )
            if cursor.rowcount != 1:
                return False
            if letter is not None:
                await put(connection, letter, at)
        return True

    async def answer(self, duel_id: int, name: str, position: int, attempt: AttemptRow, card: CardRow) -> bool:
        """Keep a member's answer while the question is open; `False` where they had answered or it was over."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "INSERT INTO duel_answers (duel_id, position, user_id, response, is_right, seconds) "
                "SELECT id, position, ?, ?, ?, ? FROM duels WHERE id = ? AND position = ? AND shown_at IS NOT NULL "
                "ON CONFLICT DO NOTHING",
                (attempt.user_id, attempt.response, attempt.is_right, attempt.seconds, duel_id, position),
            )
            if cursor.rowcount != 1:
                return False
            await _join(connection, duel_id, attempt.user_id, name)
            return await keep_answer(connection, attempt, card)

    async def has_answered(self, duel_id: int, position: int, user_id: int) -> bool:
        """Say whether a member answered a question."""
        cursor = await self._database.read().execute(
            "SELECT 1 FROM duel_answers WHERE duel_id = ? AND position = ? AND user_id = ?",
            (duel_id, position, user_id),
        )
        return await cursor.fetchone() is not None

    async def players(self, duel_id: int) -> dict[int, str]:
        """Return who takes part: names by id."""
        cursor = await self._database.read().execute(
            "SELECT user_id, name FROM duel_players WHERE duel_id = ? ORDER BY name, user_id", (duel_id,)
        )
        return {row["user_id"]: row["name"] for row in await cursor.fetchall()}

    async def answers(self, duel_id: int) -> tuple[DuelAnswer, ...]:
        """Return all answers of a race, the fastest of each question first."""
        cursor = await self._database.read().execute(
            "SELECT position, user_id, is_right, seconds FROM duel_answers WHERE duel_id = ? "
            "ORDER BY position, seconds, user_id",
            (duel_id,),
        )
        return tuple(
            DuelAnswer(row["position"], row["user_id"], bool(row["is_right"]), row["seconds"])
            for row in await cursor.fetchall()
        )


async def _join(connection: aiosqlite.Connection, duel_id: int, user_id: int, name: str) -> bool:
    cursor = await connection.execute(
        "INSERT INTO duel_players (duel_id, user_id, name) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (duel_id, user_id, name),
    )
    return cursor.rowcount == 1


def _duel(row: aiosqlite.Row) -> DuelRow:
    return DuelRow(
        id=row["id"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        items=tuple(json.loads(row["items"])),
        seed=row["seed"],
        position=row["position"],
        started_at=datetime.fromisoformat(row["started_at"]),
        shown_at=datetime.fromisoformat(row["shown_at"]) if row["shown_at"] else None,
        ended_at=datetime.fromisoformat(row["ended_at"]) if row["ended_at"] else None,
    )
