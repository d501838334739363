"""Likeness of a question to many short texts: cosines over weighted features, all texts in one pass."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.answers.packing import numbered, packed

Floats = NDArray[np.float64]

# How much a feature of each sort counts beside its rarity. Found on the bank of lesson 1 with each phrasing left out
# in turn (docs/answers.md).
WEIGHTS = {"concept": 1.6, "action": 1.3, "flag": 1.8, "word": 1.2, "manner": 0.6, "gram": 0.4}
BEST_WEIGHTS = (2, 1, 1)  # of the phrasings of a part that are nearest
_SORTS = {
    "a:": "action",
    "d:": "action",
    "e:": "action",
    "f:": "flag",
    "w:": "word",
    "s:": "manner",
    "q:": "manner",
    "g:": "gram",
}
_ARRAYS = ("weights", "rows", "starts", "lengths")
_WORTHS = {prefix: WEIGHTS[sort] for prefix, sort in _SORTS.items()}


@dataclass(frozen=True, slots=True)
class Postings:
    """Weighted features of many short texts; a question's cosine to each text in one pass.

    `numbers` counts the features; each has a weight (its sort × its log-rarity) and the rows of the texts that have it,
    `rows` between two of `starts`. `lengths` are those of the texts. Immutable.
    """

    numbers: Mapping[str, int]
    weights: Floats
    rows: NDArray[np.int32]
    starts: NDArray[np.int64]
    lengths: Floats

    @classmethod
    def of(cls, texts: Sequence[Iterable[str]]) -> Postings:
        """Return the postings of texts, given as their features."""
        numbers: defaultdict[str, int] = defaultdict(count().__next__)
        ids, lengths = array("i"), array("i")
        for features in texts:
            distinct = set(features)
            ids.extend(map(numbers.__getitem__, distinct))
            lengths.append(len(distinct))
        feature_of = np.asarray(ids, dtype=np.int32)
        row_of = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)
        counts = np.bincount(feature_of, minlength=len(numbers))
        weights = np.asarray(list(map(_worth, numbers))) * np.log((1 + len(texts)) / (0.5 + counts))
        squares = np.bincount(row_of, weights=weights[feature_of] ** 2, minlength=len(texts))
        return cls(
            dict(numbers),
            weights,
            row_of[np.argsort(feature_of, kind="stable")],
            np.concatenate([[0], np.cumsum(counts)]),
            np.sqrt(np.maximum(squares, 1e-9)),
        )

    @property
    def size(self) -> int:
        """The number of texts."""
        return len(self.lengths)

    def pieces(self) -> dict[str, NDArray[np.generic]]:
        """Return all of it as arrays by name."""
        numbers = packed(self.numbers)
        return {"numbers": numbers} | {name: getattr(self, name) for name in _ARRAYS}

    @classmethod
    def kept(cls, name: str, pieces: Mapping[str, NDArray[Any]]) -> Postings:
        """Return what gave `pieces`, named `name-…` there; raises `KeyError` or `ValueError` where they are spoilt."""
        arrays = (pieces[f"{name}-{piece}"] for piece in _ARRAYS)
        return cls(numbered(pieces[f"{name}-numbers"]), *arrays)

    def weight(self, feature: str) -> float:
        """Return what a feature counts: its sort × its rarity; one that no text has counts as the rarest."""
        place = self.numbers.get(feature)
        return float(self.weights[place]) if place is not None else _worth(feature) * log(2 * (1 + self.size))

    def cosines(self, features: Iterable[str]) -> Floats:
        """Return the cosine to each text, shape `(texts,)`; words that no text knows lower all of them."""
        scores = np.zeros(self.size)
        norm = 0.0
        for feature in set(features):
            weight = self.weight(feature)
            norm += weight * weight
            if (place := self.numbers.get(feature)) is not None:
                scores[self.rows[self.starts[place] : self.starts[place + 1]]] += weight * weight
        cosines: Floats = scores / (self.lengths * np.sqrt(max(norm, 1e-9)))
        return cosines


def sort_of(feature: str) -> str:
    """Return `concept`, `action`, `flag`, `word`, `manner` or `gram`."""
    return _SORTS.get(feature[:2], "concept")


def _worth(feature: str) -> float:
    return _WORTHS.get(feature[:2], WEIGHTS["concept"])


def grouped_best(scores: Floats, owners: NDArray[np.int32], count: int) -> Floats:
    """Return for each of `count` owners the mean of its three highest scores, the highest weighing double."""
    result = np.zeros(count)
    some = np.flatnonzero(scores)  # what has nothing of the question adds nothing
    order = some[np.argsort(2 * owners[some] - scores[some])]  # scores are at most one: by owner, from the best down
    sorted_owners, sorted_scores = owners[order], scores[order]
    starts = np.searchsorted(sorted_owners, np.arange(count))
    ends = np.searchsorted(sorted_owners, np.arange(count), side="right")
    for place, weight in enumerate(BEST_WEIGHTS):
        at = starts + place
        has = at < ends
        result[has] += sorted_scores[at[has]] * weight
    return result / sum(BEST_WEIGHTS)


def nearest(scores: Floats, owners: NDArray[np.int32], count: int) -> Floats:
    """Return for each of `count` owners its highest score."""
    result = np.zeros(count)
    np.maximum.at(result, owners, scores)
    return result
