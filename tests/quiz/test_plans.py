"""Whose memory is planned how, as an answer shows it."""

from __future__ import annotations

import pytest
from fsrs import Rating, Scheduler
from fsrs.scheduler import DEFAULT_PARAMETERS

from bot.quiz.review import review, scheduler
from bot.storage.reviews import FitRow
from tests.quiz.learners import FORGETFUL
from tests.quiz.table import GUILD, KIM, KIM_IN_GROUP, LEE, Table


async def plan_of(table: Table, *, in_group: bool = True) -> Scheduler:
    return await table.plans.of(KIM_IN_GROUP if in_group else KIM)


@pytest.mark.parametrize(("wanted", "given"), [(0.8, 0.8), (0.95, 0.95), (0.2, 0.7), (1.0, 0.97)])
async def test_the_group_sets_the_recall_that_reviews_aim_at(table: Table, wanted: float, given: float) -> None:
    await table.set(retention=wanted)
    assert (await plan_of(table)).desired_retention == given
    assert (await plan_of(table, in_group=False)).desired_retention == 0.9


async def test_a_higher_target_brings_an_item_back_sooner(table: Table) -> None:
    due = {}
    for retention in (0.97, 0.8):
        await table.groups.change(GUILD, 99, table.clock.now(), {"retention": retention})
        for _ in range(2):
            await table.answered(KIM_IN_GROUP)
            table.clock.advance(minutes=11)
        cards = await table.quizzes.cards(KIM.user_id)
        due[retention] = max(card.due_at - card.last_review_at for card in cards if card.last_review_at)
        await table.database._writer.execute("DELETE FROM review_cards")
    assert due[0.97] < due[0.8]


async def test_a_learner_s_own_parameters_plan_their_reviews_and_nobody_else_s(table: Table) -> None:
    own = tuple(FORGETFUL)
    await table.reviews.keep_fit(FitRow(KIM.user_id, own, 500, 0.5, 0.4, table.clock.now()), {})
    await table.answered(KIM)
    await table.answered(LEE)
    kim, lee = [(await table.quizzes.cards(member.user_id))[0] for member in (KIM, LEE)]
    now = table.clock.now()
    assert kim.stability == review(scheduler(parameters=own), None, Rating.Good, now).stability
    assert lee.stability == review(scheduler(parameters=DEFAULT_PARAMETERS), None, Rating.Good, now).stability
