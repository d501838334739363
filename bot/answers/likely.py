"""Which command people want who talk like this, and how many: softmax regressions over what was asked for before.

Multinomial logistic regression on weighted features of length one, by stochastic gradient steps that get smaller until
they end (Bottou, "Large-Scale Machine Learning with Stochastic Gradient Descent", 2010), the mean of several orders of
the steps. They come from a fixed seed: the same course gives the same weights.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.answers.packing import numbered, packed, unpacked
from bot.lessons.model import Course

Weights = NDArray[np.floating[Any]]
EPOCHS = 3
STEP = 5.0
SEED = 20261129
ORDERS = 3  # of the steps: the mean of what each taught depends less on chance
LEAST_SEEN = 3  # times a feature is seen among many questions: what is seen once or twice is mostly chance
MANY = 1000  # questions a time, where few were asked each of their features counts
FINEST = 16  # weights are multiples of a sixteenth, which float16 holds: what is smaller says nothing


Asked = Sequence[tuple[Collection[str], Sequence[str]]]  # features of a question, and the names of what it wanted


class Likely:
    """How likely each name is what a question wants. Immutable; without names nothing is likely.

    `places` of features, their rarity, shape `(features,)`, 0 where nothing is known of one, and weights,
    `(features, names)`.
    """

    def __init__(self, names: Sequence[str], places: Mapping[str, int], rarity: Weights, weights: Weights) -> None:
        self.names = tuple(names)
        self.places = places
        self.rarity = rarity
        self.weights = weights

    @classmethod
    def of(cls, asked: Asked = (), places: Mapping[str, int] | None = None) -> Likely:
        """Return what is learned from questions and what each wanted; `places` number the features that count."""
        counts = Counter(feature for features, _ in asked for feature in set(features))
        places = {feature: place for place, feature in enumerate(counts)} if places is None else places
        rarity = np.zeros(len(places), dtype=np.float32)
        for feature, count in counts.items():
            if feature in places:
                rarity[places[feature]] = np.log((1 + len(asked)) / (1 + count)) + 1
        names = sorted({name for _, wanted in asked for name in wanted})
        likely = cls(names, places, rarity, np.zeros((len(places), len(names)), dtype=np.float32))
        likely._learn(asked)
        return likely

    def _learn(self, asked: Asked) -> None:
        place = {name: number for number, name in enumerate(self.names)}
        wishes = np.zeros((len(asked), len(self.names)), dtype=np.float32)
        for row, (_, wanted) in enumerate(asked):
            for name in wanted:
                wishes[row, place[name]] = 1 / len(wanted)
        read = [self._read(features) for features, _ in asked]
        chance, order = Random(SEED), list(range(len(read)))  # noqa: S311 - no secret; the bot's image has no numpy.random
        total = np.zeros_like(self.weights)
        for _ in range(ORDERS):
            self.weights = np.zeros_like(total)
            for epoch in range(EPOCHS):
                step = STEP * (1 - epoch / EPOCHS)
                chance.shuffle(order)
                for row in order:
                    ids, values = read[row]
                    wrong = _softmax(values @ self.weights[ids]) - wishes[row]
                    self.weights[ids] -= (step * values)[:, None] * wrong
            total += self.weights / ORDERS
        self.weights = total
        self.weights = (np.round(self.weights * FINEST) / FINEST).astype(np.float16)

    def _read(self, features: Collection[str]) -> tuple[NDArray[np.int64], Weights]:
        """Return the known features by number, and how much each counts; their squares add up to one."""
        ids = np.asarray(sorted({self.places[name] for name in features if name in self.places}), dtype=np.int64)
        ids = ids[self.rarity[ids] > 0]
        values = self.rarity[ids]
        return ids, values / np.float32(np.linalg.norm(values) or 1)

    def shares(self, features: Collection[str]) -> Mapping[str, float]:
        """Return how likely each name is what is wanted; all of them add up to one."""
        if not self.names:
            return {}
        ids, values = self._read(features)
        return dict(zip(self.names, map(float, _softmax(values @ self.weights[ids])), strict=True))


def _softmax(scores: Weights) -> Weights:
    raised = np.exp(scores - scores.max())
    shares: Weights = raised / raised.sum()
    return shares


NOBODY = Likely.of()


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the wishes of a course taught.

    Which command is wanted, how many (`0`, `1`, `2`), and whether the course treats it (`inside`, `outside`).
    """

    which: Likely = NOBODY
    many: Likely = NOBODY
    where: Likely = NOBODY

    @classmethod
    def of(cls, course: Course, told: Callable[[str], Collection[str]]) -> Wishes:
        """Learn from the wishes, the aliases of the cards and what people ask that the course does not treat.

        `told` gives the features of a text. A course without wishes teaches nothing.
        """
        if not course.wishes:
            return cls()
        inside = [(told(text), wish.commands) for wish in course.wishes if not wish.outside for text in wish.asked]
        outside = [told(text) for wish in course.wishes if wish.outside for text in wish.asked]
        outside += [told(text) for term in course.terms for text in term.asked]
        aliases = [(told(alias), (card.id,)) for card in course.cards for alias in card.aliases]
        which = [(features, names) for features, names in (*inside, *aliases) if names]
        many = [(features, (str(len(names)),)) for features, names in inside]
        where = [(features, ("inside",)) for features, _ in (*inside, *aliases)]
        where += [(features, ("outside",)) for features in outside]
        many += [(features, ("0",)) for features in outside]
        places = {name: place for place, name in enumerate(_seen_often(where))}
        return cls(*(Likely.of(asked, places) for asked in (which, many, where)))

    def pieces(self) -> dict[str, NDArray[np.generic]]:
        """Return all that was learned as arrays by name."""
        found: dict[str, NDArray[np.generic]] = {"features": packed(self.which.places)}
        for name, likely in zip(_KINDS, (self.which, self.many, self.where), strict=True):
            found |= {f"{name}-names": packed(likely.names), f"{name}-rarity": likely.rarity}
            found |= {f"{name}-weights": likely.weights}
        return found

    @classmethod
    def kept(cls, pieces: Mapping[str, NDArray[Any]]) -> Wishes:
        """Return what `pieces` gave; raises `KeyError` or `ValueError` where that is spoilt."""
        places = numbered(pieces["features"])
        return cls(
            *(
                Likely(unpacked(pieces[f"{kind}-names"]), places, pieces[f"{kind}-rarity"], pieces[f"{kind}-weights"])
                for kind in _KINDS
            )
        )


_KINDS = ("which", "many", "where")


def _seen_often(asked: Asked) -> list[str]:
    """Return the features that are seen often enough, in the order in which they come."""
    counts = Counter(feature for features, _ in asked for feature in sorted(set(features)))
    least = min(LEAST_SEEN, 1 + len(asked) // MANY)
    return [feature for feature, count in counts.items() if count >= least]
