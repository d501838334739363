"""What an operator is told once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.discord_face.script import Script
from tests.discord_face.starting import FaceStarter
from tests.discord_face.waiting import outlast
from tests.fake_discord import FakeDiscord


@pytest.mark.usefixtures("outbox")
async def test_where_the_intent_is_refused_the_rest_works_and_the_owner_is_told_once(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    for _ in range(2):
        face = await start_face(Script(), change=lambda settings: replace(settings, with_content=True))
        assert not start_face.hearing.is_open
        asked = await fake_discord.alice.slash("ask", {"question": "도커"})
        await asked.reply("[ask]")
        await outlast(fake_discord, lambda: fake_discord.from_bot(fake_discord.owner.in_dm.channel))
        await face.stop()
    told = fake_discord.from_bot(fake_discord.owner.in_dm.channel)
    assert ["Message Content Intent" in message["content"] for message in told] == [True]


@pytest.mark.usefixtures("outbox")
async def test_of_a_team_s_application_the_team_s_owner_is_told(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    leader = fake_discord.join("팀장")
    fake_discord.world.give_to_team("스터디 팀", leader.user)
    await start_face(Script(), change=lambda settings: replace(settings, with_content=True))
    await outlast(fake_discord, lambda: fake_discord.from_bot(leader.in_dm.channel))
    (told,) = fake_discord.from_bot(leader.in_dm.channel)
    assert "Message Content Intent" in told["content"]
    assert not fake_discord.from_bot(fake_discord.owner.in_dm.channel)
