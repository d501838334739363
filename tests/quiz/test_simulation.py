"""A small group of the simulation in docs/learning.md: it reviews less and remembers more."""

from __future__ import annotations

import pytest

from scripts.simulate_learning import MEMORIES, PLANS, group, learner

LEARNERS = 6


@pytest.mark.parametrize(
    ("memory", "ours", "other"),
    [
        ("fsrs", "gorae 0.93", "fixed 3"),
        ("fsrs", "gorae 0.90", "random 20 a day"),
        ("act-r", "gorae 0.90", "random 20 a day"),
    ],
)
def test_less_is_reviewed_and_more_remembered(memory: str, ours: str, other: str) -> None:
    mine, theirs = (group(memory, plan, learners=LEARNERS) for plan in (ours, other))
    assert mine.reviews < theirs.reviews
    assert mine.at_end > theirs.at_end
    assert mine.later > theirs.later


@pytest.mark.parametrize("memory", sorted(MEMORIES))
@pytest.mark.parametrize("plan", sorted(PLANS))
def test_the_same_seed_is_the_same_person(memory: str, plan: str) -> None:
    assert learner(3, memory, plan, 20) == learner(3, memory, plan, 20)
