"""The simulation in docs/learning.md: fewer reviews, more remembered, and the page says what it gives."""

from __future__ import annotations

import pytest

from scripts.simulate_learning import BLOCK, DOCS, MEMORIES, PLANS, TITLES, digest, group, learner

SMALL, SOME = 6, 60


@pytest.mark.parametrize(
    ("memory", "ours", "other"),
    [
        ("fsrs", "gorae 0.93", "fixed 3"),
        ("fsrs", "gorae 0.93", "fixed 7"),
        ("fsrs", "gorae 0.90", "random 20 a day"),
        ("act-r", "gorae 0.90", "random 20 a day"),
    ],
)
def test_less_is_reviewed_and_more_remembered(memory: str, ours: str, other: str) -> None:
    mine, theirs = (group(memory, plan, learners=SMALL) for plan in (ours, other))
    assert mine.reviews < theirs.reviews
    assert mine.at_end > theirs.at_end
    assert mine.later > theirs.later


def test_the_default_reviews_an_eighth_less_than_every_week_and_remembers_more_a_month_later() -> None:
    """The page's headline, with learners enough for standard errors of four tenths of a point."""
    mine, theirs = (group("fsrs", plan, learners=SOME) for plan in ("gorae 0.90", "fixed 7"))
    assert mine.reviews < 7 / 8 * theirs.reviews
    assert mine.at_end > theirs.at_end
    assert mine.later > theirs.later + 0.01


def tables() -> dict[str, dict[str, str]]:
    """Return the rows that stand on the page, by memory and plan."""
    found = BLOCK.search(DOCS.read_text("utf-8"))
    assert found is not None
    parts = found["tables"].split("\n\n")
    assert [part.split(" | ")[0].removeprefix("| ") for part in parts] == list(TITLES.values())
    return {
        memory: {line.split(" | ")[0].removeprefix("| "): line for line in part.splitlines()[2:]}
        for memory, part in zip(TITLES, parts, strict=True)
    }


def test_the_tables_on_the_page_are_what_the_code_gives() -> None:
    """A whole run takes minutes: while nothing that decides a figure changes, the tables are the script's."""
    found = BLOCK.search(DOCS.read_text("utf-8"))
    assert found is not None
    assert found["digest"] == digest(), "run: python -m scripts.simulate_learning --write"
    assert {memory: list(rows) for memory, rows in tables().items()} == {memory: list(PLANS) for memory in MEMORIES}


def test_what_the_page_says_of_the_tables_stands_in_them() -> None:
    text = DOCS.read_text("utf-8").replace("\n  ", " ")
    figures = {
        (memory, plan): [float(cell.strip(" %")) for cell in line.split("|")[2:5]]
        for memory, rows in tables().items()
        for plan, line in rows.items()
    }

    def fewer(memory: str, ours: str, other: str) -> str:
        return f"{1 - figures[memory, ours][0] / figures[memory, other][0]:.0%}"

    def pair(place: int, ours: str, *others: str) -> str:
        first, *rest = (f"{figures['fsrs', plan][place]:.1f}%" for plan in (ours, *others))
        return f"{first} 대 {'와 '.join(rest)}"

    assert f"이레마다보다 답 {fewer('fsrs', 'gorae 0.90', 'fixed 7')}가 적은데" in text
    assert f"끝날 때 {pair(1, 'gorae 0.90', 'fixed 7')}, 30일 뒤 {pair(2, 'gorae 0.90', 'fixed 7')}." in text
    assert f"사흘마다보다 답 {fewer('fsrs', 'gorae 0.93', 'fixed 3')}가" in text
    assert f"이레마다보다 {fewer('fsrs', 'gorae 0.93', 'fixed 7')}가 적고" in text
    others = ("fixed 3", "fixed 7")
    assert f"({pair(1, 'gorae 0.93', *others)}, 30일 뒤 {pair(2, 'gorae 0.93', *others)})" in text
    assert f"0.93은 사흘마다보다 답이 {fewer('act-r', 'gorae 0.93', 'fixed 3')} 적고" in text
    assert f"0.90은 이레마다보다 답이 {fewer('act-r', 'gorae 0.90', 'fixed 7')} 적고" in text
    assert f"(FSRS 기억에서 {pair(1, 'gorae 0.85', 'fixed 1-3-7-14-30')})" in text


@pytest.mark.parametrize("memory", sorted(MEMORIES))
@pytest.mark.parametrize("plan", sorted(PLANS))
def test_the_same_seed_is_the_same_person(memory: str, plan: str) -> None:
    assert learner(3, memory, plan, 20) == learner(3, memory, plan, 20)
