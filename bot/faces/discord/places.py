"""Where an answer is shown: in a channel, in direct messages, one after the other if need be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import aiohttp
import discord
import structlog

from bot.core.clock import Clock
from bot.faces.discord import limits, sturdy, widgets
from bot.faces.discord.permissions import missing
from bot.faces.discord.presenter import Shown, moved
from bot.faces.discord.standing import UNANSWERED, standing
from bot.render.wording import say

MOST_LOOKED_AT = 10
"""How many of a channel's last messages are searched for one that may have been heard."""


class UnreachableError(Exception):
    """The place takes nothing (any more); another may."""


class GoneError(Exception):
    """The person removed the answer, or no place is left: nothing more is shown."""


class NoPlaceError(GoneError):
    """No place took the answer, though the person did not remove it."""


class UnsureError(Exception):
    """A message was sent that may have arrived or not, and a second try could make it two."""


class Place(Protocol):
    """Somewhere one message can be put and then replaced."""

    async def hold(self) -> None:
        """Show that an answer is on its way. Raises nothing."""
        ...

    async def show(self, shown: Shown) -> None:
        """Put the message, or replace it. Raises `UnreachableError`, `GoneError` or `UnsureError`."""
        ...


class ChannelPlace:
    """A message of the bot's own in a channel or a thread, in reply to another when there is one.

    `nonce` (at most 25 characters) makes Discord take a repeated send for one. One who `is_patient` gives Discord half
    a minute to come back.
    """

    def __init__(
        self,
        channel: discord.PartialMessageable | discord.abc.MessageableChannel,
        clock: Clock,
        nonce: str,
        *,
        reply_to: int | None = None,
        is_private: bool = False,
        is_patient: bool = True,
    ) -> None:
        self._channel = channel
        self._try = sturdy.patient if is_patient else sturdy.sturdy
        self._clock = clock
        self._nonce = nonce[: limits.NONCE_CHARACTERS]
        self._reply_to = reply_to
        self._is_private = is_private
        self._message_id: int | None = None
        self._before: Shown | None = None

    @property
    def message_id(self) -> int | None:
        """The message's id, once it stands."""
        return self._message_id

    async def hold(self) -> None:
        """Show that the bot is typing; nothing is lost when that fails."""
        try:
            await self._channel.typing()
        except (discord.HTTPException, aiohttp.ClientError, OSError):
            return

    async def show(self, shown: Shown) -> None:
        """Send or edit the message."""
        if shown.is_private and not self._is_private and self._reply_to is None:
            raise UnreachableError
        try:
            await self._put(shown, with_files=True)
        except discord.HTTPException as error:
            if error.code == sturdy.NO_HISTORY:
                self._reply_to = None
                await self.show(shown)
            elif shown.uploads and is_about_files(error):
                await self._put_bare(shown)
            else:
                raise verdict(error) from error
        except (aiohttp.ClientError, OSError) as error:
            raise UnreachableError from error
        self._before = shown

    async def _put_bare(self, shown: Shown) -> None:
        try:
            await self._put(shown, with_files=False)
        except discord.HTTPException as error:
            raise verdict(error) from error

    async def _put(self, shown: Shown, *, with_files: bool) -> None:
        """Send or edit; where no try was answered, look whether one was heard."""
        try:
            await self._send_or_edit(shown, with_files=with_files)
        except UNANSWERED:
            if (found := await standing(self._look, shown)) is None:
                raise
            self._message_id = found.id

    async def _look(self) -> discord.Message | None:
        """Return the message, as far as it can be told from others: by its id, or by what it replies to."""
        if self._message_id is not None:
            return await self._channel.fetch_message(self._message_id)
        if self._reply_to is not None:
            async for message in self._channel.history(limit=MOST_LOOKED_AT):
                if message.author.bot and message.reference and message.reference.message_id == self._reply_to:
                    return message
        return None

    async def _send_or_edit(self, shown: Shown, *, with_files: bool) -> None:
        if self._message_id is None:
            message = await self._try(lambda: self._send(shown, with_files=with_files), self._clock)
            self._message_id = message.id
            if message.content.strip() == shown.content.strip():
                return
            # The nonce was known: an earlier send, cut short by an edited question, had arrived after all.
        await self._try(lambda: self._edit(shown, with_files=with_files), self._clock)

    async def _send(self, shown: Shown, *, with_files: bool) -> discord.Message:
        arguments = widgets.message_of(shown, with_files=with_files)
        if self._reply_to is not None:
            reference = discord.MessageReference(
                message_id=self._reply_to, channel_id=self._channel.id, fail_if_not_exists=False
            )
            arguments |= {"reference": reference, "mention_author": False}
        message: discord.Message = await self._channel.send(nonce=self._nonce, suppress_embeds=True, **arguments)
        return message

    async def _edit(self, shown: Shown, *, with_files: bool) -> None:
        message = discord.PartialMessage(channel=self._channel, id=self._message_id or 0)
        await message.edit(**widgets.edit_of(shown, self._before, with_files=with_files))


class DirectPlace:
    """The person's direct messages: the last place, for what would be lost otherwise.

    `instead_of` is the channel that did not take the answer; the message says so.
    """

    def __init__(
        self, client: discord.Client, user_id: int, clock: Clock, nonce: str, *, instead_of: int | None
    ) -> None:
        self._client = client
        self._instead_of = instead_of
        self._user_id = user_id
        self._clock = clock
        self._nonce = nonce
        self._channel_place: ChannelPlace | None = None

    async def hold(self) -> None:
        """Nothing is shown ahead of the answer."""

    async def show(self, shown: Shown) -> None:
        """Open the direct messages when needed, then send or edit there."""
        if self._channel_place is None:
            self._channel_place = await self._open()
        if self._instead_of is not None:
            denied = [say("discord_permissions", name) for name in missing(self._client, self._instead_of)]
            shown = moved(shown, self._instead_of, denied)
        await self._channel_place.show(shown)

    async def _open(self) -> ChannelPlace:
        user = discord.Object(self._user_id)
        try:
            channel = await sturdy.patient(lambda: self._client.create_dm(user), self._clock)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            raise UnreachableError from error
        return ChannelPlace(channel, self._clock, self._nonce, is_private=True)


class Delivery:
    """Several places, the best first: what one does not take, the next is given."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._places = list(places)

    async def hold(self) -> None:
        """Show that an answer is on its way, in the first place."""
        await self._places[0].hold()

    async def show(self, shown: Shown) -> None:
        """Show in the first place that takes it. Raises `NoPlaceError` when none does, and `UnsureError`."""
        while self._places:
            try:
                await self._places[0].show(shown)
            except UnreachableError as error:
                del self._places[0]
                if not self._places:
                    structlog.get_logger("discord").warning("an answer found no place", cause=repr(error.__cause__))
            else:
                return
        raise NoPlaceError


def verdict(error: discord.HTTPException) -> Exception:
    """Return what a refused request means for the message."""
    if error.code == sturdy.UNKNOWN_MESSAGE:
        return GoneError()
    if error.code == sturdy.INVALID_FORM:
        structlog.get_logger("discord").error("a message was refused", reason=str(error))
    return UnreachableError()


def is_about_files(error: discord.HTTPException) -> bool:
    """Tell whether a message might be taken without its files."""
    return error.code == sturdy.TOO_LARGE or isinstance(error, discord.Forbidden)
