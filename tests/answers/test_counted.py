"""How many commands somebody asks for in so many words."""

from __future__ import annotations

import pytest

from bot.answers.counted import asks_for_both, asks_for_one, asks_for_steps, asks_for_two, asks_for_two_commands


@pytest.mark.parametrize(
    "text", ["명령 두 개요", "순서대로 알려줘", "뭐 뭐 쳐요", "받는 것부터 띄우는 것까지", "two commands pls"]
)
def test_who_asks_for_two_is_heard(text: str) -> None:
    assert asks_for_two(text)


@pytest.mark.parametrize("text", ["뭐뭐 떠 있는지 보는 법", "컨테이너 지우는 법"])
def test_what_only_sounds_like_two_is_not(text: str) -> None:
    assert not asks_for_two(text)


@pytest.mark.parametrize(
    "text", ["지우는 명령만요", "둘 중에 어느 쪽이에요", "한 줄로 되나요", "what's the command to stop it"]
)
def test_who_asks_for_one_is_heard(text: str) -> None:
    assert asks_for_one(text)


@pytest.mark.parametrize("text", ["명령어 두 개 주세요", "뭐 치고 뭐 쳐요", "명령어를 차례로", "which two commands"])
def test_who_asks_for_two_commands_by_that_name_is_heard(text: str) -> None:
    assert asks_for_two_commands(text)


@pytest.mark.parametrize("text", ["순서대로 알려줘", "둘 다 지우려면"])
def test_who_asks_for_two_things_asks_for_no_two_commands_by_that_name(text: str) -> None:
    assert not asks_for_two_commands(text)


def test_both_of_two_deeds_are_asked_for_in_so_many_words_and_not_by_an_order() -> None:
    assert asks_for_both("멈추고 지우는 거 둘 다요")
    assert not asks_for_both("멈추고 지우는 순서")


def test_the_two_steps_of_a_cure_are_asked_for_by_their_order() -> None:
    assert asks_for_steps("순서대로 뭐뭐 쳐야 돼요")
    assert not asks_for_steps("이거 왜 떠요")
