from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from fsrs import Card, Rating, Scheduler

from bot.quiz.review import ReviewCard, is_known, rate, recall, review, scheduler

START = datetime(2026, 3, 1, tzinfo=UTC)


def test_due_dates_equal_the_reference_package_for_a_thousand_random_histories() -> None:
    chance = Random(6)
    reference = Scheduler(enable_fuzzing=False)
    for _ in range(1000):
        card, ours, now = Card(card_id=1, due=START), None, START
        for _ in range(chance.randint(1, 8)):
            rating = Rating(chance.randint(1, 4))
            card, _log = reference.review_card(card, rating, now)
            ours = review(scheduler(), ours, rating, now)
            assert (ours.due_at, ours.stability, ours.difficulty) == (card.due, card.stability, card.difficulty)
            now = card.due + timedelta(hours=chance.randint(0, 24 * 9))
        assert ours is not None
        assert recall(scheduler(), ours, now) == reference.get_card_retrievability(card, now)


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
