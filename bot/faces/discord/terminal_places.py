"""Where a terminal is shown: a thread of its own where that may be, and a screen that stays in sight."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import discord
import structlog

from bot.core.clock import Clock
from bot.faces.discord import sturdy
from bot.faces.discord.places import ChannelPlace, GoneError, UnreachableError
from bot.faces.discord.presenter import Shown
from bot.faces.discord.standing import UnsureError

NAME_CHARACTERS = 100
ARCHIVE_MINUTES: Final = 60
MOST_BURIED = 4
"""After so many messages below it the screen is sent anew and the old one deleted."""
AGAIN_SECONDS = 3.0
MOST_TRIES = 100
"""How often a screen is tried again while Discord is away: five minutes."""
UNKNOWN_CHANNEL = 10003

AnyInteraction = discord.Interaction[Any]
NEEDED = {
    discord.ChannelType.private_thread: ("create_private_threads", "send_messages_in_threads"),
    discord.ChannelType.public_thread: ("create_public_threads", "send_messages_in_threads"),
}


@dataclass(frozen=True, slots=True)
class Where:
    """A terminal's place: its own thread, a message in a channel, or in direct messages.

    `missing` are the permissions that kept it out of a better one.
    """

    channel: discord.PartialMessageable | discord.Thread | discord.DMChannel
    is_thread: bool = False
    is_direct: bool = False
    parent_id: int | None = None
    missing: tuple[str, ...] = ()


async def place_for(interaction: AnyInteraction, name: str, clock: Clock) -> Where:
    """Open a thread for a terminal: private where that may be, else public, else none; never raises."""
    channel = interaction.channel
    me = interaction.client.user
    here = interaction.client.get_partial_messageable(interaction.channel_id, guild_id=interaction.guild_id)
    if interaction.guild_id is not None and (lacking := _lacking(interaction, _to_write(channel))):
        return await _direct(interaction, lacking, clock) or Where(here, missing=lacking)
    if isinstance(channel, discord.Thread):
        is_ours = me is not None and channel.owner_id == me.id
        return Where(here, is_thread=is_ours, parent_id=channel.parent_id)
    if not isinstance(channel, discord.TextChannel) or not interaction.is_guild_integration():
        return Where(here)
    missing: dict[str, None] = {}
    for kind, needed in NEEDED.items():
        if not (lacking := _lacking(interaction, needed)):
            thread = await _thread(interaction, channel, kind, name, clock)
            if thread is not None:
                return Where(thread, is_thread=True, parent_id=channel.id)
            lacking = needed[:1]
        missing |= dict.fromkeys(lacking)
    return Where(here, missing=tuple(missing))


def _to_write(channel: object) -> tuple[str, ...]:
    is_thread = isinstance(channel, discord.Thread)
    return ("view_channel", "send_messages_in_threads" if is_thread else "send_messages")


def _lacking(interaction: AnyInteraction, needed: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in needed if not getattr(interaction.app_permissions, name))


async def _direct(interaction: AnyInteraction, missing: tuple[str, ...], clock: Clock) -> Where | None:
    user = discord.Object(interaction.user.id)
    try:
        channel = await sturdy.sturdy(lambda: interaction.client.create_dm(user), clock)
    except (discord.HTTPException, aiohttp.ClientError, OSError):
        return None
    return Where(channel, is_direct=True, missing=missing)


async def _thread(
    interaction: AnyInteraction, channel: discord.TextChannel, kind: discord.ChannelType, name: str, clock: Clock
) -> discord.Thread | None:
    """Make a thread with its owner in it; `None` when that is refused.

    Discord takes every try for another thread: where one was not answered, it is looked whether it was heard. One that
    is found too late is put away.
    """
    name, is_again = name[:NAME_CHARACTERS], False

    async def make() -> discord.Thread:
        nonlocal is_again
        if is_again and (made := await _made_for(interaction, channel, kind, name)) is not None:
            return made
        is_again = True
        return await channel.create_thread(name=name, type=kind, auto_archive_duration=ARCHIVE_MINUTES, invitable=False)

    try:
        thread = await sturdy.sturdy(make, clock)
        await sturdy.sturdy(lambda: thread.add_user(interaction.user), clock)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        structlog.get_logger("discord").warning("no thread for a terminal", kind=kind.name, reason=str(error))
        putting_away = _put_away(interaction, channel, kind, name, clock)
        interaction.client.face.tasks.start(putting_away, name=f"empty thread {interaction.id}")
        return None
    return thread


async def _made_for(
    interaction: AnyInteraction, channel: discord.TextChannel, kind: discord.ChannelType, name: str
) -> discord.Thread | None:
    """Return the thread of this name that was made since the terminal was asked for, and that nobody has come to."""
    me = interaction.client.user
    for thread in await channel.guild.active_threads():
        is_of_name = (thread.parent_id, thread.type, thread.name) == (channel.id, kind, name)
        is_ours = me is not None and thread.owner_id == me.id
        if is_of_name and is_ours and thread.id > interaction.id and thread.member_count <= 1:
            return thread
    return None


async def _put_away(
    interaction: AnyInteraction, channel: discord.TextChannel, kind: discord.ChannelType, name: str, clock: Clock
) -> None:
    """Archive a thread that was made after all, and that nobody comes to: its terminal is shown elsewhere."""
    for _ in range(MOST_TRIES):
        await clock.sleep(AGAIN_SECONDS)
        try:
            if (made := await _made_for(interaction, channel, kind, name)) is not None:
                await made.edit(archived=True)
        except sturdy.UNANSWERED:
            continue
        except discord.HTTPException as error:
            structlog.get_logger("discord").info("an empty thread stays", reason=str(error))
        return


class ScreenPlace:
    """The message a terminal's screen is drawn into. `gone` is set when there is no place for it any more.

    `buried` counts the messages written below it; `message_id` is where it stands now.
    """

    def __init__(
        self, channel: discord.PartialMessageable | discord.Thread | discord.DMChannel, clock: Clock, nonce: str
    ) -> None:
        self._channel = channel
        self._clock = clock
        self._nonce = nonce
        self._count = 0
        self._place = ChannelPlace(channel, clock, nonce, is_patient=False)  # newer screens wait meanwhile
        self._below: ChannelPlace | None = None  # of a screen that comes down
        self.gone = asyncio.Event()
        self.buried = 0

    @property
    def takes_note(self) -> bool:
        """A screen would be replaced."""
        return False

    @property
    def message_id(self) -> int | None:
        """The id of the message that shows the screen now."""
        return self._place.message_id

    async def hold(self, over: asyncio.Event) -> None:
        """Show that the terminal is on its way."""
        await self._place.hold(over)

    async def show(self, shown: Shown) -> None:
        """Draw the screen; waits out a Discord that is away. Raises as every place."""
        is_unsure = False
        for _ in range(0 if self.gone.is_set() else MOST_TRIES):
            try:
                await self._put(shown)
            except GoneError:
                self.gone.set()
                raise
            except UnreachableError as error:
                is_unsure = False
                cause = error.__cause__
                if isinstance(cause, discord.HTTPException) and not isinstance(cause, discord.DiscordServerError):
                    self.gone.set()
                    if cause.code == UNKNOWN_CHANNEL:  # the thread was deleted: nobody waits for a word
                        raise GoneError from error
                    raise
            except UnsureError:
                is_unsure = True
            else:
                return
            await self._clock.sleep(AGAIN_SECONDS)
        self.gone.set()
        raise UnsureError if is_unsure else UnreachableError

    async def _put(self, shown: Shown) -> None:
        if self._below is None and self.buried < MOST_BURIED:
            await self._place.show(shown)
            return
        if self._below is None:
            self._count += 1
            self._below = ChannelPlace(self._channel, self._clock, f"{self._nonce}{self._count}", is_patient=False)
        # The same place for every try: one that was heard though its answer was lost is found again.
        await self._below.show(shown)
        old, self._place, self._below, self.buried = self._place, self._below, None, 0
        if old.message_id is not None:
            await self._delete(old.message_id)

    async def _delete(self, message_id: int) -> None:
        message = discord.PartialMessage(channel=self._channel, id=message_id)
        try:
            await sturdy.sturdy(message.delete, self._clock)
        except (discord.HTTPException, aiohttp.ClientError, OSError):
            return  # an old screen left standing harms nobody
