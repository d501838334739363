"""The daily question of a group, and who answered it how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import aiosqlite

from bot.core.letters import Letter
from bot.storage.database import Database
from bot.storage.outbox import put
from bot.storage.quizzes import AttemptRow, CardRow, keep_answer


@dataclass(frozen=True, slots=True)
class DailyRow:
    """A row of `daily_questions`; times are aware UTC, `day` is the group's."""

    id: int
    guild_id: int
    channel_id: int
    day: date
    item_id: str
    seed: int
    asked_at: datetime
    closes_at: datetime
    closed_at: datetime | None

    @property
    def letter_key(self) -> str:
        """The key of the letter that asks it."""
        return f"daily:{self.guild_id}:{self.day.isoformat()}"


class DailyQuestions:
    """The tables of daily questions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def free_id(self, guild_id: int, day: date) -> int | None:
        """Return the id that a day's question would get, or `None` where the day has its question already."""
        cursor = await self._database.read().execute(
            "SELECT (SELECT coalesce(max(id), 0) + 1 FROM daily_questions) AS next, "
            "EXISTS (SELECT 1 FROM daily_questions WHERE guild_id = ? AND day = ?) AS is_asked",
            (guild_id, day.isoformat()),
        )
        row = await cursor.fetchone()
        return None if row is None or row["is_asked"] else int(row["next"])

    async def ask(self, row: DailyRow, letter: Letter) -> bool:
        """Keep a question with the letter that asks it; `False` where the day had one."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "INSERT INTO daily_questions (id, guild_id, channel_id, day, item_id, seed, asked_at, closes_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (
                    row.id,
                    row.guild_id,
                    row.channel_id,
                    row.day.isoformat(),
                    row.item_id,
                    row.seed,
                    row.asked_at.isoformat(),
                    row.closes_at.isoformat(),
                ),
            )
            return cursor.rowcount == 1 and await put(connection, letter, row.asked_at)

    async def get(self, daily_id: int) -> DailyRow | None:
        """Return a question."""
        cursor = await self._database.read().execute("SELECT * FROM daily_questions WHERE id = ?", (daily_id,))
        row = await cursor.fetchone()
        return None if row is None else _daily(row)

    async def asked(self, guild_id: int) -> tuple[DailyRow, ...]:
        """Return the questions a group was asked, the latest first."""
        cursor = await self._database.read().execute(
            "SELECT * FROM daily_questions WHERE guild_id = ? ORDER BY day DESC", (guild_id,)
        )
        return tuple(_daily(row) for row in await cursor.fetchall())

    async def to_close(self, now: datetime) -> tuple[DailyRow, ...]:
        """Return the open questions whose time is over, oldest first."""
        cursor = await self._database.read().execute(
            "SELECT * FROM daily_questions WHERE closed_at IS NULL AND closes_at <= ? ORDER BY id", (now.isoformat(),)
        )
        return tuple(_daily(row) for row in await cursor.fetchall())

    async def close(self, daily_id: int, at: datetime, letter: Letter | None) -> bool:
        """Take no more answers, and tell so by a letter; `False` where that was done already."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "UPDATE daily_questions SET closed_at = ? WHERE id = ? AND closed_at IS NULL",
                (at.isoformat(), daily_id),
            )
            if cursor.rowcount != 1:
                return False
            if letter is not None:
                await put(connection, letter, at)
        return True

    async def answer(self, daily_id: int, attempt: AttemptRow, card: CardRow) -> bool:
        """Keep a member's answer while the question is open; `False` where they had answered or it was over."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "INSERT INTO daily_answers (daily_id, user_id, response, is_right, answered_at) "
                "SELECT id, ?, ?, ?, ? FROM daily_questions WHERE id = ? AND closed_at IS NULL "
                "ON CONFLICT DO NOTHING",
                (attempt.user_id, attempt.response, attempt.is_right, attempt.answered_at.isoformat(), daily_id),
            )
            return cursor.rowcount == 1 and await keep_answer(connection, attempt, card)

    async def answer_of(self, daily_id: int, user_id: int) -> str | None:
        """Return what a member answered."""
        cursor = await self._database.read().execute(
            "SELECT response FROM daily_answers WHERE daily_id = ? AND user_id = ?", (daily_id, user_id)
        )
        row = await cursor.fetchone()
        return None if row is None else str(row["response"])

    async def answers(self, daily_id: int) -> Mapping[int, tuple[str, bool]]:
        """Return by member what they answered and whether it was right."""
        cursor = await self._database.read().execute(
            "SELECT user_id, response, is_right FROM daily_answers WHERE daily_id = ? ORDER BY answered_at, user_id",
            (daily_id,),
        )
        return {row["user_id"]: (str(row["response"]), bool(row["is_right"])) for row in await cursor.fetchall()}


def _daily(row: aiosqlite.Row) -> DailyRow:
    return DailyRow(
        id=row["id"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        day=date.fromisoformat(row["day"]),
        item_id=row["item_id"],
        seed=row["seed"],
        asked_at=datetime.fromisoformat(row["asked_at"]),
        closes_at=datetime.fromisoformat(row["closes_at"]),
        closed_at=datetime.fromisoformat(row["closed_at"]) if row["closed_at"] else None,
    )
