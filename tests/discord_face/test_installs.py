"""Where the commands may be used: in guilds that took the bot in, in direct messages, and with a user's own app."""

from __future__ import annotations

import pytest

from bot.core.reply import Choice, Reply, Visibility
from tests.discord_face.script import Held, Script
from tests.discord_face.starting import FaceStarter
from tests.discord_face.waiting import let_pass
from tests.fake_discord import CannotDoError, FakeDiscord

IN_GUILD, IN_DIRECT = 0, 1  # contexts
BY_GUILD, BY_USER = 0, 1  # integration types
OF_GUILDS = frozenset({"settings", "audit", "content", "group", "rank", "duel"})
"""What makes sense where there is a group alone."""
_FIFTEEN_MINUTES = 15 * 60


async def test_every_command_says_where_it_is_for_and_who_installs_it(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    await start_face(Script())
    told = {
        command["name"]: (command["contexts"], command["integration_types"])
        for command in fake_discord.world.global_commands
    }
    assert {"Explain this message", "Run this command", *OF_GUILDS} < set(told)
    everywhere = ([IN_GUILD, IN_DIRECT], [BY_GUILD, BY_USER])
    assert told == {name: ([IN_GUILD], [BY_GUILD]) if name in OF_GUILDS else everywhere for name in told}


async def test_a_user_s_own_app_answers_in_a_guild_that_the_bot_is_not_in(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    script = Script({"quiz": Reply("고르세요", choices=(Choice("힌트", "quiz:hint:1"),))})
    await start_face(script)
    alice = fake_discord.elsewhere(fake_discord.alice)
    asked = await alice.slash("quiz")
    pressed = await alice.click(await asked.reply("고르세요"), "힌트")
    await pressed.reply("[quiz:hint:1]")
    menu = await alice.use_on_message("Explain this message", await alice.say("docker ps"))
    await menu.reply("[ask]")
    assert [asked.member.guild_id for asked in script.asked] == [int(alice.channel["guild_id"])] * 3
    with pytest.raises(CannotDoError, match="not for this place"):
        await alice.slash("rank")


async def test_what_the_bot_may_not_write_there_comes_to_direct_messages(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    held = Held()
    await start_face(Script({"run": held}))
    alice = fake_discord.elsewhere(fake_discord.alice)
    ran = await alice.slash("run", {"command": "docker ps"})
    held.say(Reply("1", visibility=Visibility.SHARED))
    await ran.reply("1")
    fake_discord.clock.advance(_FIFTEEN_MINUTES)
    held.say(Reply("2"))
    held.end()
    direct = alice.in_dm.channel
    await fake_discord.until(lambda: fake_discord.from_bot(direct))
    assert fake_discord.from_bot(direct)[0]["content"].startswith("2\n-# <#")


async def test_a_terminal_of_a_user_s_own_app_opens_in_direct_messages(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    held = Held()
    await start_face(Script({"terminal": held}))
    alice = fake_discord.elsewhere(fake_discord.alice)
    asked = await alice.slash("terminal")
    held.say(Reply("**터미널**", terminal="sh"))
    await asked.reply("다이렉트 메시지")
    await let_pass(fake_discord, 1.2)
    await fake_discord.until(lambda: fake_discord.from_bot(alice.in_dm.channel))
    assert asked.is_ephemeral
