"""Which command people want who talk like this, and how many: softmax regressions over what was asked for before.

Multinomial logistic regression on weighted features of length one, by stochastic gradient steps that get smaller until
they end (Bottou, "Large-Scale Machine Learning with Stochastic Gradient Descent", 2010). The order of the steps comes
from a fixed seed: the same course gives the same weights.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from bot.lessons.model import Course

Weights = NDArray[np.float32]
EPOCHS = 5
STEP = 5.0
LEAST_COMMON = 2  # a feature of one question alone says nothing of the next
SEED = 20261129


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
        common = [feature for feature, count in counts.items() if count >= LEAST_COMMON]
        rarity = [np.log((1 + len(asked)) / (1 + counts[feature])) + 1 for feature in common]
        names = sorted({name for _, wanted in asked for name in wanted})
        nothing = np.zeros((len(common), len(names)), dtype=np.float32)
        likely = cls(names, common, np.asarray(rarity, dtype=np.float32), nothing)
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
    """What the wishes of a course taught: which command is wanted, and how many (`0`, `1`, `2`)."""

    which: Likely = NOBODY
    many: Likely = NOBODY

    @classmethod
    def of(cls, course: Course, told: Callable[[str], Collection[str]]) -> Wishes:
        """Learn from the wishes, the aliases of the cards and what people ask that the course does not treat.

        `told` gives the features of a text. A course without wishes teaches nothing.
        """
        if not course.wishes:
            return cls()
        wished = [(told(text), wish.commands) for wish in course.wishes for text in wish.asked]
        wished += [(told(text), ()) for term in course.terms for text in term.asked]
        aliases = [(told(alias), (card.id,)) for card in course.cards for alias in card.aliases]
        which = [(features, names) for features, names in (*wished, *aliases) if names]
        return cls(Likely.of(which), Likely.of([(features, (str(len(names)),)) for features, names in wished]))

    def keep(self, path: Path) -> None:
        """Write the weights to a file; raises `OSError` where it takes none."""
        with path.open("wb") as file:
            np.savez(file, allow_pickle=False, **{f"{name}-{part}": value for name, part, value in self._pieces()})

    def _pieces(self) -> list[tuple[str, str, NDArray[np.generic]]]:
        found: list[tuple[str, str, NDArray[np.generic]]] = []
        for name, likely in (("which", self.which), ("many", self.many)):
            found += [(name, "names", np.asarray(likely.names)), (name, "features", np.asarray(likely.features))]
            found += [(name, "rarity", likely.rarity), (name, "weights", likely.weights)]
        return found

    @classmethod
    def kept(cls, path: Path) -> Wishes:
        """Return what was kept in a file; raises `OSError`, `KeyError` or `ValueError` where it is absent or spoilt."""
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            both = (
                Likely(
                    file[f"{name}-names"].tolist(), file[f"{name}-features"].tolist(),
                    file[f"{name}-rarity"], file[f"{name}-weights"],
                )
                for name in ("which", "many")
            )  # fmt: skip
            return cls(*both)
