"""Terminals in Discord: a thread whose messages are typed in, a screen that is one message, keys that are buttons."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from math import inf
from typing import TYPE_CHECKING, Any

import discord

from bot.core.reply import Reply, Visibility
from bot.faces.discord import limits
from bot.faces.discord.live import Live, one, worded
from bot.faces.discord.members import member_of
from bot.faces.discord.places import ChannelPlace, Delivery, DirectPlace
from bot.faces.discord.presenter import Shown, present
from bot.faces.discord.terminal_places import ScreenPlace, Where, place_for
from bot.faces.discord.unplaced import Unplaced
from bot.render.wording import say

if TYPE_CHECKING:
    from bot.faces.discord.custom_ids import CustomId
    from bot.faces.discord.face import Face

OPENING = "term:open:"
KEYS = ("term:key:", "term:type:", "term:close:")
JUST_OVER_SECONDS = 10.0  # what was typed as a terminal ended is no question to the bot

_SAID = frozenset({discord.MessageType.default, discord.MessageType.reply})

AnyInteraction = discord.Interaction[Any]


@dataclass(eq=False)
class _Open:
    """A terminal that is shown: who types, where, the action that takes what is typed, and who was told off.

    `over_at` is when it ended, by the clock's monotonic seconds.
    """

    owner_id: int
    where: Where
    screen: ScreenPlace
    takes: str = ""
    told: set[int] = field(default_factory=set)
    over_at: float = inf


class Terminals:
    """Opens terminals, hands keys and messages to them, and ends those whose place is gone."""

    def __init__(self, face: Face) -> None:
        self._face = face
        self._open: list[_Open] = []

    # -- opening

    def show(self, interaction: AnyInteraction, replies: AsyncIterator[Reply]) -> None:
        """Show a stream that opens a terminal: its first words to the person alone, its screen where it belongs."""
        self._face.tasks.start(self._show(interaction, replies), name=f"terminal {interaction.id}")

    async def _show(self, interaction: AnyInteraction, replies: AsyncIterator[Reply]) -> None:
        begun: list[tuple[Where, Reply]] = []
        await self._face.answer(interaction, self._opening(interaction, replies, begun), holds_privately=True)
        for where, first in begun:  # after the words, which say that it is below
            self._run(interaction, where, first, replies)

    async def _opening(
        self, interaction: AnyInteraction, replies: AsyncIterator[Reply], begun: list[tuple[Where, Reply]]
    ) -> AsyncIterator[Reply]:
        """Yield what is said to the person alone, to where the terminal begins, which is added to `begun`."""
        async for reply in replies:
            if reply.terminal:
                name = say("terminal", "thread-name", line=reply.terminal)
                where = await place_for(interaction, name, self._face.clock)
                begun.append((where, reply))
                yield _opened(interaction, where)
                return
            yield replace(reply, visibility=Visibility.PERSONAL)

    def _run(self, interaction: AnyInteraction, where: Where, first: Reply, replies: AsyncIterator[Reply]) -> None:
        owner_id = interaction.user.id
        screen = ScreenPlace(where.channel, self._face.clock, str(interaction.id))
        opened = _Open(owner_id, where, screen)
        direct = DirectPlace(
            interaction.client, owner_id, self._face.clock, f"{interaction.id}t", instead_of=where.channel.id
        )

        def shown(reply: Reply, is_final: bool) -> Shown:  # noqa: FBT001 - a plain callback of two values
            # Who sees the screen sees why it came to nothing, too: it must not stay as if it were still to come.
            return present(replace(reply, visibility=Visibility.SHARED), owner_id, is_final=is_final)

        channel_id = None if where.is_direct or interaction.guild_id is None else where.channel.id
        unplaced = Unplaced(self._face.post, self._face.clock, f"{interaction.id}t", owner_id, channel_id)
        followed = self._followed(opened, first, replies)
        live = Live(followed, Delivery([screen, direct]), self._face.clock, shown, unplaced)
        self._open.append(opened)
        self._face.show(live, name=f"terminal screen {interaction.id}")

    async def _followed(self, opened: _Open, first: Reply, replies: AsyncIterator[Reply]) -> AsyncIterator[Reply]:
        """Yield the stream until its end or that of its place; it ends the program when nobody looks any more."""
        gone = self._face.tasks.start(_until(opened.screen.gone), name="terminal's place")
        last, coming = first, asyncio.ensure_future(_next(replies))
        try:
            yield first
            while True:
                await asyncio.wait({coming, gone}, return_when=asyncio.FIRST_COMPLETED)
                if not coming.done():
                    yield replace(last, note=say("terminal", "over-place"), choices=(), takes="")
                    return
                reply = coming.result()
                if reply is None:
                    return
                last, opened.takes = reply, reply.takes or opened.takes
                coming = asyncio.ensure_future(_next(replies))
                yield reply
        finally:
            opened.over_at = self._face.clock.monotonic()
            gone.cancel()
            coming.cancel()
            await asyncio.gather(coming, return_exceptions=True)
            if (close := getattr(replies, "aclose", None)) is not None:
                await close()

    # -- keys

    async def key(self, interaction: AnyInteraction, pressed: CustomId, values: Mapping[str, str]) -> None:
        """Press a key: nothing is said when it arrived, for the screen shows it.

        A key that takes its time is acknowledged meanwhile; what it says after all is a message of its own.
        """
        replies = worded(self._face.conversation.press(member_of(interaction), pressed.action, values))
        start, answers = self._face.tasks.start, list[Reply]()
        coming = start(_collect(replies, answers), name=f"key {interaction.id}")
        grace = start(self._face.clock.sleep(limits.GRACE_SECONDS), name=f"grace of key {interaction.id}")
        await asyncio.wait({coming, grace}, return_when=asyncio.FIRST_COMPLETED)
        grace.cancel()
        if not coming.done():
            await self._face.ignore(interaction)
        await coming
        if answers:
            self._face.answer(interaction, _each(answers), holds_privately=True)
        elif not interaction.response.is_done():
            await self._face.ignore(interaction)

    # -- messages

    async def take(self, message: discord.Message, client: discord.Client) -> bool:
        """Type a message in that belongs to a terminal; returns whether nobody else need hear it."""
        opened, me = self._open_at(message), client.user
        if opened is None or me is None or message.author.bot or message.webhook_id or message.type not in _SAID:
            return False
        if message.author.id != opened.owner_id:
            return self._tell_once(opened, message, client, say("terminal", "not-yours", owner_id=opened.owner_id))
        words = re.sub(rf"<@!?{me.id}>", "", message.content).strip()
        if not message.content:
            self._tell_once(opened, message, client, say("terminal", "cannot-read"))
            return True
        opened.screen.buried += 1
        press = self._face.conversation.press(member_of(message), opened.takes, {"text": words})
        said = ""
        async for reply in worded(press):
            said = reply.text  # each takes the place of the one before
        if said:
            self._say(message, client, said)
        return True

    def _open_at(self, message: discord.Message) -> _Open | None:
        """Return the terminal a message is for: any in its own thread, a reply to its screen elsewhere.

        One that ended a moment ago says so to its owner, who could not know it yet.
        """
        since = self._face.clock.monotonic() - JUST_OVER_SECONDS
        self._open = [opened for opened in self._open if opened.over_at >= since]
        for opened in sorted(self._open, key=lambda one: (one.owner_id != message.author.id, one.over_at != inf)):
            is_others = opened.over_at != inf and opened.owner_id != message.author.id
            if opened.where.channel.id != message.channel.id or not opened.takes or is_others:
                continue
            replied_to = message.reference.message_id if message.reference else None
            if opened.where.is_thread or (replied_to is not None and replied_to == opened.screen.message_id):
                return opened
        return None

    def _tell_once(self, opened: _Open, message: discord.Message, client: discord.Client, words: str) -> bool:
        if message.author.id in opened.told:
            return False
        opened.told.add(message.author.id)
        self._say(message, client, words)
        return True

    def _say(self, message: discord.Message, client: discord.Client, words: str) -> None:
        """Say something to who wrote a message, below it."""
        clock, key, owner_id = self._face.clock, f"{message.id}t", message.author.id
        below = ChannelPlace(message.channel, clock, key)
        direct = DirectPlace(client, owner_id, clock, f"{key}d", instead_of=message.channel.id)

        def shown(reply: Reply, is_final: bool) -> Shown:  # noqa: FBT001 - a plain callback of two values
            return present(reply, owner_id, is_final=is_final)

        unplaced = Unplaced(self._face.post, clock, key, owner_id, message.channel.id if message.guild else None)
        live = Live(one(Reply(words)), Delivery([below, direct]), clock, shown, unplaced)
        self._face.show(live, name=f"word at a terminal {message.id}")

    # -- places

    def lost(self, channel_id: int) -> None:
        """End the terminals of a channel or thread that was deleted, and of its threads."""
        for opened in self._open:
            if channel_id in {opened.where.channel.id, opened.where.parent_id}:
                opened.screen.gone.set()


def is_key(action: str) -> bool:
    """Tell whether an action is a key of a terminal: pressed often, and silent."""
    return action.startswith(KEYS)


def is_opening(action: str) -> bool:
    """Tell whether an action opens a terminal."""
    return action.startswith(OPENING)


def _opened(interaction: AnyInteraction, where: Where) -> Reply:
    if where.is_thread:
        hears_all = interaction.client.intents.message_content
        words = say("terminal", "opened-in-thread", channel_id=where.channel.id, hears_all=hears_all)
    else:
        missing = [say("terminal", f"permission-{name.replace('_', '-')}") for name in where.missing]
        words = say("terminal", "opened-elsewhere" if where.is_direct else "opened-here", missing=missing)
    return Reply(words, visibility=Visibility.PERSONAL)


async def _next(replies: AsyncIterator[Reply]) -> Reply | None:
    return await anext(replies, None)


async def _until(event: asyncio.Event) -> None:
    await event.wait()


async def _collect(replies: AsyncIterator[Reply], into: list[Reply]) -> None:
    async for reply in replies:
        into.append(replace(reply, visibility=Visibility.PERSONAL))  # noqa: PERF401 - kept as they come


async def _each(replies: list[Reply]) -> AsyncIterator[Reply]:
    for reply in replies:
        yield reply
