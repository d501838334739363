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
_WORTHS = {prefix: WEIGHTS[sort] for prefix, sort in _SORTS.items()}


@dataclass(frozen=True, slots=True)
class Postings:
    """Weighted features of many short texts; a question's cosine to each text in one pass.

    `numbers` counts the features; each has its worth (by its sort), its weight (that × its log-rarity), and the texts
    that have it, `rows` between two of `starts`. `lengths` are those of the texts. Immutable.
    """

    numbers: Mapping[str, int]
    worths: Floats
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
        worths = np.asarray(list(map(_worth, numbers)), dtype=np.float64)
        return cls._weighed(dict(numbers), worths, row_of[np.argsort(feature_of, kind="stable")], counts, len(texts))

    @classmethod
    def _weighed(
        cls,
        numbers: Mapping[str, int],
        worths: Floats,
        rows: NDArray[np.int32],
        counts: NDArray[np.integer[Any]],
        size: int,
    ) -> Postings:
        """Return the postings of `size` texts; each feature has so many of the rows as `counts` says."""
        weights = worths * np.log((1 + size) / (0.5 + counts))
        squares = np.bincount(rows, weights=np.repeat(weights, counts) ** 2, minlength=size)
        starts = np.concatenate([[0], np.cumsum(counts)])
        return cls(numbers, worths, weights, rows, starts, np.sqrt(np.maximum(squares, 1e-9)))

    def merged(self, owners: NDArray[np.int32], size: int) -> Postings:
        """Return all texts of an owner as one, for the first `size` owners."""
        places = np.repeat(np.arange(len(self.numbers)), np.diff(self.starts))
        owner_of = owners[self.rows]
        is_kept = owner_of < size
        features, merged = np.divmod(np.unique(places[is_kept] * size + owner_of[is_kept]), size)
        counts = np.bincount(features, minlength=len(self.numbers))
        return self._weighed(self.numbers, self.worths, merged.astype(np.int32), counts, size)

    @property
    def size(self) -> int:
        """The number of texts."""
        return len(self.lengths)

    def pieces(self) -> dict[str, NDArray[np.generic]]:
        """Return as arrays by name what the rest follows from."""
        counts = np.diff(self.starts).astype(np.int32)
        size = np.asarray(self.size)
        return {
            "numbers": packed(self.numbers),
            "worths": self.worths,
            "rows": self.rows,
            "counts": counts,
            "size": size,
        }

    @classmethod
    def kept(cls, name: str, pieces: Mapping[str, NDArray[Any]]) -> Postings:
        """Return what gave `pieces`, named `name-…` there; raises `KeyError` or `ValueError` where they are spoilt."""
        worths, rows, counts, size = (pieces[f"{name}-{piece}"] for piece in ("worths", "rows", "counts", "size"))
        return cls._weighed(numbered(pieces[f"{name}-numbers"]), worths, rows, counts, int(size))

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
