"""Questions asked, what was thought of their answers, and those that authors should look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class Miss:
    """A question that was not answered well, once however often it was asked."""

    question: str
    part: str  # the best part found, an address
    decision: str
    times: int
    wanted: str


class Questions:
    """The questions' table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, user_id: int, question: str, decision: str, score: float, part: str, at: datetime) -> int:
        """Keep a question and return its id."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "INSERT INTO questions (user_id, question, decision, score, part, asked_at) VALUES (?, ?, ?, ?, ?, ?)",
                (user_id, question, decision, score, part, at.isoformat()),
            )
            return int(cursor.lastrowid or 0)

    async def judge(self, user_id: int, question_id: int, verdict: str, wanted: str = "") -> bool:
        """Keep `good` or `bad` of one's own question; return `False` where the learner has no such question."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "UPDATE questions SET verdict = ?, wanted = CASE WHEN ? = '' THEN wanted ELSE ? END "
                "WHERE id = ? AND user_id = ?",
                (verdict, wanted, wanted, question_id, user_id),
            )
            return cursor.rowcount == 1

    async def misses(self, most: int = 200) -> Sequence[Miss]:
        """Return unsettled questions judged bad, abstained from or unsure, the most frequent first."""
        cursor = await self._database.read().execute(
            "SELECT question, max(part) AS part, min(decision) AS decision, count(*) AS times, max(wanted) AS wanted "
            "FROM questions WHERE settled_at IS NULL "
            "AND (verdict = 'bad' OR (verdict IS NULL AND decision != 'answer')) "
            "GROUP BY question ORDER BY times DESC, question LIMIT ?",
            (most,),
        )
        return [
            Miss(row["question"], row["part"], row["decision"], row["times"], row["wanted"])
            for row in await cursor.fetchall()
        ]

    async def settle(self, question: str, at: datetime) -> int:
        """Take a question off the authors' list; return how many askings that were."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "UPDATE questions SET settled_at = ? WHERE question = ? AND settled_at IS NULL",
                (at.isoformat(), question),
            )
            return cursor.rowcount

    async def forget_before(self, at: datetime) -> int:
        """Delete what was asked before `at`; return how many rows that were."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute("DELETE FROM questions WHERE asked_at < ?", (at.isoformat(),))
            return cursor.rowcount
