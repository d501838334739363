"""The fake serves any discord.py bot, and holds it to Discord's rules."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest
from discord import app_commands

from tests.fake_discord import TOKEN, CannotDoError, FakeDiscord, Person
from tests.fake_discord.gateway import MESSAGE_CONTENT

Interaction = discord.Interaction[Any]


class Form(discord.ui.Modal, title="Answer"):
    answer = discord.ui.Label(text="answer", component=discord.ui.TextInput[Any](custom_id="answer"))

    async def on_submit(self, interaction: Interaction, /) -> None:
        assert isinstance(self.answer.component, discord.ui.TextInput)
        await interaction.response.send_message(f"got {self.answer.component.value}", ephemeral=True)


class Panel(discord.ui.View):
    @discord.ui.button(label="form", custom_id="form")
    async def form(self, interaction: Interaction, _button: discord.ui.Button[Any]) -> None:
        await interaction.response.send_modal(Form())

    @discord.ui.button(label="off", custom_id="off", disabled=True)
    async def off(self, interaction: Interaction, _button: discord.ui.Button[Any]) -> None:
        await interaction.response.defer()


class Bot(discord.Client):
    """A bot as anyone would write it, with things it should not do."""

    def __init__(self, intents: discord.Intents) -> None:
        super().__init__(intents=intents, guild_ready_timeout=0.01)
        self.tree = app_commands.CommandTree(self)
        self.failures: asyncio.Queue[BaseException] = asyncio.Queue()
        self.heard: asyncio.Queue[discord.Message] = asyncio.Queue()
        self.may_go_on = asyncio.Event()
        self.there = asyncio.Event()

    async def setup_hook(self) -> None:
        # Persistent: a press may come before discord.py has read the answer that would store the view.
        self.add_view(Panel(timeout=None))

        @self.tree.command(description="ping")
        async def ping(interaction: Interaction, x: str) -> None:
            await interaction.response.send_message(f"pong {x}", view=Panel(timeout=None))

        @self.tree.command(description="long")
        async def long(interaction: Interaction, n: int) -> None:
            await interaction.response.send_message("x" * n)

        @self.tree.command(description="late")
        async def late(interaction: Interaction) -> None:
            await self.may_go_on.wait()
            await interaction.response.send_message("late")

        @self.tree.command(description="twice")
        async def twice(interaction: Interaction) -> None:
            await interaction.response.send_message("1")
            interaction.response._response_type = None
            await interaction.response.send_message("2")

        @self.tree.command(description="stale")
        async def stale(interaction: Interaction) -> None:
            await interaction.response.defer(ephemeral=True)
            await self.may_go_on.wait()
            await interaction.followup.send("stale")

        @self.tree.error
        async def failed(_interaction: Interaction, error: app_commands.AppCommandError) -> None:
            self.failures.put_nowait(getattr(error, "original", error))

        await self.tree.sync()

    async def on_ready(self) -> None:
        self.there.set()

    async def on_message(self, message: discord.Message) -> None:
        self.heard.put_nowait(message)

    async def failure(self) -> tuple[int, int]:
        """Wait for the next failed command; return its HTTP status and Discord's code."""
        async with asyncio.timeout(30):
            error = await self.failures.get()
        assert isinstance(error, discord.HTTPException)
        return error.status, error.code


@pytest.fixture
async def bot(fake_discord: FakeDiscord) -> AsyncIterator[Bot]:
    fake_discord.gateway.allowed_privileged = MESSAGE_CONTENT
    bot = Bot(discord.Intents(guilds=True, guild_messages=True, dm_messages=True))
    task = asyncio.ensure_future(bot.start(TOKEN))
    async with asyncio.timeout(30):
        await bot.there.wait()
    yield bot
    await bot.close()
    await task


async def test_a_command_is_answered(fake_discord: FakeDiscord, bot: Bot) -> None:
    asked = await fake_discord.alice.slash("ping", {"x": "hi"})
    assert (await asked.reply())["content"] == "pong hi"
    assert bot.user is not None


@pytest.mark.usefixtures("bot")
async def test_a_form_is_filled_in(fake_discord: FakeDiscord) -> None:
    asked = await fake_discord.alice.slash("ping", {"x": "hi"})
    opened = await fake_discord.alice.click(await asked.reply(), "form")
    await opened.form()
    sent = await fake_discord.alice.submit(opened, {"answer": "42"})
    assert (await sent.reply())["content"] == "got 42"
    assert sent.is_ephemeral


async def test_a_message_too_long_is_refused_and_noted(fake_discord: FakeDiscord, bot: Bot) -> None:
    await fake_discord.alice.slash("long", {"n": 2001})
    assert await bot.failure() == (400, 50035)
    fake_discord.expect_violation("callback")


async def test_three_seconds_are_all_there_is(fake_discord: FakeDiscord, bot: Bot) -> None:
    await fake_discord.alice.slash("late")
    fake_discord.clock.advance(3.1)
    bot.may_go_on.set()
    assert await bot.failure() == (404, 10062)


async def test_an_interaction_is_acknowledged_once(fake_discord: FakeDiscord, bot: Bot) -> None:
    await fake_discord.alice.slash("twice")
    assert await bot.failure() == (400, 40060)


async def test_a_token_ends_after_fifteen_minutes(fake_discord: FakeDiscord, bot: Bot) -> None:
    asked = await fake_discord.alice.slash("stale")
    assert await asked.acknowledged() == 5
    fake_discord.clock.advance(15 * 60 + 1)
    bot.may_go_on.set()
    assert await bot.failure() == (401, 50027)


async def test_a_deferred_answers_first_follow_up_takes_its_place(fake_discord: FakeDiscord, bot: Bot) -> None:
    asked = await fake_discord.alice.slash("stale")
    await asked.acknowledged()
    bot.may_go_on.set()
    assert (await asked.reply("stale"))["id"] == asked.original_id
    assert asked.is_ephemeral


async def test_without_the_intent_only_what_is_meant_for_the_bot_has_words(fake_discord: FakeDiscord, bot: Bot) -> None:
    await fake_discord.alice.say("모두에게")
    await fake_discord.alice.say(f"<@{fake_discord.world.app_id}> 너에게")
    await fake_discord.alice.in_dm.say("몰래")
    async with asyncio.timeout(30):
        heard = [await bot.heard.get() for _ in range(3)]
    assert [bool(message.content) for message in heard] == [False, True, True]


async def test_an_intent_that_is_not_allowed_ends_the_connection(fake_discord: FakeDiscord) -> None:
    bot = Bot(discord.Intents(guilds=True, members=True))
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await bot.start(TOKEN)
    await bot.close()
    assert fake_discord.gateway.identifies == 1


@pytest.mark.usefixtures("bot")
async def test_people_cannot_do_what_people_cannot_do(fake_discord: FakeDiscord) -> None:
    alice, bob = fake_discord.alice, fake_discord.join("밥")
    asked = await alice.slash("ping", {"x": "hi"})
    message = await asked.reply()
    private = await bob.slash("stale")
    await private.acknowledged()
    tries = {
        "never synced": alice.slash("pong"),
        "required options": alice.slash("ping"),
        "no such option": alice.slash("ping", {"x": "1", "y": "2"}),
        "another type": alice.slash("long", {"n": "3"}),
        "no such subcommand": alice.slash("ping now", {"x": "1"}),
        "does not have": alice.click(message, "gone"),
        "disabled": alice.click(message, "off"),
        "no such menu": alice.select(message, ["a"]),
        "no form is open": alice.submit(asked, {}),
        "someone else's ephemeral": alice.click(private.original or {}, "x"),
        "empty message": alice.say("  "),
        "2000 characters": alice.say("x" * 2001),
        "someone else's message": bob.edit_message(await alice.say("mine"), "yours"),
        "someone else's direct": Person(fake_discord, bob.user, alice.in_dm.channel).say("psst"),
    }
    for why, attempt in tries.items():
        with pytest.raises(CannotDoError, match=why):
            await attempt
