"""What simulated learners remember.

One kind of memory follows FSRS-6 with parameters of each learner's own, drawn around the published ones; the other is
ACT-R's declarative memory with spacing (Pavlik and Anderson 2005, "Practice and Forgetting Effects on Vocabulary
Memory", Cognitive Science 29, equations 1 to 5), which shares nothing with FSRS.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Protocol

from fsrs import Rating
from fsrs.scheduler import DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

from bot.quiz.review import ReviewCard, is_known, rate, recall, review, scheduler

ITEMS = 216  # of the course
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
