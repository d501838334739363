"""The terminal's desk: what it says where nothing can be opened, and the keys it offers."""

from __future__ import annotations

from typing import NoReturn

import pytest

from bot.core.errors import GoraeError
from bot.core.people import Member
from bot.core.reply import MenuOption, Reply
from bot.practice.door import Door
from bot.practice.terminals import KEYS, View
from bot.render.terminal import MOST_SCREEN, open_choice, render_screen, render_wanted
from bot.talk.desk import Action
from bot.talk.terminal import TerminalDesk
from tests.fakes.clock import FakeClock

KIM = Member(1, "kim")


def no_course() -> NoReturn:
    raise AssertionError("nothing is looked up")


async def nothing(_member: Member, _text: str) -> list[MenuOption]:
    return []


@pytest.fixture
def desk() -> TerminalDesk:
    return TerminalDesk(Door(), no_course, FakeClock(), lambda: "00000000", nothing)


async def pressed(desk: TerminalDesk, action: str) -> list[Reply]:
    return [reply async for reply in desk.press(KIM, Action.read(action), {})]


async def test_without_an_engine_it_says_why(desk: TerminalDesk) -> None:
    (said,) = [reply async for reply in desk.do(KIM, "terminal", {})]
    assert "연습 엔진을 준비하고 있어요" in said.text
    assert not said.terminal
    attached = await desk.attach(KIM, "docker run -it busybox sh", 24, 80)
    assert isinstance(attached, Reply)
    assert attached.text == said.text


@pytest.mark.parametrize("action", ["term:key:gone:ctrl-c", "term:type:gone", "term:close:gone"])
async def test_a_key_of_a_terminal_that_is_over_offers_another(desk: TerminalDesk, action: str) -> None:
    (said,) = await pressed(desk, action)
    assert "이미 끝났어요" in said.text
    assert [choice.action for choice in said.choices] == ["term:open:"]


async def test_an_action_without_a_terminal_is_none(desk: TerminalDesk) -> None:
    with pytest.raises(GoraeError):
        await pressed(desk, "term:key:")


def test_only_typing_asks_for_a_form(desk: TerminalDesk) -> None:
    form = desk.form(KIM, Action.read("term:type:k"))
    assert form is not None
    assert [field.key for field in form.fields] == ["text"]
    assert desk.form(KIM, Action.read("term:key:k:up")) is None


def test_a_screen_has_a_key_for_each_it_can_press() -> None:
    shown = render_screen("0123abcd", "docker exec -it web bash", View("$ ", "$ "))
    actions = [choice.action for choice in shown.choices]
    for action in actions:
        read = Action.read(action)
        assert read.arguments[0] == "0123abcd"
        assert read.verb != "key" or read.arguments[1] in KEYS
    assert [choice.label for choice in shown.choices] == [
        *("Ctrl-C", "Ctrl-D", "Tab", "Enter", "입력", "↑", "↓", "←", "→", "닫기")
    ]
    assert shown.takes == "term:type:0123abcd"


def test_a_screen_too_bright_for_a_message_goes_without_colour() -> None:
    bright = "\x1b[31mx\x1b[0m" * MOST_SCREEN
    shown = render_screen("k", "docker run -it busybox sh", View(bright, "x" * 80))
    assert shown.code is not None
    assert shown.code.text == "x" * 80


@pytest.mark.parametrize(
    ("line", "has_button"),
    [
        ("docker run -it busybox sh", True),
        ("docker run -it busybox echo 안녕", False),
        ("docker run -it " + "-e A=1 " * 20 + "busybox sh", False),
        ("docker run -it busybox\nsh", False),
    ],
)
def test_a_line_that_fits_into_a_button_gets_one(line: str, has_button: bool) -> None:
    offered = render_wanted(line)
    assert bool(offered.choices) is has_button
    assert offered.terminal == line
    assert ("버튼" in offered.text) is has_button
    assert bool(open_choice(line)) is has_button
