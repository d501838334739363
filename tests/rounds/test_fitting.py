"""Parameters of a learner's own reach the reviews by themselves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import pytest
from fsrs import Rating
from fsrs.scheduler import DEFAULT_PARAMETERS

from bot.core.people import Member
from bot.quiz.fit import Answered, replay
from bot.quiz.plans import Plans
from bot.quiz.review import ReviewCard, review, scheduler
from bot.rounds.fitting import MORE_ANSWERS, FittingRound
from bot.storage.database import Database
from bot.storage.groups import Groups
from bot.storage.quizzes import AttemptRow, CardRow, Quizzes
from bot.storage.reviews import Reviews
from tests.quiz.learners import FORGETFUL, log_of

KIM, LEE, PARK = Member(1, "kim"), Member(2, "lee"), Member(3, "park")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A real file that need not outlive the test."""
    database = await Database.open(tmp_path / "gorae.db")
    await database._writer.execute("PRAGMA synchronous = OFF")
    yield database
    await database.close()


async def keep(database: Database, member: Member, log: Sequence[Answered]) -> None:
    """Keep a log as quizzes keep it."""
    cards: dict[str, ReviewCard] = {}
    for answered in log:
        cards[answered.item_id] = card = review(
            scheduler(), cards.get(answered.item_id), Rating(answered.rating), answered.at
        )
        attempt = AttemptRow(
            user_id=member.user_id,
            item_id=answered.item_id,
            run_id=None,
            position=0,
            response="1",
            is_right=answered.rating > 1,
            points=float(answered.rating > 1),
            hinted=False,
            seconds=10,
            rating=answered.rating,
            answered_at=answered.at,
        )
        await Quizzes(database).record(attempt, CardRow(answered.item_id, **asdict(card)))


async def test_who_answered_enough_is_planned_by_their_own_memory(database: Database) -> None:
    quizzes, reviews = Quizzes(database), Reviews(database)
    log = log_of(FORGETFUL, seed=3, days=120)
    await keep(database, KIM, log)
    await keep(database, LEE, log[:60])
    watch = FittingRound(quizzes, reviews)
    now = log[-1].at + timedelta(hours=1)
    await watch(now)

    plans = Plans(Groups(database), reviews)
    own = (await plans.of(KIM)).parameters
    assert own != DEFAULT_PARAMETERS
    assert (await plans.of(LEE)).parameters == DEFAULT_PARAMETERS, "too few answers to say anything"
    played = replay(scheduler(parameters=own), log)
    for card in await quizzes.cards(KIM.user_id):
        assert card.stability == played[card.item_id].stability, "the cards stand as if it had been known all along"
        assert card.last_review_at == played[card.item_id].last_review_at

    row = await reviews.fit(KIM.user_id)
    await watch(now + timedelta(minutes=1))
    assert await reviews.fit(KIM.user_id) == row, "looked at once, until there are more answers"
    more = log_of(FORGETFUL, seed=2, days=60)[:MORE_ANSWERS]
    await keep(database, KIM, [Answered(a.item_id, a.rating, a.at + timedelta(days=121)) for a in more])
    await watch(now + timedelta(days=60))
    again = await reviews.fit(KIM.user_id)
    assert again is not None
    assert again.answers == len(log) + MORE_ANSWERS


async def test_who_is_predicted_well_keeps_the_defaults_and_their_cards(database: Database) -> None:
    log = log_of(DEFAULT_PARAMETERS, seed=0, days=90)
    await keep(database, PARK, log)
    before = await Quizzes(database).cards(PARK.user_id)
    await FittingRound(Quizzes(database), Reviews(database))(log[-1].at)
    fit = await Reviews(database).fit(PARK.user_id)
    assert fit is not None
    assert (fit.parameters, fit.answers) == (None, len(log))
    assert await Quizzes(database).cards(PARK.user_id) == before
