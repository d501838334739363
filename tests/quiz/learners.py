"""A learner whose memory is known: answers follow FSRS with parameters of their own, whatever the program believes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from fsrs import Rating, Scheduler
from fsrs.scheduler import DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

from bot.quiz.fit import Answered
from bot.quiz.review import ReviewCard, recall, review, scheduler

START = datetime(2026, 3, 2, tzinfo=UTC)


def parameters(*, stability: float = 1.0, growth: float = 0.0, decay: float = DEFAULT_PARAMETERS[20]) -> list[float]:
    """Return FSRS's parameters with first stabilities scaled, growth added to and another decay, within bounds."""
    changed = [value * stability if place < 4 else value for place, value in enumerate(DEFAULT_PARAMETERS)]
    changed[8] += growth
    changed[20] = decay
    bounds = zip(changed, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    return [min(max(value, least), most) for value, least, most in bounds]


FORGETFUL = parameters(stability=0.35, growth=-0.6, decay=0.3)


def log_of(own: Sequence[float], seed: int, *, days: int = 120, items: int = 150) -> list[Answered]:
    """Return what somebody with parameters of their `own` answers who takes every review the defaults plan."""
    chance, memory, plan = Random(seed), scheduler(parameters=tuple(own)), scheduler()
    held: dict[str, ReviewCard] = {}
    planned: dict[str, ReviewCard] = {}
    log = []
    for day in range(days):
        now = START + timedelta(days=day, minutes=chance.randint(0, 300))
        due = [item for item, card in planned.items() if card.due_at <= now][:25]
        fresh = [f"q-{number}" for number in range(len(planned), min(items, len(planned) + 3))]
        for item in due + fresh:
            now += timedelta(seconds=30)
            rating = _answer(chance, memory, held.get(item), now)
            held[item] = review(memory, held.get(item), rating, now)
            planned[item] = review(plan, planned.get(item), rating, now)
            log.append(Answered(item, int(rating), now))
    return log


def _answer(chance: Random, memory: Scheduler, card: ReviewCard | None, now: datetime) -> Rating:
    is_right = chance.random() < (0.6 if card is None else recall(memory, card, now))
    return Rating.Good if is_right else Rating.Again
