"""Parameters of a learner's own, judged on answers they were not fitted to."""

from __future__ import annotations

from statistics import fmean

import pytest
from fsrs import Rating
from fsrs.scheduler import DEFAULT_PARAMETERS

from bot.quiz.fit import LEAST_REVIEWS, Answered, fit, losses, replay
from bot.quiz.review import scheduler
from tests.quiz.learners import FORGETFUL, START, log_of


def test_a_forgetful_learner_is_predicted_better_on_answers_never_seen() -> None:
    found = fit(log_of(FORGETFUL, seed=3))
    assert found.parameters is not None
    another_log = log_of(FORGETFUL, seed=2)
    mine, usual, truth = (
        fmean(losses(scheduler(parameters=values), another_log, since=START))
        for values in (found.parameters, DEFAULT_PARAMETERS, tuple(FORGETFUL))
    )
    assert truth <= mine < usual
    assert (usual - mine) > (usual - truth) / 2, "more than half of what there is to gain is gained"


def test_what_was_fitted_stays_unused_where_it_predicts_no_better() -> None:
    for seed in range(4):
        found = fit(log_of(DEFAULT_PARAMETERS, seed))
        assert found.default_loss is not None
        assert found.parameters is None


def test_what_is_used_was_better_on_answers_it_was_not_fitted_to() -> None:
    for seed in range(3):
        found = fit(log_of(FORGETFUL, seed))
        assert found.default_loss is not None
        assert found.own_loss is not None
        assert found.parameters is None or found.own_loss < found.default_loss


def test_a_short_log_is_left_alone() -> None:
    log = log_of(FORGETFUL, seed=1, days=25)
    assert len(log) > 100
    assert fit(log).parameters is None
    assert fit(log).default_loss is None
    assert fit([]).parameters is None


def test_the_same_log_gives_the_same_parameters() -> None:
    log = log_of(FORGETFUL, seed=3)
    assert fit(log) == fit(list(log))


@pytest.mark.parametrize("rating", [Rating.Again, Rating.Easy])
def test_a_log_of_one_kind_of_answer_breaks_nothing(rating: Rating) -> None:
    log = [Answered(answered.item_id, int(rating), answered.at) for answered in log_of(FORGETFUL, seed=4)]
    found = fit(log)
    assert found.parameters is None or len(found.parameters) == len(DEFAULT_PARAMETERS)


def test_a_clock_that_was_set_back_breaks_nothing() -> None:
    log = log_of(FORGETFUL, seed=5)
    shuffled = [Answered(a.item_id, a.rating, b.at) for a, b in zip(log, [*log[600:], *log[:600]], strict=True)]
    assert fit(shuffled) == fit(shuffled)


def test_the_least_log_is_what_the_docs_say() -> None:
    assert LEAST_REVIEWS == 400


def test_a_log_played_again_ends_in_the_cards_it_made() -> None:
    log = log_of(FORGETFUL, seed=6, days=20)
    cards = replay(scheduler(), log)
    assert set(cards) == {answered.item_id for answered in log}
    assert all(cards[answered.item_id].last_review_at is not None for answered in log)
