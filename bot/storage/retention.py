"""What is old enough is let go, a little at a time, so that nobody waits for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.clock import Clock
from bot.storage.database import Database

BATCH_ROWS = 100
"""Rows deleted in one transaction. A commit waits for the disk; a learner's answer waits for at most one of these."""
PAUSE_SECONDS = 0.02
MOST_ROWS = 20_000
"""Rows of one sweep; what is left has its turn in the next minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How many days things are kept; 0 keeps them for good.

    `journal` is the lines learners ran and their sandboxes, `audit` what admins changed and who was refused what,
    `questions` what was asked, `snapshots` what could be brought back, `letters` what was delivered, `attempts` the
    answers to quizzes and what lies around them (the memory of what was learned: kept unless an operator says
    otherwise). A solved mission stays solved, and what is known of how well something sits stays, for as long as their
    learner comes: after `attempts` days without them it goes too.
    """

    journal: int = 90
    audit: int = 365
    questions: int = 365
    snapshots: int = 30
    letters: int = 30
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class _Rule:
    """Rows of `table` go when the time in `column` is older than the term; `also` narrows which."""

    table: str
    column: str
    term: str
    also: str = "TRUE"


RULES = (
    _Rule("commands", "at", "journal"),
    _Rule("sandboxes", "ended_at", "journal"),
    _Rule("audit", "at", "audit"),
    _Rule("group_changes", "at", "audit"),
    _Rule("questions", "asked_at", "questions"),
    _Rule("snapshots", "at", "snapshots"),
    _Rule("outbox", "settled_at", "letters"),
    _Rule("attempts", "answered_at", "attempts"),
    _Rule("quiz_runs", "started_at", "attempts"),
    _Rule("mission_runs", "started_at", "attempts", also="solved_at IS NULL"),
    _Rule("lesson_reads", "read_at", "attempts"),
    _Rule("daily_questions", "closed_at", "attempts"),  # with their answers
    _Rule("duels", "ended_at", "attempts"),  # with their players and answers
)
OF_THE_GONE = ("review_cards", "review_nudges", "memory_fits", "mission_runs", "reminders", "group_members", "learners")
"""What goes with a learner who has not come for the term of `attempts`. What they chose to show others (`sharing`) and
the name of a terminal (`local_learners`) hold when they come back; both go when they ask for it."""


class Retention:
    """Sweeps the tables."""

    def __init__(self, database: Database, terms: Terms, clock: Clock) -> None:
        self._database = database
        self._terms = terms
        self._clock = clock

    async def sweep(self, now: datetime) -> tuple[Mapping[str, int], bool]:
        """Delete what is older than its term at `now` (aware UTC).

        Returns how many rows each table lost, and whether nothing old is left.
        """
        lost: Counter[str] = Counter()
        for rule in RULES:
            days = getattr(self._terms, rule.term)
            if not days:
                continue
            before = (now - timedelta(days=days)).isoformat()
            while gone := await self._batch(rule, before):
                lost[rule.table] += gone
                if lost.total() >= MOST_ROWS:
                    return dict(lost), False
                await self._clock.sleep(PAUSE_SECONDS)
        if self._terms.attempts:
            before = (now - timedelta(days=self._terms.attempts)).isoformat()
            while forgotten := await self._gone(before):
                lost += forgotten
                if lost.total() >= MOST_ROWS:
                    return dict(lost), False
                await self._clock.sleep(PAUSE_SECONDS)
        return dict(lost), True

    async def _gone(self, before: str) -> Counter[str]:
        """Forget one learner who was not seen since then; returns how many rows each table lost."""
        lost: Counter[str] = Counter()
        async with self._database.transaction() as connection:
            cursor = await connection.execute("SELECT user_id FROM learners WHERE last_seen_at < ? LIMIT 1", (before,))
            if (row := await cursor.fetchone()) is not None:
                for table in OF_THE_GONE:
                    statement = f'DELETE FROM "{table}" WHERE user_id = ?'  # noqa: S608 - our own names
                    lost[table] = (await connection.execute(statement, (row["user_id"],))).rowcount
        return +lost

    async def _batch(self, rule: _Rule, before: str) -> int:
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                f'DELETE FROM "{rule.table}" WHERE rowid IN (SELECT rowid FROM "{rule.table}" '  # noqa: S608 - our names
                f"WHERE {rule.column} < ? AND {rule.also} LIMIT {BATCH_ROWS})",
                (before,),
            )
            return cursor.rowcount
