"""Parameters of a learner's own memory, from their own answers: the optimiser of FSRS (`fsrs-rs-python`).

They are used only where they predict the learner better than the defaults do, on answers they were not fitted to.
Source of the optimiser: https://github.com/open-spaced-repetition/fsrs-rs
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean, stdev

from fsrs import Rating, Scheduler
from fsrs.scheduler import DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS
from fsrs_rs_python import FSRS, FSRSItem, FSRSReview, TrainingConfig

from bot.quiz.review import ReviewCard, recall, review, scheduler

LEAST_REVIEWS = 400
"""Reviews across days before anything is fitted."""
STEPS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Where the log is cut, one cut after the other: fitted to what is before, judged by the tenth that follows."""
SURE = 1.0
"""Standard errors that the gain must be above nothing. With it, one in 36 simulated learners for whom the defaults are
true got parameters of their own, and nine in ten of those with a quite different memory (docs/learning.md)."""
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
    """What came of it. `parameters` is `None` where the defaults stay; the losses are means over held-back answers."""

    parameters: tuple[float, ...] | None
    default_loss: float | None = None
    own_loss: float | None = None


def fit(log: Sequence[Answered]) -> Fitted:
    """Fit FSRS-6's parameters to a log where doing so has proved itself. The same log, the same fit.

    Takes up to a second; call it off the event loop.
    """
    log = sorted(log, key=lambda answered: answered.at)  # a clock may have been set back
    known = sorted(_items(log), key=lambda entry: entry[0])
    if len(known) < LEAST_REVIEWS:
        return Fitted(None)
    usual = losses(scheduler(), log, since=_at(known, STEPS[0]))
    own: list[float] = []
    for place, share in enumerate(STEPS):
        since, until = _at(known, share), _at(known, STEPS[place + 1]) if place + 1 < len(STEPS) else None
        parameters = _optimised([item for at, item in known if at < since])
        own += losses(scheduler(parameters=parameters), log, since=since, until=until)
    gains = [before - after for before, after in zip(usual, own, strict=True)]
    is_better = fmean(gains) > SURE * stdev(gains) / math.sqrt(len(gains))
    return Fitted(_optimised([item for _at, item in known]) if is_better else None, fmean(usual), fmean(own))


def losses(plan: Scheduler, log: Sequence[Answered], *, since: datetime, until: datetime | None = None) -> list[float]:
    """Return the log loss of the recall that `plan` predicts for each answer across days in a time."""
    found = []
    for answered, before, _after in _replayed(plan, [one for one in log if until is None or one.at < until]):
        if answered.at >= since and before is not None and _days(before, answered.at) > 0:
            predicted = min(max(recall(plan, before, answered.at), 1e-6), 1 - 1e-6)
            found.append(-math.log(1 - predicted if answered.rating == Rating.Again else predicted))
    return found


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


def _at(known: Sequence[tuple[datetime, FSRSItem]], share: float) -> datetime:
    return known[int(len(known) * share)][0]


def _optimised(items: Sequence[FSRSItem]) -> tuple[float, ...]:
    """Return what the optimiser finds, within the bounds the scheduler takes: single precision may step over them."""
    found = FSRS(DEFAULT_PARAMETERS).compute_parameters(
        items, training_config=TrainingConfig(seed=SEED, batch_size=BATCH)
    )
    if not all(math.isfinite(value) for value in found):
        return DEFAULT_PARAMETERS
    return tuple(
        min(max(float(value), least), most)
        for value, least, most in zip(found, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    )
