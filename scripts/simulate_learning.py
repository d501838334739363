"""Would a group learn more this way? A simulated group reviews by the product's own scheduler and by other plans.

`python -m scripts.simulate_learning` prints the tables of docs/learning.md. Everything follows from the seed.

The learners' memories are not the scheduler's: one kind follows FSRS-6 with parameters of each learner's own, drawn
around the published ones; the other is ACT-R's declarative memory with spacing (Pavlik and Anderson 2005, "Practice and
Forgetting Effects on Vocabulary Memory", Cognitive Science 29, equations 1 to 5), which shares nothing with FSRS.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from statistics import fmean
from typing import Protocol

from fsrs import Rating
from fsrs.scheduler import DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

from bot.quiz.review import ReviewCard, is_known, rate, recall, review, scheduler

START = datetime(2026, 3, 2, 10, tzinfo=UTC)
ITEMS = 216  # of the course
NEW_A_DAY = 3
MOST_A_DAY = 25
ATTENDANCE = 0.8
ALONE = 40  # a smaller group is not worth processes
AFTER = timedelta(days=30)
_GROWTH = 8  # place of the parameter that says how much stability grows by a right answer
_CHANCE = Random("items")  # noqa: S311 - a simulation
_ITEMS = [(math.exp(_CHANCE.gauss(0, 0.6)), _CHANCE.gauss(0, 0.3)) for _ in range(ITEMS)]


class Memory(Protocol):
    """What a learner really remembers of the items."""

    def recall(self, item: int, at: datetime) -> float:
        """Return the probability of a right answer."""
        ...

    def practise(self, item: int, at: datetime, *, is_right: bool, seconds: float) -> None:
        """Learn from an answer and its explanation."""
        ...


class OwnFsrs:
    """FSRS-6 with parameters of the learner's and the item's own.

    Each published parameter is times e^N(0, 0.3) for a learner; an item's first stabilities are times e^N(0, 0.6) and
    their growth is N(0, 0.3) more: some questions sit at once, others never seem to.
    """

    def __init__(self, chance: Random) -> None:
        drawn = [value * math.exp(chance.gauss(0, 0.3)) for value in DEFAULT_PARAMETERS]
        self._plans = [scheduler(parameters=_of_item(drawn, *item)) for item in _ITEMS]
        self._cards: dict[int, ReviewCard] = {}
        self._known = chance.uniform(0.35, 0.75)  # right at first sight, fresh from the lesson

    def recall(self, item: int, at: datetime) -> float:
        """Return the probability of a right answer."""
        card = self._cards.get(item)
        return self._known if card is None else recall(self._plans[item], card, at)

    def practise(self, item: int, at: datetime, *, is_right: bool, seconds: float) -> None:
        """Learn from an answer and its explanation."""
        card = self._cards.get(item)
        rating = rate(is_right=is_right, hinted=False, seconds=seconds, is_known=is_known(card))
        self._cards[item] = review(self._plans[item], card, rating, at)


def _of_item(drawn: Sequence[float], stability: float, growth: float) -> tuple[float, ...]:
    own = [value * stability if place < len(Rating) else value for place, value in enumerate(drawn)]
    own[_GROWTH] += growth
    bounds = zip(own, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    return tuple(min(max(value, least), most) for value, least, most in bounds)


@dataclass
class Trace:
    """What practice left of one item: when, and how fast each trace fades."""

    at: list[float] = field(default_factory=list)
    decay: list[float] = field(default_factory=list)


class ActR:
    """ACT-R with spacing: a trace fades the faster the more active the item was when it was practised.

    Activation m = ln sum (t_k)^-d_k with d_k = c e^m + a; recall = 1 / (1 + e^((tau - m) / s)). Time counts h of
    itself, as it does there between sessions. Constants as fitted there but tau (-0.704 there, for pairs of foreign
    words: with it nobody could keep a course at 25 questions a day); a and tau vary by learner, the item shifts tau.
    """

    SECONDS_SCALE, C, TAU, NOISE = 0.025, 0.217, -1.6, 0.255

    def __init__(self, chance: Random) -> None:
        self._a = max(0.08, chance.gauss(0.177, 0.03))
        self._tau = self.TAU + chance.gauss(0, 0.15)
        self._shift = [-0.5 * math.log(stability) + chance.gauss(0, 0.15) for stability, _growth in _ITEMS]
        self._known = chance.uniform(0.35, 0.75)
        self._traces: dict[int, Trace] = {}

    def recall(self, item: int, at: datetime) -> float:
        """Return the probability of a right answer."""
        activation = self._activation(item, at)
        if activation == -math.inf:
            return self._known
        return 1 / (1 + math.exp((self._tau + self._shift[item] - activation) / self.NOISE))

    def practise(self, item: int, at: datetime, *, is_right: bool, seconds: float) -> None:
        """Learn from an answer and its explanation: both leave a trace."""
        del is_right, seconds
        activation = self._activation(item, at)
        trace = self._traces.setdefault(item, Trace())
        trace.decay.append(self._a if activation == -math.inf else self.C * math.exp(activation) + self._a)
        trace.at.append(at.timestamp())

    def _activation(self, item: int, at: datetime) -> float:
        if (trace := self._traces.get(item)) is None:
            return -math.inf
        now = at.timestamp()
        ages = (max(1.0, (now - then) * self.SECONDS_SCALE) for then in trace.at)
        return math.log(sum(age**-decay for age, decay in zip(ages, trace.decay, strict=True)))


class Plan(Protocol):
    """Decides which item is asked next."""

    def due(self, at: datetime) -> int | None:
        """Return the item to ask now, or `None`."""
        ...

    def answered(self, item: int, at: datetime, *, is_right: bool, seconds: float) -> None:
        """Take note of an answer."""
        ...


class Gorae:
    """The product: its ratings, its scheduler, the longest due first."""

    def __init__(self, chance: Random, retention: float = 0.9) -> None:
        del chance
        self._plan = scheduler(retention)
        self._cards: dict[int, ReviewCard] = {}

    def due(self, at: datetime) -> int | None:
        """Return the item to ask now, or `None`."""
        waiting = [(card.due_at, item) for item, card in self._cards.items() if card.due_at <= at]
        return min(waiting)[1] if waiting else None

    def answered(self, item: int, at: datetime, *, is_right: bool, seconds: float) -> None:
        """Take note of an answer."""
        card = self._cards.get(item)
        rating = rate(is_right=is_right, hinted=False, seconds=seconds, is_known=is_known(card))
        self._cards[item] = review(self._plan, card, rating, at)


class Fixed:
    """Days that were fixed beforehand, whatever was answered; the last span goes on."""

    def __init__(self, chance: Random, spans: Sequence[int] = (1, 3, 7, 14, 30)) -> None:
        del chance
        self._spans = spans
        self._turn: dict[int, int] = {}
        self._next: dict[int, datetime] = {}

    def due(self, at: datetime) -> int | None:
        """Return the item to ask now, or `None`."""
        waiting = [(when, item) for item, when in self._next.items() if when <= at]
        return min(waiting)[1] if waiting else None

    def answered(self, item: int, at: datetime, *, is_right: bool, seconds: float) -> None:
        """Take note of an answer."""
        del is_right, seconds
        turn = self._turn.get(item, -1) + 1
        self._turn[item] = turn
        # A quarter of a day of grace, so that coming a little earlier than last time is not a day later.
        self._next[item] = at + timedelta(days=self._spans[min(turn, len(self._spans) - 1)] - 0.25)


class AnyItem:
    """So many items a day in any order, as a quiz without a memory asks them."""

    def __init__(self, chance: Random, a_day: int) -> None:
        self._chance = Random(chance.random())  # noqa: S311 - a simulation
        self._a_day = a_day
        self._known: list[int] = []
        self._day = START.date()
        self._left = a_day

    def due(self, at: datetime) -> int | None:
        """Return the item to ask now, or `None`."""
        if at.date() != self._day:
            self._day, self._left = at.date(), self._a_day
        return self._chance.choice(self._known) if self._known and self._left > 0 else None

    def answered(self, item: int, at: datetime, *, is_right: bool, seconds: float) -> None:
        """Take note of an answer."""
        del at, is_right, seconds
        if item in self._known:
            self._left -= 1
        else:
            self._known.append(item)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Means over the group: reviews a learner, true recall of the whole course at the end and 30 days later."""

    reviews: float
    at_end: float
    later: float


MEMORIES: Mapping[str, Callable[[Random], Memory]] = {"fsrs": OwnFsrs, "act-r": ActR}
PLANS: Mapping[str, Callable[[Random], Plan]] = {
    "gorae 0.85": lambda chance: Gorae(chance, 0.85),
    "gorae 0.90": Gorae,
    "gorae 0.93": lambda chance: Gorae(chance, 0.93),
    "fixed 3": lambda chance: Fixed(chance, (3,)),
    "fixed 7": lambda chance: Fixed(chance, (7,)),
    "fixed 1-3-7-14-30": Fixed,
    "random 15 a day": lambda chance: AnyItem(chance, 15),
    "random 20 a day": lambda chance: AnyItem(chance, 20),
}


def learner(seed: int, memory_name: str, plan_name: str, days: int) -> Outcome:
    """Let one learner go through the days; the same seed is the same person on the same days, whatever the plan."""
    memory = MEMORIES[memory_name](Random(f"memory {seed}"))  # noqa: S311 - a simulation
    plan = PLANS[plan_name](Random(f"plan {seed}"))  # noqa: S311 - the same
    life, chance = Random(f"life {seed}"), Random(f"answers {seed}")  # noqa: S311 - the same
    met = reviews = 0
    for day in range(days):
        at = START + timedelta(days=day, minutes=life.uniform(0, 240))
        if life.random() > ATTENDANCE:
            continue
        asked = 0
        fresh = list(range(met, min(ITEMS, met + NEW_A_DAY)))
        met += len(fresh)
        while asked < MOST_A_DAY:
            item = plan.due(at)
            if item is None and not fresh:
                break
            if item is None or (fresh and asked >= MOST_A_DAY - len(fresh)):
                item = fresh.pop(0)
            is_right = chance.random() < memory.recall(item, at)
            seconds = chance.lognormvariate(math.log(15), 0.6)
            at += timedelta(seconds=seconds + 10)
            memory.practise(item, at, is_right=is_right, seconds=seconds)
            plan.answered(item, at, is_right=is_right, seconds=seconds)
            asked += 1
        reviews += asked
    end = START + timedelta(days=days)
    return Outcome(reviews, *(_known(memory, met, when) for when in (end, end + AFTER)))


def _known(memory: Memory, met: int, at: datetime) -> float:
    return sum(memory.recall(item, at) for item in range(met)) / ITEMS


def group(memory: str, plan: str, *, learners: int = 200, days: int = 120) -> Outcome:
    """Return the means over a group, its learners shared out among the machine's cores."""
    one = partial(learner, memory_name=memory, plan_name=plan, days=days)
    if learners < ALONE:
        return _mean([one(seed) for seed in range(learners)])
    with ProcessPoolExecutor() as pool:
        return _mean(list(pool.map(one, range(learners), chunksize=10)))


def _mean(outcomes: Sequence[Outcome]) -> Outcome:
    return Outcome(
        fmean(one.reviews for one in outcomes),
        fmean(one.at_end for one in outcomes),
        fmean(one.later for one in outcomes),
    )


def main(arguments: Sequence[str]) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=200)
    parser.add_argument("--days", type=int, default=120)
    options = parser.parse_args(arguments)
    for memory in MEMORIES:
        sys.stdout.write(
            f"\n| {memory} | answers | at the end | 30 days later | seconds |\n|---|---:|---:|---:|---:|\n"
        )
        for plan in PLANS:
            begun = time.perf_counter()
            found = group(memory, plan, learners=options.learners, days=options.days)
            took = time.perf_counter() - begun
            sys.stdout.write(
                f"| {plan} | {found.reviews:.0f} | {found.at_end:.1%} | {found.later:.1%} | {took:.0f} |\n"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
