"""Threads of the small Discord, as a bot meets them through discord.py."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import discord
import pytest

from tests.fake_discord import CannotDoError, FakeDiscord
from tests.fake_discord.models import Permission
from tests.fake_discord.server import TOKEN


class Bot(discord.Client):
    """A bot that says when it is there."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True, guild_messages=True), guild_ready_timeout=0.05)
        self.there = asyncio.Event()

    async def on_ready(self) -> None:
        self.there.set()


@pytest.fixture
async def channel(fake_discord: FakeDiscord) -> AsyncIterator[discord.TextChannel]:
    bot = Bot()
    running = asyncio.ensure_future(bot.start(TOKEN))
    async with asyncio.timeout(30):
        await bot.there.wait()
    found = bot.get_channel(int(fake_discord.channel["id"]))
    assert isinstance(found, discord.TextChannel)
    yield found
    await bot.close()
    await running


async def test_a_private_thread_is_seen_by_those_who_were_added(
    fake_discord: FakeDiscord, channel: discord.TextChannel
) -> None:
    thread = await channel.create_thread(name="둘이서", type=discord.ChannelType.private_thread, invitable=False)
    alice = fake_discord.alice.at(fake_discord.world.channels[str(thread.id)])
    with pytest.raises(CannotDoError):
        await alice.say("나는 아직 못 봐요")
    await thread.add_user(discord.Object(alice.id))
    await alice.say("이제 보여요")
    await thread.remove_user(discord.Object(alice.id))
    with pytest.raises(CannotDoError):
        await alice.say("다시 안 보여요")


async def test_a_thread_begins_at_a_message_and_wakes_up_when_written_to(
    fake_discord: FakeDiscord, channel: discord.TextChannel
) -> None:
    thread = await (await channel.send("여기서")).create_thread(name="이어서")
    message = await thread.send("하나")
    await thread.edit(archived=True)
    with pytest.raises(discord.HTTPException) as caught:
        await message.edit(content="둘")
    assert caught.value.code == 50083
    await thread.send("깨어나세요")
    await message.edit(content="둘")
    assert fake_discord.world.messages[str(message.id)]["content"] == "둘"


@pytest.mark.parametrize(
    ("kind", "denied"),
    [
        (discord.ChannelType.private_thread, Permission.CREATE_PRIVATE_THREADS),
        (discord.ChannelType.public_thread, Permission.CREATE_PUBLIC_THREADS),
    ],
)
async def test_each_kind_takes_a_permission_of_its_own(
    fake_discord: FakeDiscord, channel: discord.TextChannel, kind: discord.ChannelType, denied: Permission
) -> None:
    fake_discord.world.bot_denied[fake_discord.channel["id"]] = denied
    with pytest.raises(discord.Forbidden):
        await channel.create_thread(name="안 돼요", type=kind)


async def test_deleting_a_thread_takes_the_permission_to_manage_threads(
    fake_discord: FakeDiscord, channel: discord.TextChannel
) -> None:
    thread = await channel.create_thread(name="치울 것", type=discord.ChannelType.public_thread)
    with pytest.raises(discord.Forbidden):
        await thread.delete()
    everyone = fake_discord.guild.roles[fake_discord.guild.id]
    everyone["permissions"] = str(int(everyone["permissions"]) | Permission.MANAGE_THREADS)
    await thread.delete()
    assert str(thread.id) not in fake_discord.world.channels


async def test_a_channel_that_is_deleted_takes_its_threads_with_it(
    fake_discord: FakeDiscord, channel: discord.TextChannel
) -> None:
    message = await (await channel.create_thread(name="이어서", type=discord.ChannelType.public_thread)).send("하나")
    await fake_discord.remove_channel(fake_discord.channel)
    assert str(message.id) not in fake_discord.world.messages
    with pytest.raises(discord.NotFound, match="Unknown Channel"):
        await message.edit(content="둘")
