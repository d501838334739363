"""How many spares are kept: few when nobody comes, enough when a study group does."""

from __future__ import annotations

import pytest

from sandbox.spares import WINDOW_SECONDS, Spares, quantile


@pytest.mark.parametrize(("mean", "least"), [(0.0, 0), (0.05, 0), (0.1, 1), (0.7, 2), (2.0, 5), (5.0, 9)])
def test_the_quantile_is_that_of_a_poisson_distribution(mean: float, least: int) -> None:
    assert quantile(mean, 0.95) == least  # the tables of any statistics book


def test_without_arrivals_the_least_is_kept() -> None:
    assert Spares(1, 8).wanted(1000.0) == 1


def test_a_crowd_that_is_just_arriving_raises_the_number_at_once() -> None:
    spares = Spares(1, 8)
    for at in range(15):
        spares.arrived(float(at))
    assert spares.wanted(15.0) == 3  # one every two seconds, two seconds to make one


def test_the_slower_they_are_made_the_more_are_kept_and_never_too_many() -> None:
    spares = Spares(1, 8)
    for at in range(15):
        spares.arrived(float(at))
    for _ in range(30):
        spares.made(8.0)
    assert spares.wanted(15.0) == 8


def test_when_the_crowd_is_over_the_least_is_kept_again() -> None:
    spares = Spares(2, 8)
    for at in range(15):
        spares.arrived(float(at))
    assert spares.wanted(15.0 + WINDOW_SECONDS) == 2
    assert spares.quiet_seconds(15.0 + WINDOW_SECONDS) == WINDOW_SECONDS


def test_who_wants_none_gets_none() -> None:
    spares = Spares(0, 8)
    for at in range(15):
        spares.arrived(float(at))
    assert spares.wanted(15.0) == 0
