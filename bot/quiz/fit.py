"""Parameters of a learner's own memory, from their own answers: the optimiser of FSRS (`fsrs-rs-python`).

They are used only where they predict the learner better than the defaults do, on answers they were not fitted to.
Source of the optimiser: https://github.com/open-spaced-repetition/fsrs-rs
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fsrs import Rating, Scheduler
from fsrs.scheduler import DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS
from fsrs_rs_python import FSRS, FSRSItem, FSRSReview, TrainingConfig

from bot.quiz.review import ReviewCard, recall, review, scheduler

LEAST_REVIEWS = 400
"""Reviews across days before anything is fitted: below it, simulated learners were predicted no better than before."""
HELD_BACK = 0.2
BETTER = 0.01
"""How much smaller the log loss must be on the held-back answers: chance alone reaches half of it."""
SEED = 2026
BATCH = 64


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer of a learner's log; `at` is aware UTC."""

    item_id: str
    rating: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Fitted:
    """What came of it. `parameters` is `None` where the defaults stay; the losses are those on the held-back end."""

    parameters: tuple[float, ...] | None
    default_loss: float | None = None
    own_loss: float | None = None


def fit(log: Sequence[Answered]) -> Fitted:
    """Fit FSRS-6's parameters to the first four fifths of a log and judge them by the last. The same log, the same fit.

    `log` is in the order of time. Takes milliseconds to a second; call it off the event loop.
    """
    known = sorted(_items(log), key=lambda entry: entry[0])
    if len(known) < LEAST_REVIEWS:
        return Fitted(None)
    split = known[round(len(known) * (1 - HELD_BACK))][0]
    config = TrainingConfig(seed=SEED, batch_size=BATCH)
    found = FSRS(DEFAULT_PARAMETERS).compute_parameters(
        [item for at, item in known if at < split], training_config=config
    )
    own = _bounded(found)
    if own is None:
        return Fitted(None)
    default_loss, own_loss = loss(scheduler(), log, since=split), loss(scheduler(parameters=own), log, since=split)
    is_better = own_loss < default_loss * (1 - BETTER)
    return Fitted(own if is_better else None, default_loss, own_loss)


def loss(plan: Scheduler, log: Sequence[Answered], *, since: datetime) -> float:
    """Return the mean log loss of the recall that `plan` predicts for the answers across days from `since` on."""
    losses = []
    for answered, before, _after in _replayed(plan, log):
        if before is not None and answered.at >= since and _days(before, answered.at) > 0:
            predicted = min(max(recall(plan, before, answered.at), 1e-6), 1 - 1e-6)
            losses.append(-math.log(1 - predicted if answered.rating == Rating.Again else predicted))
    return sum(losses) / len(losses) if losses else 0.0


def replay(plan: Scheduler, log: Sequence[Answered]) -> Mapping[str, ReviewCard]:
    """Return each item's card after all its answers, as `plan` sees them."""
    return {answered.item_id: after for answered, _before, after in _replayed(plan, log)}


def _replayed(plan: Scheduler, log: Sequence[Answered]) -> Iterator[tuple[Answered, ReviewCard | None, ReviewCard]]:
    cards: dict[str, ReviewCard] = {}
    for answered in log:
        before = cards.get(answered.item_id)
        cards[answered.item_id] = review(plan, before, Rating(answered.rating), answered.at)
        yield answered, before, cards[answered.item_id]


def _items(log: Sequence[Answered]) -> Iterator[tuple[datetime, FSRSItem]]:
    """Yield what the optimiser learns from: for each answer a day or more after the one before, all up to it."""
    histories: dict[str, list[FSRSReview]] = {}
    last: dict[str, datetime] = {}
    for answered in log:
        history = histories.setdefault(answered.item_id, [])
        before = last.get(answered.item_id)
        days = 0 if before is None else max(0, (answered.at - before).days)
        history.append(FSRSReview(answered.rating, days))
        last[answered.item_id] = answered.at
        if days > 0:
            yield answered.at, FSRSItem(list(history))


def _days(card: ReviewCard, at: datetime) -> int:
    return 0 if card.last_review_at is None else (at - card.last_review_at).days


def _bounded(found: Sequence[float]) -> tuple[float, ...] | None:
    """Return parameters within the bounds the scheduler takes; the optimiser's single precision may step over."""
    if len(found) != len(DEFAULT_PARAMETERS) or not all(math.isfinite(value) for value in found):
        return None
    return tuple(
        min(max(float(value), least), most)
        for value, least, most in zip(found, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    )
