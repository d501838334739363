"""What is alive is counted whatever it is and whoever made it."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from fractions import Fraction

import pytest

from tests.e2e.census import census, most_grown


class Held:
    pass


@pytest.fixture
def nothing_else() -> Iterator[None]:
    """Leave out what is alive already: the rest of the suite may let go of some of it at any moment."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("nothing_else")
async def test_what_is_held_is_counted_and_told_the_most_first() -> None:
    before = census()
    held = [Held() for _ in range(300)], [{"kept": [Fraction(1)]} for _ in range(400)]
    waiting = [asyncio.get_running_loop().create_future() for _ in range(200)]
    after = census()
    grown = dict(most_grown(before, after))
    assert grown[f"{__name__}.Held"] == len(held[0])
    assert grown["_asyncio.Future"] == len(waiting)
    assert grown["builtins.dict"] >= len(held[1])
    assert [more for _, more in most_grown(before, after)] == sorted(grown.values(), reverse=True)
    del held, waiting
    assert census()[f"{__name__}.Held"] == 0


def test_what_there_is_less_of_has_not_grown() -> None:
    assert most_grown({"a.A": 5, "b.B": 1}, {"a.A": 4, "b.B": 3, "c.C": 1}, most=1) == [("b.B", 2)]
