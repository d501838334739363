"""What was probably meant is one press away, whatever is in it, and only for whoever typed it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.people import Member
from bot.core.reply import Reply, is_action
from bot.lessons.library import BUILT_IN
from bot.lessons.model import Course
from bot.lessons.parse import read as read_course
from bot.practice.updates import Refused
from bot.render.practice import render_update
from tests.practice.house import KIM, House, practice_house

LEE = Member(2, "lee", guild_id=5)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with practice_house(tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def course() -> Course:
    return read_course([BUILT_IN]).course


async def refused(house: House, line: str) -> Refused:
    update = await house.say(line)
    assert isinstance(update, Refused), update
    return update


def first_action(update: Refused, course: Course) -> tuple[Reply, str]:
    reply = render_update(update, course)
    assert all(is_action(choice.action) for choice in reply.choices)
    assert all(len(choice.label) <= 80 for choice in reply.choices)
    return reply, reply.choices[0].action


LONG = "dcoker run -d --name a-name-that-goes-on-and-on -e GREETING=a-word-that-goes-on-and-on-and-on nginx"


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("dcoker exec web echo 안녕", "docker exec web echo 안녕"),
        (LONG, LONG.replace("dcoker", "docker")),
        ("docker rum -e 'A=고래' nginx", "docker run -e 'A=고래' nginx"),
        ("docker ps\ndcoker images", "docker ps\ndocker images"),
    ],
)
async def test_a_line_that_no_button_can_carry_is_found_again_by_its_number(
    house: House, course: Course, line: str, meant: str
) -> None:
    update = await refused(house, line)
    reply, action = first_action(update, course)
    assert action == f"run:meant:{update.kept}"
    assert reply.choices[0].label.startswith("실행하기: docker ")
    assert await house.practice.meant(KIM, update.kept) == meant


async def test_a_short_line_is_in_its_button(house: House, course: Course) -> None:
    _, action = first_action(await refused(house, "dcoker ps -a"), course)
    assert action == "run:line:docker ps -a"


async def test_nobody_runs_what_another_one_typed(house: House) -> None:
    update = await refused(house, "dcoker exec web echo 안녕")
    assert await house.practice.meant(LEE, update.kept) is None
    assert await house.practice.meant(KIM, update.kept + 1) is None


async def test_what_was_allowed_or_closed_for_good_was_not_meant_otherwise(house: House) -> None:
    await house.say("docker ps")
    assert await house.practice.meant(KIM, 1) is None
    update = await refused(house, "docker plugin install 고래")
    assert await house.practice.meant(KIM, update.kept) is None
