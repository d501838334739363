"""The first word in a guild that took the bot in: where it may be said, with buttons for everyone."""

from __future__ import annotations

import pytest

from tests.discord_face.script import Script
from tests.discord_face.starting import FaceStarter
from tests.discord_face.waiting import outlast
from tests.fake_discord import Drop, FakeDiscord
from tests.fake_discord.models import Permission

pytestmark = pytest.mark.usefixtures("outbox")


async def test_the_first_word_in_a_new_guild_has_buttons_for_everyone(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    script = Script()
    await start_face(script)
    guild = await fake_discord.invite_bot("새 스터디")
    carol = fake_discord.join("캐롤", guild)
    await outlast(fake_discord, lambda: fake_discord.from_bot(carol.channel))
    hello = fake_discord.from_bot(carol.channel)[0]
    for label, action in (
        ("도커가 뭐야?", "ask:example:0"),
        ("퀴즈 풀기", "quiz:start:mix:5"),
        ("docker ps 실행해 보기", "run:example:ps"),
    ):
        await (await carol.click(hello, label)).reply(f"[{action}]")
    assert {asked.member.user_id for asked in script.asked} == {carol.id}


@pytest.mark.parametrize("when", Drop)
async def test_it_is_said_once_when_discord_is_back(
    fake_discord: FakeDiscord, start_face: FaceStarter, when: Drop
) -> None:
    await start_face(Script())
    fault = fake_discord.faults.drop("POST", r"/messages$", when, times=12)
    guild = await fake_discord.invite_bot("새 스터디")
    await outlast(fake_discord, lambda: fault.struck >= 5)
    fake_discord.world.nonces.clear()
    carol = fake_discord.join("캐롤", guild)
    await outlast(fake_discord, lambda: fake_discord.from_bot(carol.channel))
    await start_face.stop()
    assert len(fake_discord.from_bot(carol.channel)) == 1


OPEN, MUTE, HIDDEN = Permission(0), Permission.SEND_MESSAGES, Permission.VIEW_CHANNEL


@pytest.mark.parametrize(
    ("channels", "system", "wanted"),
    [
        ({"잡담": OPEN, "공지": OPEN}, "공지", "공지"),
        ({"공지": MUTE, "닫힘": HIDDEN, "도커": OPEN, "잡담": OPEN}, "공지", "도커"),
        ({"공지": HIDDEN, "도커": OPEN}, "공지", "도커"),
        ({"닫힘": MUTE, "도커": OPEN}, "", "도커"),
    ],
)
async def test_it_is_said_in_the_system_channel_or_the_first_that_may_be_written_in(
    fake_discord: FakeDiscord, start_face: FaceStarter, channels: dict[str, Permission], system: str, wanted: str
) -> None:
    await start_face(Script())
    guild = await fake_discord.invite_bot("새 스터디", channels, system=system)
    by_name = {fake_discord.world.channels[key]["name"]: fake_discord.world.channels[key] for key in guild.channel_ids}
    await outlast(fake_discord, lambda: fake_discord.from_bot(by_name[wanted]))
    await start_face.stop()
    said = [name for name, channel in by_name.items() for _ in fake_discord.from_bot(channel)]
    assert said == [wanted]


async def test_where_nothing_may_be_written_nothing_is_said(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    await start_face(Script())
    await fake_discord.invite_bot("새 스터디", {"공지": MUTE, "닫힘": HIDDEN}, system="공지")
    asked = await fake_discord.alice.slash("ask", {"question": "도커"})
    await asked.reply("[ask]")
    await start_face.stop()
    assert not [request for request in fake_discord.log.requests if request.status == 403]
    assert list(fake_discord.world.messages) == [asked.original_id]
