"""Likeness of a question to many short texts: cosines over weighted features, all texts in one pass."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import count

import numpy as np
from numpy.typing import NDArray

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
_WORTHS = {prefix: WEIGHTS[sort] for prefix, sort in _SORTS.items()}


class Postings:
    """Weighted features of many short texts; a question's cosine to each text in one pass.

    Built once: `texts` × features as postings, weight × log-rarity, every text of length one.
    """

    def __init__(self, texts: Sequence[Iterable[str]]) -> None:
        self.size = len(texts)
        numbers: defaultdict[str, int] = defaultdict(count().__next__)
        ids, lengths = array("i"), array("i")
        for features in texts:
            distinct = set(features)
            ids.extend(map(numbers.__getitem__, distinct))
            lengths.append(len(distinct))
        self._ids: Mapping[str, int] = dict(numbers)
        feature_of = np.asarray(ids, dtype=np.int32)
        row_of = np.repeat(np.arange(self.size, dtype=np.int32), lengths)
        counts = np.bincount(feature_of, minlength=len(self._ids))
        sorts = np.asarray(list(map(_worth, self._ids)))
        self._weights = sorts * np.log((1 + self.size) / (0.5 + counts))
        self._rarest = float(np.log(2 * (1 + self.size)))
        self._rows = row_of[np.argsort(feature_of, kind="stable")]
        self._starts = np.concatenate([[0], np.cumsum(counts)])
        squares = np.bincount(row_of, weights=self._weights[feature_of] ** 2, minlength=self.size)
        self._lengths = np.sqrt(np.maximum(squares, 1e-9))

    def weight(self, feature: str) -> float:
        """Return what a feature counts: its sort × its rarity; one that no text has counts as the rarest."""
        place = self._ids.get(feature)
        return float(self._weights[place]) if place is not None else _worth(feature) * self._rarest

    def cosines(self, features: Iterable[str]) -> Floats:
        """Return the cosine to each text, shape `(texts,)`; words that no text knows lower all of them."""
        scores = np.zeros(self.size)
        norm = 0.0
        for feature in set(features):
            weight = self.weight(feature)
            norm += weight * weight
            if (place := self._ids.get(feature)) is not None:
                scores[self._rows[self._starts[place] : self._starts[place + 1]]] += weight * weight
        cosines: Floats = scores / (self._lengths * np.sqrt(max(norm, 1e-9)))
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
