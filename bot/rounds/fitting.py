"""Learners who answered a lot get parameters of their own memory, beside everything else."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

import structlog

from bot.quiz.fit import LEAST_REVIEWS, Answered, Fitted, fit, replay
from bot.quiz.review import ReviewCard, scheduler
from bot.storage.quizzes import Quizzes
from bot.storage.reviews import FitRow, Memory, Reviews

MORE_ANSWERS = 200
MOST_A_ROUND = 3


class FittingRound:
    """Serves `bot.rounds.rounds.Round`: who is to be looked at follows from the answers there are."""

    name = "memory-fits"

    def __init__(self, quizzes: Quizzes, reviews: Reviews) -> None:
        self._quizzes = quizzes
        self._reviews = reviews
        self._log = structlog.get_logger("memory-fits")

    async def __call__(self, now: datetime) -> None:
        """Look at a few learners who have enough new answers; the others have their turn a minute later."""
        for user_id in (await self._reviews.to_fit(LEAST_REVIEWS, MORE_ANSWERS))[:MOST_A_ROUND]:
            await self._look_at(user_id, now)

    async def _look_at(self, user_id: int, now: datetime) -> None:
        attempts = await self._quizzes.attempts_of(user_id)
        log = [Answered(attempt.item_id, attempt.rating, attempt.answered_at) for attempt in attempts]
        before = await self._reviews.parameters(user_id)
        found, cards = await asyncio.to_thread(_fitted, log)
        # Where the defaults held and still do, there is nothing to compute anew.
        changed = cards if (before, found.parameters) != (None, None) else {}
        memories = {
            item_id: Memory(card.stability, card.difficulty, card.last_review_at)
            for item_id, card in changed.items()
            if card.stability is not None and card.difficulty is not None and card.last_review_at is not None
        }
        row = FitRow(user_id, found.parameters, len(log), found.default_loss, found.own_loss, now)
        await self._reviews.keep_fit(row, memories)
        self._log.info("looked at", answers=len(log), is_own=found.parameters is not None)


def _fitted(log: Sequence[Answered]) -> tuple[Fitted, dict[str, ReviewCard]]:
    found = fit(log)
    return found, dict(replay(scheduler(parameters=found.parameters), log))
