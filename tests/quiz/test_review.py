from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from fsrs import Card, Rating, Scheduler
from fsrs.scheduler import DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

from bot.quiz.review import ReviewCard, is_known, rate, recall, review, scheduler
from bot.quiz.service import review_card
from bot.storage.database import Database
from bot.storage.quizzes import AttemptRow, CardRow, Quizzes

START = datetime(2026, 3, 1, tzinfo=UTC)


async def test_due_dates_equal_the_reference_package_for_a_thousand_random_histories(tmp_path: Path) -> None:
    """Each card goes through the database between two answers, as it does between two days."""
    database = await Database.open(tmp_path / "gorae.db")
    await database._writer.execute("PRAGMA synchronous = OFF")  # the file need not outlive the test
    quizzes, chance = Quizzes(database), Random(6)
    for history in range(1000):
        retention, item = chance.choice([0.7, 0.85, 0.9, 0.97]), f"q-{history}"
        own = any_parameters(chance) if history % 2 else None
        plan = scheduler(retention, own)
        reference = Scheduler(own or DEFAULT_PARAMETERS, desired_retention=retention, enable_fuzzing=False)
        card, now = Card(card_id=1, due=START), START
        for turn in range(chance.randint(1, 8)):
            rating = Rating(chance.randint(1, 4))
            card, _log = reference.review_card(card, rating, now)
            row = await quizzes.card(1, item)
            ours = review(plan, None if row is None else review_card(row), rating, now)
            await quizzes.record(attempt(item, history * 8 + turn, rating, now), CardRow(item, **asdict(ours)))
            assert (ours.due_at, ours.stability, ours.difficulty) == (card.due, card.stability, card.difficulty)
            # On time, late by days, or early: a clock that was set back by hours.
            now = max(card.due + timedelta(minutes=chance.randint(-300, 60 * 24 * 9)), START)
        kept = await quizzes.card(1, item)
        assert kept is not None
        assert review_card(kept) == ours
        assert recall(plan, ours, now) == reference.get_card_retrievability(card, now)
    await database.close()


def any_parameters(chance: Random) -> tuple[float, ...]:
    """Return parameters a learner's own log might give: each anywhere within its bounds."""
    bounds = zip(LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    return tuple(chance.uniform(least, most) for least, most in bounds)


def attempt(item: str, number: int, rating: Rating, at: datetime) -> AttemptRow:
    is_right = rating is not Rating.Again
    return AttemptRow(1, item, None, number, "1", is_right, float(is_right), False, 3.0, int(rating), at)  # noqa: FBT003


@pytest.mark.parametrize(
    ("answer", "rating"),
    [
        ({"is_right": False, "hinted": False, "seconds": 3, "is_known": True}, Rating.Again),
        ({"is_right": True, "hinted": True, "seconds": 3, "is_known": True}, Rating.Hard),
        ({"is_right": True, "hinted": False, "seconds": 90, "is_known": True}, Rating.Hard),
        ({"is_right": True, "hinted": False, "seconds": 20, "is_known": True}, Rating.Good),
        ({"is_right": True, "hinted": False, "seconds": 3, "is_known": False}, Rating.Good),
        ({"is_right": True, "hinted": False, "seconds": 3, "is_known": True}, Rating.Easy),
    ],
)
def test_a_rating_comes_from_correctness_hint_and_time(answer: dict[str, bool], rating: Rating) -> None:
    assert rate(**answer) is rating


def test_an_item_answered_well_twice_is_known_and_comes_back_days_later() -> None:
    card: ReviewCard | None = None
    now = START
    for _ in range(2):
        card = review(scheduler(), card, Rating.Good, now)
        now = card.due_at
    assert card is not None
    assert is_known(card)
    assert card.due_at - START > timedelta(days=1)


def test_a_wrong_answer_comes_back_within_minutes() -> None:
    assert review(scheduler(), None, Rating.Again, START).due_at - START < timedelta(minutes=15)
