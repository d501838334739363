"""Buttons of more than a week ago: they work after a restart, and where they cannot they say so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.discord_face.starting import FaceStarter
from tests.fake_discord import FakeDiscord
from tests.together.week import Week, label


@pytest.fixture
async def week(fake_discord: FakeDiscord, start_face: FaceStarter, tmp_path: Path) -> AsyncIterator[Week]:
    week = Week(fake_discord, start_face, tmp_path / "gorae.db")
    await week.start()
    yield week
    await week.stop()


async def test_a_button_of_eight_days_ago_works_after_a_restart(week: Week) -> None:
    alice = week.fake.alice
    question = await (await alice.slash("quiz", {"count": 3})).reply("문제 1/3")
    await week.pass_by()
    answered = await alice.click(question, label(question, "빵틀"))
    assert (await answered.reply("맞았어요"))["id"] == question["id"]
    following = await (await alice.click(question, "다음 문제")).reply("문제 2/3")
    await week.pass_by()
    assert "아쉬워요" in (await (await alice.click(following, label(following, "오븐"))).reply())["content"]


async def test_a_button_whose_quiz_is_long_over_explains_itself(week: Week) -> None:
    alice = week.fake.alice
    question = await (await alice.slash("quiz", {"count": 3})).reply("문제 1/3")
    again = await (await alice.slash("quiz", {"count": 3})).reply("풀던 퀴즈가 있어요")
    await (await alice.click(again, "새로 시작하기")).reply("문제 1/3")
    await week.pass_by()
    pressed = await alice.click(question, label(question, "빵틀"))
    assert "이미 지나간 문제" in (await pressed.reply())["content"]


async def test_a_button_that_is_long_gone_from_its_message_explains_itself(week: Week) -> None:
    alice = week.fake.alice
    question = await (await alice.slash("quiz", {"count": 3})).reply("문제 1/3")
    was = question["components"][0]["components"][0]["custom_id"]
    await (await alice.click(question, label(question, "빵틀"))).reply("맞았어요")
    await week.pass_by()
    pressed = await alice.click_id(question, was)
    assert "이제 쓸 수 없어요" in (await pressed.reply())["content"]
    assert pressed.is_ephemeral
