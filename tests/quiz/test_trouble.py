"""What went wrong in the sandbox brings reviews forward."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.lessons.model import Course
from bot.quiz.run import Source
from bot.quiz.trouble import MOST_ITEMS, related, subject
from tests.quiz.courses import course, one
from tests.quiz.table import KIM, LEE, Table
from tests.talk.quizzing import shipped


@pytest.fixture(scope="module")
def real() -> Course:
    """The course as it is shipped."""
    return shipped()


async def test_an_item_that_is_not_due_yet_comes_back_in_half_the_time(table: Table) -> None:
    for _ in range(2):
        await table.answered(KIM, count=7)
        table.clock.advance(minutes=11)
    section = "01-docker/part-3"
    before = {card.item_id: card for card in await table.quizzes.cards(KIM.user_id)}
    now = table.clock.now()
    assert await table.service.trouble(KIM, "image-in-use", section=section) == 1
    after = {card.item_id: card for card in await table.quizzes.cards(KIM.user_id)}
    changed = {item_id for item_id in before if before[item_id] != after[item_id]}
    assert changed == {"01-docker/q-3"}
    was, is_now = before["01-docker/q-3"], after["01-docker/q-3"]
    assert was.due_at - now > timedelta(days=1)
    assert is_now.due_at == now + (was.due_at - now) / 2
    assert replace(is_now, due_at=was.due_at) == was, "it was no answer: the memory model stays"


async def test_the_same_trouble_ten_times_a_day_counts_once_and_again_tomorrow(table: Table) -> None:
    for _ in range(2):
        await table.answered(KIM, count=7)
        table.clock.advance(minutes=11)
    for _ in range(10):
        await table.service.trouble(KIM, "image-in-use", section="01-docker/part-3")
    once = await table.quizzes.card(KIM.user_id, "01-docker/q-3")
    assert await table.service.trouble(KIM, "another", section="01-docker/part-3") == 0
    assert await table.quizzes.card(KIM.user_id, "01-docker/q-3") == once
    table.clock.advance(days=1)
    assert await table.service.trouble(KIM, "image-in-use", section="01-docker/part-3") == 1


async def test_what_is_due_already_and_what_others_learn_stay_as_they_are(table: Table) -> None:
    await table.answered(KIM, count=7)
    await table.answered(LEE, count=7)
    table.clock.advance(hours=1)
    before = await table.quizzes.cards(KIM.user_id), await table.quizzes.cards(LEE.user_id)
    await table.service.trouble(KIM, "image-in-use", section="01-docker/part-3")
    assert (await table.quizzes.cards(KIM.user_id), await table.quizzes.cards(LEE.user_id)) == before


async def test_an_item_never_asked_is_asked_before_other_new_ones(table: Table) -> None:
    table.course = course(*(one(number) for number in range(1, 30)))
    await table.service.trouble(KIM, "image-in-use", section="01-docker/part-17")
    assert (await table.service.start(KIM, source=Source.MIX)).question.item.id == "01-docker/q-17"


def test_a_failed_rmi_belongs_to_what_the_course_asks_of_rmi(real: Course) -> None:
    in_use = next(error for error in real.errors if error.id == "image-used-by-container")
    assert related(real, section=in_use.section, line="docker rmi")[0] == "03-image/q-rmi-conflict"
    assert "01-docker/q-rmi" in related(real, line="docker rmi nginx")


def test_most_error_patterns_of_the_course_have_items(real: Course) -> None:
    found = [related(real, section=error.section, line=next(iter(error.commands), "")) for error in real.errors]
    assert all(len(items) <= MOST_ITEMS for items in found)
    assert sum(bool(items) for items in found) > len(real.errors) * 0.9


def test_a_refused_flag_belongs_to_items_that_name_it_and_to_no_others(real: Course) -> None:
    items = {item.id: item for lesson in real.lessons for item in lesson.quiz}
    for item_id in (found := related(real, line="docker run -v /etc:/x nginx", word="-v")):
        item = items[item_id]
        assert "-v" in f"{item.prompt} {item.code} {item.explanation} {item.answer} {item.choices}"
    assert found
    assert related(real, line="docker run --no-such-flag nginx", word="--no-such-flag") == ()
    assert related(real, line="ls -l") == ()
    assert related(real) == ()


@pytest.mark.parametrize(
    ("line", "word", "about"),
    [
        ("docker run -v /etc:/x nginx", "/etc", "-v"),
        ("docker run --privileged nginx", "--privileged", "--privileged"),
        ("docker run --network host nginx", "host", "--network"),
        ("docker run --pid=host nginx", "host", "--pid"),
        ("docker run -e A=1 busybox", "busybox", "busybox"),
        ("docker run --name=a host", "host", "host"),
        ("docker login", "login", "login"),
        ("docker ps", "", ""),
        ("", "x", "x"),
    ],
)
def test_a_refusal_is_about_the_flag_whose_value_was_refused(line: str, word: str, about: str) -> None:
    assert subject(line, word) == about
