"""Would a group learn more this way? A simulated group reviews by the product's own scheduler and by other plans.

`python -m scripts.simulate_learning` prints the tables of docs/learning.md, `--write` puts them there. All follows from
the seed.

The learners' memories are not the scheduler's: see `scripts.simulated_memories`.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.metadata import version
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Protocol

from bot.quiz.review import ReviewCard, is_known, rate, review, scheduler
from scripts.simulated_memories import ITEMS, ActR, Memory, OwnFsrs

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs" / "learning.md"
DECIDE = ("scripts/simulate_learning.py", "scripts/simulated_memories.py", "bot/quiz/review.py")
"""The text of these decides every figure, with the version of fsrs."""
BLOCK = re.compile(r"<!-- simulated (?P<digest>\w+) -->\n(?P<tables>.*?)<!-- /simulated -->", re.DOTALL)
LEARNERS, DAYS = 200, 120
START = datetime(2026, 3, 2, 10, tzinfo=UTC)
NEW_A_DAY = 3
MOST_A_DAY = 25
ATTENDANCE = 0.8
ALONE = 40  # a smaller group is not worth processes
AFTER = timedelta(days=30)


class Plan(Protocol):
    """Decides which item is asked next."""

    def due(self, at: datetime) -> int | None:
        """Return the item to ask now, or `None`."""
        ...

    def answered(self, item: int, at: datetime, *, is_right: bool, seconds: float) -> None:
        """Take note of an answer."""
        ...


class Gorae:
    """The product: its ratings, its scheduler, the longest due first."""

    def __init__(self, chance: Random, retention: float = 0.9) -> None:
        del chance
        self._plan = scheduler(retention)
        self._cards: dict[int, ReviewCard] = {}

    def due(self, at: datetime) -> int | None:
        """Return the item to ask now, or `None`."""
        waiting = [(card.due_at, item) for item, card in self._cards.items() if card.due_at <= at]
        return min(waiting)[1] if waiting else None

    def answered(self, item: int, at: datetime, *, is_right: bool, seconds: float) -> None:
        """Take note of an answer."""
        card = self._cards.get(item)
        rating = rate(is_right=is_right, hinted=False, seconds=seconds, is_known=is_known(card))
        self._cards[item] = review(self._plan, card, rating, at)


class Fixed:
    """Days that were fixed beforehand, whatever was answered; the last span goes on."""

    def __init__(self, chance: Random, spans: Sequence[int] = (1, 3, 7, 14, 30)) -> None:
        del chance
        self._spans = spans
        self._turn: dict[int, int] = {}
        self._next: dict[int, datetime] = {}

    def due(self, at: datetime) -> int | None:
        """Return the item to ask now, or `None`."""
        waiting = [(when, item) for item, when in self._next.items() if when <= at]
        return min(waiting)[1] if waiting else None

    def answered(self, item: int, at: datetime, *, is_right: bool, seconds: float) -> None:
        """Take note of an answer."""
        del is_right, seconds
        turn = self._turn.get(item, -1) + 1
        self._turn[item] = turn
        # A quarter of a day of grace, so that coming a little earlier than last time is not a day later.
        self._next[item] = at + timedelta(days=self._spans[min(turn, len(self._spans) - 1)] - 0.25)


class AnyItem:
    """So many items a day in any order, as a quiz without a memory asks them."""

    def __init__(self, chance: Random, a_day: int) -> None:
        self._chance = Random(chance.random())  # noqa: S311 - a simulation
        self._a_day = a_day
        self._known: list[int] = []
        self._day = START.date()
        self._left = a_day

    def due(self, at: datetime) -> int | None:
        """Return the item to ask now, or `None`."""
        if at.date() != self._day:
            self._day, self._left = at.date(), self._a_day
        return self._chance.choice(self._known) if self._known and self._left > 0 else None

    def answered(self, item: int, at: datetime, *, is_right: bool, seconds: float) -> None:
        """Take note of an answer."""
        del at, is_right, seconds
        if item in self._known:
            self._left -= 1
        else:
            self._known.append(item)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Means over the group: reviews a learner, true recall of the whole course at the end and 30 days later."""

    reviews: float
    at_end: float
    later: float


MEMORIES: Mapping[str, Callable[[Random], Memory]] = {"fsrs": OwnFsrs, "act-r": ActR}
TITLES = {"fsrs": "기억: FSRS-6, 사람과 문제마다 다름", "act-r": "기억: ACT-R"}
PLANS: Mapping[str, Callable[[Random], Plan]] = {
    "gorae 0.85": lambda chance: Gorae(chance, 0.85),
    "gorae 0.90": Gorae,
    "gorae 0.93": lambda chance: Gorae(chance, 0.93),
    "fixed 3": lambda chance: Fixed(chance, (3,)),
    "fixed 7": lambda chance: Fixed(chance, (7,)),
    "fixed 1-3-7-14-30": Fixed,
    "random 15 a day": lambda chance: AnyItem(chance, 15),
    "random 20 a day": lambda chance: AnyItem(chance, 20),
}


def learner(seed: int, memory_name: str, plan_name: str, days: int) -> Outcome:
    """Let one learner go through the days; the same seed is the same person on the same days, whatever the plan."""
    memory = MEMORIES[memory_name](Random(f"memory {seed}"))  # noqa: S311 - a simulation
    plan = PLANS[plan_name](Random(f"plan {seed}"))  # noqa: S311 - the same
    life, chance = Random(f"life {seed}"), Random(f"answers {seed}")  # noqa: S311 - the same
    met = reviews = 0
    for day in range(days):
        at = START + timedelta(days=day, minutes=life.uniform(0, 240))
        if life.random() > ATTENDANCE:
            continue
        asked = 0
        fresh = list(range(met, min(ITEMS, met + NEW_A_DAY)))
        met += len(fresh)
        while asked < MOST_A_DAY:
            item = plan.due(at)
            if item is None and not fresh:
                break
            if item is None or (fresh and asked >= MOST_A_DAY - len(fresh)):
                item = fresh.pop(0)
            is_right = chance.random() < memory.recall(item, at)
            seconds = chance.lognormvariate(math.log(15), 0.6)
            at += timedelta(seconds=seconds + 10)
            memory.practise(item, at, is_right=is_right, seconds=seconds)
            plan.answered(item, at, is_right=is_right, seconds=seconds)
            asked += 1
        reviews += asked
    end = START + timedelta(days=days)
    return Outcome(reviews, *(_known(memory, met, when) for when in (end, end + AFTER)))


def _known(memory: Memory, met: int, at: datetime) -> float:
    return sum(memory.recall(item, at) for item in range(met)) / ITEMS


def group(memory: str, plan: str, *, learners: int = LEARNERS, days: int = DAYS) -> Outcome:
    """Return the means over a group, its learners shared out among the machine's cores."""
    one = partial(learner, memory_name=memory, plan_name=plan, days=days)
    if learners < ALONE:
        return _mean([one(seed) for seed in range(learners)])
    with ProcessPoolExecutor() as pool:
        return _mean(list(pool.map(one, range(learners), chunksize=10)))


def _mean(outcomes: Sequence[Outcome]) -> Outcome:
    return Outcome(
        fmean(one.reviews for one in outcomes),
        fmean(one.at_end for one in outcomes),
        fmean(one.later for one in outcomes),
    )


def row(plan: str, found: Outcome) -> str:
    """Return a row of a table."""
    return f"| {plan} | {found.reviews:.0f} | {found.at_end:.1%} | {found.later:.1%} |"


def digest() -> str:
    """Return a hash of all that decides the figures: while it is the same, so are they."""
    text = b"\0".join((ROOT / name).read_bytes() for name in DECIDE)
    return hashlib.sha256(text + version("fsrs").encode()).hexdigest()[:16]


def main(arguments: Sequence[str]) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=LEARNERS)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--write", action="store_true", help="put the tables into docs/learning.md")
    options = parser.parse_args(arguments)
    tables = []
    for memory, title in TITLES.items():
        rows = [f"| {title} | 답 (answers) | 끝날 때 (at the end) | 30일 뒤 (30 days later) |", "|---|---:|---:|---:|"]
        for plan in PLANS:
            begun = time.perf_counter()
            rows.append(row(plan, group(memory, plan, learners=options.learners, days=options.days)))
            sys.stderr.write(f"{memory}, {plan}: {time.perf_counter() - begun:.0f} s\n")
        tables.append("\n".join(rows) + "\n")
    told = "\n".join(tables)
    sys.stdout.write(told)
    if options.write:
        block = f"<!-- simulated {digest()} -->\n{told}<!-- /simulated -->"
        DOCS.write_text(BLOCK.sub(lambda _: block, DOCS.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
