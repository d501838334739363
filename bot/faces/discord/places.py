"""Where an answer is shown: in a channel, in direct messages, one after the other if need be."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

import aiohttp
import discord
import structlog

from bot.core.clock import Clock
from bot.faces.discord import limits, sturdy, widgets
from bot.faces.discord.permissions import missing
from bot.faces.discord.presenter import Shown, moved, without_files
from bot.faces.discord.standing import Doubt, UnsureError, looked, shows, standing
from bot.render.wording import say

MOST_LOOKED_AT = 100
"""How many of a channel's last messages are searched for one that may have been heard."""
NONCE_KNOWN = timedelta(minutes=2)
"""How long a repeated nonce is surely known to Discord, which speaks of a few minutes."""
CLOCKS_APART = timedelta(minutes=1)
"""How far Discord's clock and ours may be apart."""


class UnreachableError(Exception):
    """The place takes nothing (any more); another may."""


class GoneError(Exception):
    """The person removed the answer, or no place is left: nothing more is shown."""


class NoPlaceError(GoneError):
    """No place took the answer, though the person did not remove it."""


class Place(Protocol):
    """Somewhere one message can be put and then replaced."""

    @property
    def takes_note(self) -> bool:
        """Whether a note on an answer that may have arrived can be put here: beside the answer, never in its stead."""
        ...

    async def hold(self, over: asyncio.Event) -> None:
        """Show that an answer is on its way, until it is `over` where Discord would end that before. Raises nothing."""
        ...

    async def show(self, shown: Shown) -> None:
        """Put the message, or replace it. Raises `UnreachableError`, `GoneError` or `UnsureError`.

        Unsure is this very message alone; the next may be shown here as if nothing had happened.
        """
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
        self._doubt = Doubt()
        self._since: datetime | None = None  # the first try

    @property
    def takes_note(self) -> bool:
        """Where the answer may stand the note would replace it."""
        return self._since is None

    @property
    def message_id(self) -> int | None:
        """The message's id, once it stands."""
        return self._message_id

    async def hold(self, over: asyncio.Event) -> None:
        """Show that the bot is typing; nothing is lost when that fails, and the answer does not wait for it."""
        typing = asyncio.ensure_future(self._type())
        try:
            await over.wait()
        finally:
            typing.cancel()

    async def _type(self) -> None:
        while True:
            with contextlib.suppress(discord.HTTPException, aiohttp.ClientError, OSError):
                await self._channel.typing()
            await self._clock.sleep(limits.TYPING_SECONDS)

    async def show(self, shown: Shown) -> None:
        """Send or edit the message."""
        if shown.is_private and not self._is_private and self._reply_to is None:
            raise UnreachableError
        await self._put(shown)

    async def _put(self, shown: Shown) -> None:
        self._since = self._since or self._clock.now() - CLOCKS_APART
        try:
            await self._send_or_edit(shown)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            if is_about_history(error) and self._reply_to is not None:
                self._reply_to = None
                await self.show(shown)
                return
            if not (self._doubt.is_of(shown) and await self._is_found(shown)):
                if shown.uploads and is_about_files(error):
                    await self._put(without_files(shown, is_denied=isinstance(error, discord.Forbidden)))
                    return
                raise verdict(error) from error
        self._before = shown

    async def _is_found(self, shown: Shown) -> bool:
        """Tell whether a try that was not answered was heard. Raises `UnsureError`."""
        try:
            found = await standing(lambda: self._look(shown), shown, self._clock)
        except discord.NotFound as error:
            raise verdict(error) from error
        if found is not None:
            self._message_id = found.id
        return found is not None

    async def _look(self, *candidates: Shown) -> discord.Message | None:
        """Return the message, as far as it can be told from others: by its id, what it replies to, or its buttons.

        Raises `UnsureError` where one of the same words may be another answer, where there is too much to look at, and
        where nothing is seen at all: so Discord answers who may not read a channel's history.
        """
        if self._message_id is not None:
            return await self._channel.fetch_message(self._message_id)
        count = 0
        async for message in self._channel.history(limit=MOST_LOOKED_AT):
            count += 1
            if self._since is not None and message.created_at < self._since:
                return None
            replies_to = message.reference.message_id if message.reference else None
            if not message.author.bot or replies_to != self._reply_to:
                continue
            alike = [shown for shown in candidates if shows(message, shown)]
            if self._reply_to is not None or any(shown.rows for shown in alike):
                return message
            if alike:
                raise UnsureError
        if count == MOST_LOOKED_AT or not (count or self._is_private):
            raise UnsureError
        return None

    async def _send_or_edit(self, shown: Shown) -> None:
        if self._message_id is None and self._doubt.shown and self._is_nonce_forgotten():
            found = await looked(lambda: self._look(*self._doubt.shown), self._clock)
            self._message_id = None if found is None else found.id
        if self._message_id is None:
            send = self._doubt.about(shown, lambda: self._send(shown))
            message = await self._try(send, self._clock)
            self._message_id = message.id
            if message.content.strip() == shown.content.strip():
                return
            # The nonce was known: an earlier send, cut short by an edited question, had arrived after all.
        edit = self._doubt.about(shown, lambda: self._edit(shown))
        await self._try(edit, self._clock)

    def _is_nonce_forgotten(self) -> bool:
        return self._since is not None and self._clock.now() - self._since > CLOCKS_APART + NONCE_KNOWN

    async def _send(self, shown: Shown) -> discord.Message:
        arguments = widgets.message_of(shown)
        if self._reply_to is not None:
            reference = discord.MessageReference(
                message_id=self._reply_to, channel_id=self._channel.id, fail_if_not_exists=False
            )
            arguments |= {"reference": reference, "mention_author": False}
        message: discord.Message = await self._channel.send(nonce=self._nonce, suppress_embeds=True, **arguments)
        return message

    async def _edit(self, shown: Shown) -> None:
        message = discord.PartialMessage(channel=self._channel, id=self._message_id or 0)
        await message.edit(**widgets.edit_of(shown, self._before))


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

    @property
    def takes_note(self) -> bool:
        """It comes here by letter: the postman puts it here once, whatever happens."""
        return False

    async def hold(self, over: asyncio.Event) -> None:
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

    async def hold(self, over: asyncio.Event) -> None:
        """Show that an answer is on its way, in the first place."""
        await self._places[0].hold(over)

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

    async def elsewhere(self, shown: Shown, *, is_note: bool) -> None:
        """Show what may stand in the first place: a note on it, or itself where there can be none. Raises as `show`."""
        if is_note and self._places[0].takes_note:  # in the stead of words to all that there is an answer for one
            shown = replace(shown, is_private=False)
        self._places = [place for place in self._places if place.takes_note] if is_note else self._places[1:]
        await self.show(shown)


def verdict(error: Exception) -> Exception:
    """Return what a request that came to nothing means for the message."""
    code = getattr(error, "code", 0)
    if code == sturdy.UNKNOWN_MESSAGE:
        return GoneError()
    if code == sturdy.INVALID_FORM:
        structlog.get_logger("discord").error("a message was refused", reason=str(error))
    return UnreachableError()


def is_about_files(error: Exception) -> bool:
    """Tell whether a message might be taken without its files."""
    return getattr(error, "code", 0) == sturdy.TOO_LARGE or isinstance(error, discord.Forbidden)


def is_about_history(error: Exception) -> bool:
    """Tell whether a message might be taken where it replies to none."""
    return getattr(error, "code", 0) == sturdy.NO_HISTORY
