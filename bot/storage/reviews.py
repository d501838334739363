"""What shapes the reviews of a learner: parameters of their own memory, and what brought an item forward."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class FitRow:
    """A row of `memory_fits`; without `parameters` the defaults hold for this learner."""

    user_id: int
    parameters: tuple[float, ...] | None
    answers: int
    default_loss: float | None
    own_loss: float | None
    fitted_at: datetime


@dataclass(frozen=True, slots=True)
class Memory:
    """The memory state of one item after the answer at `last_review_at`."""

    stability: float
    difficulty: float
    last_review_at: datetime


class Reviews:
    """The tables beside the review cards."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def parameters(self, user_id: int) -> tuple[float, ...] | None:
        """Return the learner's own parameters, `None` where the defaults hold."""
        fit = await self.fit(user_id)
        return None if fit is None else fit.parameters

    async def fit(self, user_id: int) -> FitRow | None:
        """Return what is known of the learner's own parameters."""
        cursor = await self._database.read().execute("SELECT * FROM memory_fits WHERE user_id = ?", (user_id,))
        if (row := await cursor.fetchone()) is None:
            return None
        return FitRow(
            user_id=row["user_id"],
            parameters=None if row["parameters"] is None else tuple(json.loads(row["parameters"])),
            answers=row["answers"],
            default_loss=row["default_loss"],
            own_loss=row["own_loss"],
            fitted_at=datetime.fromisoformat(row["fitted_at"]),
        )

    async def to_fit(self, least: int, more: int) -> tuple[int, ...]:
        """Return the learners with `least` answers never looked at, or `more` since they were."""
        cursor = await self._database.read().execute(
            "SELECT a.user_id FROM attempts AS a LEFT JOIN memory_fits AS f ON f.user_id = a.user_id "
            "GROUP BY a.user_id HAVING count(*) >= coalesce(max(f.answers) + ?, ?) ORDER BY a.user_id",
            (more, least),
        )
        return tuple(row["user_id"] for row in await cursor.fetchall())

    async def keep_fit(self, fit: FitRow, memories: Mapping[str, Memory]) -> None:
        """Keep parameters together with the memory states that follow from them.

        A card that was answered meanwhile keeps its own state: it goes on from the old parameters.
        """
        async with self._database.transaction() as connection:
            await connection.execute(
                "INSERT OR REPLACE INTO memory_fits VALUES (?, ?, ?, ?, ?, ?)",
                (
                    fit.user_id,
                    None if fit.parameters is None else json.dumps(fit.parameters),
                    fit.answers,
                    fit.default_loss,
                    fit.own_loss,
                    fit.fitted_at.isoformat(),
                ),
            )
            await connection.executemany(
                "UPDATE review_cards SET stability = ?, difficulty = ? "
                "WHERE user_id = ? AND item_id = ? AND last_review_at = ?",
                [
                    (memory.stability, memory.difficulty, fit.user_id, item_id, memory.last_review_at.isoformat())
                    for item_id, memory in memories.items()
                ],
            )

    async def nudge(self, user_id: int, items: Sequence[str], cause: str, at: datetime) -> int:
        """Halve the time until each item is due, once a day an item; return how many were brought forward.

        An item that was never asked has no date; that it was nudged is kept all the same and asks it early.
        """
        day = at.date().isoformat()
        nudged = 0
        async with self._database.transaction() as connection:
            for item_id in items:
                cursor = await connection.execute(
                    "INSERT OR IGNORE INTO review_nudges VALUES (?, ?, ?, ?)", (user_id, item_id, day, cause)
                )
                if cursor.rowcount != 1:
                    continue
                nudged += 1
                cursor = await connection.execute(
                    "SELECT due_at FROM review_cards WHERE user_id = ? AND item_id = ?", (user_id, item_id)
                )
                if (row := await cursor.fetchone()) is None:
                    continue
                left = datetime.fromisoformat(row["due_at"]) - at
                if left > timedelta():
                    await connection.execute(
                        "UPDATE review_cards SET due_at = ? WHERE user_id = ? AND item_id = ?",
                        ((at + left / 2).isoformat(), user_id, item_id),
                    )
        return nudged

    async def nudged(self, user_id: int) -> frozenset[str]:
        """Return the items that trouble in the sandbox ever brought forward."""
        cursor = await self._database.read().execute(
            "SELECT DISTINCT item_id FROM review_nudges WHERE user_id = ?", (user_id,)
        )
        return frozenset(row["item_id"] for row in await cursor.fetchall())
