"""Likeness to many texts at once, and what of it a file keeps."""

from __future__ import annotations

import numpy as np
import pytest

from bot.answers.postings import Postings, grouped_best


def test_a_text_is_nearest_to_itself() -> None:
    postings = Postings.of([["w:a", "w:b"], ["w:b", "w:c"], ["w:d"]])
    cosines = postings.cosines(["w:b", "w:c"])
    assert cosines.argmax() == 1
    assert cosines[1] == pytest.approx(1)
    assert cosines[2] == 0


def test_unknown_words_lower_every_cosine() -> None:
    postings = Postings.of([["w:a"], ["w:b"]])
    assert postings.cosines(["w:a", "w:z"])[0] < postings.cosines(["w:a"])[0]


def test_the_best_of_each_group_counts_double() -> None:
    scores = np.array([0.3, 0.9, 0.0, 0.6, 0.3, 0.1])
    found = grouped_best(scores, np.array([0, 0, 1, 1, 0, 0], dtype=np.int32), 3)
    assert found == pytest.approx([(2 * 0.9 + 0.3 + 0.3) / 4, (2 * 0.6) / 4, 0])


def test_what_a_file_keeps_of_texts_is_all_of_them() -> None:
    postings = Postings.of([["w:a", "w:b"], ["w:b", "g:c"]])
    pieces = {f"it-{name}": array for name, array in postings.pieces().items()}
    assert Postings.kept("it", pieces).cosines(["w:b", "g:c", "w:z"]) == pytest.approx(
        postings.cosines(["w:b", "g:c", "w:z"])
    )


def test_texts_of_one_owner_are_one_text_when_they_are_merged() -> None:
    lines = Postings.of([["w:a"], ["w:b"], ["w:a", "w:c"], ["w:d"]])
    whole = Postings.of([["w:a", "w:b"], ["w:a", "w:c"]])
    merged = lines.merged(np.array([0, 0, 1, 2], dtype=np.int32), 2)
    for asked in (["w:a"], ["w:b", "w:c"], ["w:d", "w:a"], ["w:z"]):
        assert merged.cosines(asked) == pytest.approx(whole.cosines(asked))
