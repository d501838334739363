from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.core.errors import GoraeError
from bot.lessons.exercises import QuizKind
from bot.quiz.run import Asked, Source, Summary
from bot.storage.quizzes import Quizzes
from tests.quiz.courses import course, one
from tests.quiz.table import KIM, LEE, Table, place


def right(asked: Asked) -> str:
    return place(asked, right=True)


def wrong(asked: Asked) -> str:
    return place(asked, right=False)


async def test_a_quiz_asks_grades_explains_and_sums_up(table: Table) -> None:
    asked = await table.service.start(KIM, count=2)
    first = await table.service.answer(KIM, asked.run_id, 0, right(asked))
    second = await table.service.next(KIM, asked.run_id, 0)
    assert isinstance(second, Asked)
    last = await table.service.answer(KIM, asked.run_id, 1, wrong(second))
    summary = await table.service.next(KIM, asked.run_id, 1)
    assert (first.points, last.points) == (1.0, 0.0)
    assert isinstance(summary, Summary)
    assert (summary.count, summary.right, summary.again) == (2, 1, (second.question.item.section,))


async def test_a_double_press_counts_once_even_at_the_same_moment(table: Table) -> None:
    asked = await table.service.start(KIM, count=1)
    presses = (table.service.answer(KIM, asked.run_id, 0, right(asked)) for _ in range(5))
    results = await asyncio.gather(*presses)
    assert sorted(result.already for result in results) == [False, True, True, True, True]
    assert len(await Quizzes(table.database).attempts_of(KIM.user_id)) == 1


async def test_a_second_answer_does_not_change_the_first(table: Table) -> None:
    asked = await table.service.start(KIM, count=1)
    await table.service.answer(KIM, asked.run_id, 0, wrong(asked))
    again = await table.service.answer(KIM, asked.run_id, 0, right(asked))
    assert (again.already, again.grade.is_right, again.points) == (True, False, 0.0)


async def test_a_run_goes_on_after_a_restart_where_it_stopped_in_the_same_order(table: Table) -> None:
    asked = await table.service.start(KIM, count=3)
    await table.service.answer(KIM, asked.run_id, 0, right(asked))
    shown = await table.service.next(KIM, asked.run_id, 0)
    assert await table.restarted().current(KIM) == shown


async def test_nobody_answers_for_another(table: Table) -> None:
    asked = await table.service.start(KIM, count=1)
    with pytest.raises(GoraeError, match="quiz-not-yours"):
        await table.service.answer(LEE, asked.run_id, 0, "1")


async def test_a_question_ahead_cannot_be_answered_yet(table: Table) -> None:
    asked = await table.service.start(KIM, count=3)
    with pytest.raises(GoraeError, match="quiz-passed"):
        await table.service.answer(KIM, asked.run_id, 2, "1")


async def test_a_hint_halves_the_points(table: Table) -> None:
    asked = await table.service.start(KIM, count=1)
    assert (await table.service.hint(KIM, asked.run_id, 0)).hinted
    assert (await table.service.answer(KIM, asked.run_id, 0, right(asked))).points == 0.5


async def test_a_hint_after_the_answer_takes_nothing_back(table: Table) -> None:
    asked = await table.service.start(KIM, count=1)
    await table.service.answer(KIM, asked.run_id, 0, right(asked))
    await table.service.hint(KIM, asked.run_id, 0)
    assert (await Quizzes(table.database).attempts_of_run(asked.run_id))[0].points == 1.0


async def test_what_was_wrong_comes_back_when_it_is_due_and_not_before(table: Table) -> None:
    asked = await table.service.start(KIM, count=1)
    await table.service.answer(KIM, asked.run_id, 0, wrong(asked))
    with pytest.raises(GoraeError, match="quiz-nothing-due"):
        await table.service.start(KIM, source=Source.DUE)
    table.clock.advance(minutes=15)
    assert await table.service.due_count(KIM) == 1
    assert (await table.service.start(KIM, source=Source.DUE)).question.item == asked.question.item
    assert (await table.service.start(KIM, source=Source.WRONG)).question.item == asked.question.item


async def test_a_clock_set_back_gives_no_negative_time(table: Table) -> None:
    asked = await table.service.start(KIM, count=1)
    table.clock.jump(hours=-1)
    await table.service.answer(KIM, asked.run_id, 0, right(asked))
    assert (await Quizzes(table.database).attempts_of_run(asked.run_id))[0].seconds == 0


async def test_stopping_early_sums_up_what_was_answered(table: Table) -> None:
    asked = await table.service.start(KIM, count=5)
    await table.service.answer(KIM, asked.run_id, 0, right(asked))
    assert (await table.service.stop(KIM, asked.run_id)).right == 1
    assert await table.service.current(KIM) is None


async def test_a_quiz_whose_items_left_the_course_says_so(table: Table) -> None:
    asked = await table.service.start(KIM, count=1)
    table.course = course()
    with pytest.raises(GoraeError, match="quiz-gone"):
        await table.service.answer(KIM, asked.run_id, 0, "1")
    assert await table.service.current(KIM) is None


@pytest.mark.parametrize("count", [0, 21, -3])
async def test_a_quiz_has_one_to_twenty_questions(table: Table, count: int) -> None:
    with pytest.raises(GoraeError, match="quiz-count"):
        await table.service.start(KIM, count=count)


async def test_a_lesson_that_is_not_there_is_named(table: Table) -> None:
    with pytest.raises(GoraeError, match="quiz-no-lesson"):
        await table.service.start(KIM, source=Source.LESSON, lesson="99-nope")


async def test_an_unfinished_run_is_shown_again_at_the_question_that_waits(table: Table) -> None:
    asked = await table.service.start(KIM, count=2)
    assert await table.restarted().resume(KIM) == asked
    await table.service.answer(KIM, asked.run_id, 0, right(asked))
    assert await table.service.current(KIM) is None, "what was answered waits for nothing"
    after = await table.restarted().resume(KIM)
    assert after is not None
    assert (after.run_id, after.position) == (asked.run_id, 1)
    await table.service.answer(KIM, after.run_id, 1, right(after))
    assert await table.service.resume(KIM) is None, "the last answer ends it"


async def test_a_finished_run_shows_its_summary_however_it_ended(table: Table) -> None:
    asked = await table.service.start(KIM, count=3)
    await table.service.stop(KIM, asked.run_id)
    assert isinstance(await table.service.next(KIM, asked.run_id, 0), Summary)


async def test_an_answer_told_again_remembers_its_hint(table: Table) -> None:
    asked = await table.service.start(KIM, count=2)
    await table.service.hint(KIM, asked.run_id, 0)
    await table.service.answer(KIM, asked.run_id, 0, right(asked))
    await table.service.next(KIM, asked.run_id, 0)
    again = await table.service.answer(KIM, asked.run_id, 0, right(asked))
    assert (again.already, again.points, again.asked.hinted) == (True, 0.5, True)


async def test_an_answer_told_again_of_a_changed_question_shows_what_is_right_now(table: Table) -> None:
    steps = ("받기", "실행", "삭제")
    table.course = course(replace(one(1), kind=QuizKind.ORDER, choices=(), steps=steps))
    asked = await table.service.start(KIM)
    await table.service.answer(KIM, asked.run_id, 0, "1 2 3")
    table.course = course(replace(one(1), kind=QuizKind.ORDER, choices=(), steps=steps[:2]))
    again = await table.service.answer(KIM, asked.run_id, 0, "1 2 3")
    assert (again.already, again.grade.right_answer) == (True, "받기 → 실행")


async def test_what_was_wrong_can_be_asked_of_one_lesson_alone(table: Table) -> None:
    await table.answered(KIM, right=False)
    again = await table.service.start(KIM, source=Source.WRONG, lesson="01-docker")
    assert again.question.item.lesson == "01-docker"
    with pytest.raises(GoraeError, match="quiz-no-lesson"):
        await table.service.start(KIM, source=Source.WRONG, lesson="99-nope")
