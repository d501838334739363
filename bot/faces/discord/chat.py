"""Plain words: in direct messages, where the bot is mentioned, and in reply to it."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import AsyncIterator
from dataclasses import dataclass

import discord

from bot.core.reply import Reply
from bot.faces.discord import limits
from bot.faces.discord.cooldown import Told
from bot.faces.discord.face import Face, thread_key
from bot.faces.discord.live import Live, one
from bot.faces.discord.members import member_of
from bot.faces.discord.places import ChannelPlace, Delivery, DirectPlace
from bot.faces.discord.presenter import Shown, present
from bot.faces.discord.unplaced import Unplaced

_MOST_REMEMBERED = 500
_ANSWERED_TYPES = frozenset({discord.MessageType.default, discord.MessageType.reply})


@dataclass(slots=True)
class _Asked:
    """A question that may still be edited: its words, its answer's place, and the task that shows it."""

    words: str
    at: float
    delivery: Delivery
    task: asyncio.Task[None]


class Chat:
    """Answers messages; an edited question changes its answer."""

    def __init__(self, face: Face, client: discord.Client) -> None:
        self._face = face
        self._client = client
        self._asked: OrderedDict[int, _Asked] = OrderedDict()
        self._told: Told[tuple[int, int]] = Told(face.clock)

    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that is meant for the bot."""
        words = await self._words_for_me(message)
        if words is None:
            return
        replies = self._replies(message, words)
        if replies is None:
            return
        private = message.guild is None
        place = ChannelPlace(
            message.channel, self._face.clock, str(message.id), reply_to=message.id, is_private=private
        )
        direct = DirectPlace(
            self._client, message.author.id, self._face.clock, f"{message.id}d", instead_of=message.channel.id
        )
        delivery = Delivery([place] if private else [place, direct])
        self._remember(message.id, words, delivery, self._show(message, replies, delivery))

    async def on_edit(self, message: discord.Message) -> None:
        """Answer an edited question anew, in the place of its answer, within a minute."""
        asked = self._asked.get(message.id)
        words = None if asked is None else await self._words_for_me(message)
        if asked is None or words is None or words == asked.words:
            return
        if self._face.clock.monotonic() - asked.at > limits.EDITED_QUESTION_SECONDS:
            return
        replies = self._replies(message, words)
        if replies is None:
            return
        asked.task.cancel()
        asked.words = words
        asked.task = self._show(message, replies, asked.delivery)

    async def _words_for_me(self, message: discord.Message) -> str | None:
        """Return what a person says to the bot, without the mention; `None` when it is not for the bot."""
        me = self._client.user
        if me is None or message.author.bot or message.webhook_id or message.type not in _ANSWERED_TYPES:
            return None
        if message.guild is not None and me not in message.mentions and not await self._is_open_word(message, me):
            return None
        words = re.sub(rf"<@!?{me.id}>", "", message.content).strip()
        return words or "/도움말"

    async def _is_open_word(self, message: discord.Message, me: discord.ClientUser) -> bool:
        """Tell whether a message without a mention is for the bot: a reply to it, or to nobody in a study channel."""
        if not self._face.settings.with_content or not message.content or message.guild is None or message.mentions:
            return False
        if message.reference is not None:
            return _author_of(message.reference) == me.id
        places = {message.channel.id, getattr(message.channel, "parent_id", None)}
        return not places.isdisjoint((await self._face.groups.of(message.guild.id)).study_channels)

    def _replies(self, message: discord.Message, words: str) -> AsyncIterator[Reply] | None:
        """Return the answer, or for who is too fast the word that says so; once a wait, then nothing."""
        guild_id = message.guild.id if message.guild else None
        wait = self._face.turns.take(message.author.id, guild_id)
        if wait:
            is_news = self._told.is_news((message.author.id, guild_id or 0), wait)
            return one(Reply(self._face.too_fast(wait))) if is_news else None
        member = member_of(message)
        return self._face.conversation.say(member, words, thread_key=thread_key(member))

    def _show(self, message: discord.Message, replies: AsyncIterator[Reply], delivery: Delivery) -> asyncio.Task[None]:
        owner_id = message.author.id

        def shown(reply: Reply, is_final: bool) -> Shown:  # noqa: FBT001 - a plain callback of two values
            return present(reply, owner_id, is_final=is_final)

        instead_of = message.channel.id if message.guild else None
        # An edited question has another answer, which must not be taken for the one to its first words.
        edited = f".{message.edited_at.timestamp():.0f}" if message.edited_at else ""
        unplaced = Unplaced(self._face.post, self._face.clock, f"{message.id}{edited}", owner_id, instead_of)
        live = Live(replies, delivery, self._face.clock, shown, unplaced)
        return self._face.show(live, name=f"chat {message.id}")

    def _remember(self, message_id: int, words: str, delivery: Delivery, task: asyncio.Task[None]) -> None:
        now = self._face.clock.monotonic()
        self._asked[message_id] = _Asked(words, now, delivery, task)
        while len(self._asked) > _MOST_REMEMBERED or self._oldest_at() < now - limits.EDITED_QUESTION_SECONDS:
            self._asked.popitem(last=False)

    def _oldest_at(self) -> float:
        return next(iter(self._asked.values())).at


def _author_of(reference: discord.MessageReference) -> int | None:
    """Return who wrote the message that is replied to, where Discord says so."""
    return reference.resolved.author.id if isinstance(reference.resolved, discord.Message) else None
