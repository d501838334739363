"""`python -m bench.fit_answers [CONTENT]`: fit the weights `FITTED` of `bot.answers.answer` and print them.

Nothing but the course is used: within each lesson, and in the whole course, a phrasing of its own (left out of the
index while it is asked) should be answered, and a phrasing of something else should not. Neither the development
questions nor the holdout are read here.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.answers.answer import FITTED, SET
from bot.answers.corpus import wordings
from bot.answers.index import Index
from bot.answers.korean import Morphemes
from bot.answers.question import Reader
from bot.lessons.library import load

Floats = NDArray[np.float64]
MOST_A_SIDE = 300  # phrasings of each side a lesson, so that no lesson outweighs the others
RIDGE = 1.0
STEPS = 50


class LeftOut:
    """Asks the phrasings of an index about themselves."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self.phrasings = [(place, phrasing) for place, group in enumerate(index.phrasings) for phrasing in group]
        plain = index.reader.plain
        self._counts = [
            Counter(name for text in wordings(part.section) for name in set(plain(text))) for part in index.parts
        ]

    def evidence(self, place: int, lesson: str | None) -> list[float]:
        """Return the evidence for a phrasing as if the course had never heard it."""
        group, phrasing = self.phrasings[place]
        with self._forgotten(group, phrasing, lesson):
            found = self._index.match(self._index.reader.read(phrasing), lesson, without=place)
        return [found.evidence[name] for name in (*FITTED, *SET)]

    @contextmanager
    def _forgotten(self, group: int, phrasing: str, lesson: str | None) -> Iterator[None]:
        """Take the words of a phrasing out of what its part has said."""
        if group not in self._index.scopes[lesson].places:
            yield
            return
        parts = self._index.parts
        words = set(self._index.reader.plain(phrasing)) - parts[group].concepts
        said = parts[group].said - {name for name in words if self._counts[group][name] == 1}
        self._index.parts = (*parts[:group], replace(parts[group], said=said), *parts[group + 1 :])
        try:
            yield
        finally:
            self._index.parts = parts


def gather(index: Index, seed: int = 7) -> tuple[Floats, Floats]:
    """Return evidence, shape `(questions, names of FITTED and SET)`, and whether each should be answered (1 or 0)."""
    asked = LeftOut(index)
    chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
    rows: list[list[float]] = []
    right: list[float] = []
    for lesson, scope in index.scopes.items():
        rivals = set(scope.rivals.tolist())
        own = [place for place, (group, _) in enumerate(asked.phrasings) if group in set(scope.places)]
        other = [place for place, (group, _) in enumerate(asked.phrasings) if group in rivals]
        for places, label in ((own, 1.0), (other, 0.0)):
            for place in chance.sample(places, min(MOST_A_SIDE, len(places))):
                rows.append(asked.evidence(place, lesson))
                right.append(label)
    return np.asarray(rows), np.asarray(right)


def fit(rows: Floats, right: Floats) -> tuple[Floats, float]:
    """Return weights and base of a ridge logistic regression, by Newton's method; both sides count the same.

    What `SET` says is added as it is.
    """
    free = rows[:, : len(FITTED)]
    fixed = rows[:, len(FITTED) :] @ np.asarray(list(SET.values()))
    mean, spread = free.mean(axis=0), free.std(axis=0) + 1e-6
    scaled = np.c_[(free - mean) / spread, np.ones(len(free))]
    share = np.where(right == 1, 0.5 / right.mean(), 0.5 / (1 - right.mean()))
    ridge = np.full(scaled.shape[1], RIDGE)
    ridge[-1] = 0
    weights = np.zeros(scaled.shape[1])
    for _ in range(STEPS):
        guess = 1 / (1 + np.exp(-(scaled @ weights + fixed)))
        slope = scaled.T @ (share * (guess - right)) + ridge * weights
        curve = (scaled * (share * guess * (1 - guess))[:, None]).T @ scaled + np.diag(ridge + 1e-9)
        weights -= np.linalg.solve(curve, slope)
    plain = weights[:-1] / spread
    return plain, float(weights[-1] - (weights[:-1] * mean / spread).sum())


def main(folders: Sequence[str]) -> None:
    """Fit on the course of the folders and print what to write into `FITTED` and `BASE`."""
    course = load([Path(folder) for folder in folders or ["content"]])
    rows, right = gather(Index(course, Reader(course, Morphemes())))
    weights, base = fit(rows, right)
    guess = rows @ np.asarray([*weights, *SET.values()]) + base > 0
    found = ", ".join(f'"{name}": {weight:.2f}' for name, weight in zip(FITTED, weights, strict=True))
    sys.stdout.write(f"{found}; base {base:.2f}\n")
    sys.stdout.write(f"right on {(guess == (right == 1)).mean():.3f} of {len(right)} phrasings left out\n")


if __name__ == "__main__":
    main(sys.argv[1:])
