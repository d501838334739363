"""Which command people want who talk like this, and how many: softmax regressions over what was asked for before.

Multinomial logistic regression on weighted features of length one, by stochastic gradient steps that get smaller until
they end (Bottou, "Large-Scale Machine Learning with Stochastic Gradient Descent", 2010). The order of the steps comes
from a fixed seed: the same course gives the same weights.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.lessons.model import Course

Weights = NDArray[np.floating[Any]]
EPOCHS = 3
STEP = 5.0
SEED = 20261129
FINEST = 16  # weights are multiples of a sixteenth, which float16 holds: what is smaller says nothing


Asked = Sequence[tuple[Collection[str], Sequence[str]]]  # features of a question, and the names of what it wanted


class Likely:
    """How likely each name is what a question wants. Immutable; without names nothing is likely.

    `features` with their rarity, shape `(features,)`, and weights, `(features, names)`.
    """

    def __init__(self, names: Sequence[str], features: Sequence[str], rarity: Weights, weights: Weights) -> None:
        self.names = tuple(names)
        self.features = tuple(features)
        self.rarity = rarity
        self.weights = weights
        self._ids = {feature: place for place, feature in enumerate(features)}

    @classmethod
    def of(cls, asked: Asked = ()) -> Likely:
        """Return what is learned from questions and what each wanted."""
        counts = Counter(feature for features, _ in asked for feature in set(features))
        rarity = [np.log((1 + len(asked)) / (1 + count)) + 1 for count in counts.values()]
        names = sorted({name for _, wanted in asked for name in wanted})
        nothing = np.zeros((len(counts), len(names)), dtype=np.float32)
        likely = cls(names, list(counts), np.asarray(rarity, dtype=np.float32), nothing)
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
        for epoch in range(EPOCHS):
            step = STEP * (1 - epoch / EPOCHS)
            chance.shuffle(order)
            for row in order:
                ids, values = read[row]
                wrong = _softmax(values @ self.weights[ids]) - wishes[row]
                self.weights[ids] -= (step * values)[:, None] * wrong
        self.weights = (np.round(self.weights * FINEST) / FINEST).astype(np.float16)

    def _read(self, features: Collection[str]) -> tuple[NDArray[np.int64], Weights]:
        """Return the known features by number, and how much each counts; their squares add up to one."""
        ids = np.asarray(sorted({self._ids[name] for name in features if name in self._ids}), dtype=np.int64)
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
        return cls(Likely.of(which), Likely.of(many), Likely.of(where))

    def pieces(self) -> dict[str, NDArray[np.generic]]:
        """Return all that was learned as arrays by name."""
        found: dict[str, NDArray[np.generic]] = {}
        for name, likely in (("which", self.which), ("many", self.many), ("where", self.where)):
            found |= {f"{name}-names": _packed(likely.names), f"{name}-features": _packed(likely.features)}
            found |= {f"{name}-rarity": likely.rarity, f"{name}-weights": likely.weights}
        return found

    @classmethod
    def kept(cls, pieces: Mapping[str, NDArray[Any]]) -> Wishes:
        """Return what `pieces` gave; raises `KeyError` or `ValueError` where that is spoilt."""
        both = (
            Likely(
                _unpacked(pieces[f"{name}-names"]), _unpacked(pieces[f"{name}-features"]),
                pieces[f"{name}-rarity"], pieces[f"{name}-weights"],
            )
            for name in ("which", "many", "where")
        )  # fmt: skip
        return cls(*both)


def _packed(names: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(names).encode(), dtype=np.uint8)


def _unpacked(letters: NDArray[np.uint8]) -> list[str]:
    return letters.tobytes().decode().split("\n") if letters.size else []
