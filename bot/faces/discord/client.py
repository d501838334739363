"""The client: connects, receives, hands on, stops in order."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain, repeat
from typing import Any

import aiohttp
import discord
import structlog
from discord.gateway import KeepAliveHandler

from bot.core.clock import Clock
from bot.core.errors import ConfigurationError
from bot.core.hearing import Hearing
from bot.core.letters import Post
from bot.core.meter import Meter
from bot.core.tasks import Tasks
from bot.faces.discord.buttons import ActionButton, ActionMenu
from bot.faces.discord.chat import Chat
from bot.faces.discord.custom_ids import is_ours
from bot.faces.discord.face import Face
from bot.faces.discord.forms import take_submission
from bot.faces.discord.link import Link
from bot.faces.discord.notices import tell_of_refused_content
from bot.faces.discord.postman import Postman
from bot.faces.discord.settings import DiscordSettings, GroupBook, Memory
from bot.faces.discord.standing import answered
from bot.faces.discord.tree import Tree
from bot.faces.discord.welcome import welcome
from bot.render.wording import say
from bot.talk.port import Conversation

_AUTHENTICATION_FAILED, _DISALLOWED_INTENTS = 4004, 4014
_INTENTS_REFUSED = "discord-intents-refused"
_RETRY_SECONDS = (5.0, 10.0, 20.0)
_LONGEST_EXPONENT = 4
"""discord.py waits up to two to this power of seconds before it connects again; its own 10 is a quarter of an hour."""


def intents(*, with_content: bool = False) -> discord.Intents:
    """Return what the bot listens to: guilds and messages, nothing privileged unless an option needs it.

    Content arrives without privilege in direct messages and where the bot is mentioned.
    """
    return discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=with_content)


class Gorae(discord.AutoShardedClient):
    """The bot as Discord sees it."""

    def __init__(self, face: Face, memory: Memory, ready: asyncio.Event) -> None:
        settings = face.settings
        # No voice here: discord.py need not warn of what it lacks for it.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            intents=intents(with_content=settings.with_content),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            guild_ready_timeout=settings.ready_seconds,
            http_trace=_counted(face.meter),
            heartbeat_timeout=settings.heartbeat_seconds,
        )
        self.face = face
        self._memory = memory
        self._is_known_ready = ready
        self._chat = Chat(face, self)
        self._postman = None if face.post is None else Postman(self, face.post, face.clock, face.meter)
        self.tree = Tree(self, face)

    async def setup_hook(self) -> None:
        """Register components and commands before the first event."""
        self.add_dynamic_items(ActionButton, ActionMenu)
        if await self.tree.sync_when_changed(self._memory):
            structlog.get_logger("discord").info("commands registered")
        if self._postman is not None:
            self.face.tasks.start(self._postman.work(), name="postman")

    async def before_identify_hook(self, _shard_id: int | None, *, initial: bool = False) -> None:
        """Keep Discord's five seconds between two logins; who closes meanwhile waits for no login any more."""
        if not initial:
            await self.face.clock.sleep(self.face.settings.identify_seconds)
        if self.is_closed():
            raise asyncio.CancelledError  # discord.py would wait a minute for the answer of a connection that is gone

    async def on_ready(self) -> None:
        """Say that the bot is there."""
        structlog.get_logger("discord").info("ready", guilds=len(self.guilds), shards=self.shard_count)
        self._is_known_ready.set()
        await self.face.groups.present({guild.id for guild in self.guilds}, self.face.clock.now())
        if self.face.settings.is_content_refused:
            await tell_of_refused_content(self, self.face.post, self._memory, self.face.clock)

    async def on_shard_connect(self, shard_id: int) -> None:
        """Count a connection; when it is lost one day, be back soon after Discord is."""
        self.face.meter.count("discord_connections", "connected")
        self.shards[shard_id]._parent._backoff._max = _LONGEST_EXPONENT  # noqa: SLF001 - no option of discord.py's

    async def on_shard_resumed(self, _shard_id: int) -> None:
        """Count a connection that went on where it was."""
        self.face.meter.count("discord_connections", "resumed")

    async def on_shard_disconnect(self, _shard_id: int) -> None:
        """Count a connection that was lost."""
        self.face.meter.count("discord_connections", "disconnected")

    async def on_message(self, message: discord.Message) -> None:
        """Answer plain words; the bot's own say what has arrived."""
        if message.author == self.user:
            if self._postman is not None:
                await self._postman.heard(message)
        elif not await self.face.terminals.take(message, self):
            await self._chat.on_message(message)

    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        """Answer an edited question anew."""
        await self._chat.on_edit(event.message)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Take submitted forms, and components that nobody takes; commands and components have their own ways."""
        if interaction.type is discord.InteractionType.modal_submit:
            await take_submission(self.face, interaction)
        elif interaction.type is discord.InteractionType.component and not _is_taken(interaction):
            await self.face.tell(interaction, say("discord", "stale"))

    async def on_raw_thread_delete(self, event: discord.RawThreadDeleteEvent) -> None:
        """End a terminal whose thread was deleted."""
        self.face.terminals.lost(event.thread_id)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """End the terminals of a deleted channel; its threads went with it."""
        self.face.terminals.lost(channel.id)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Say hello where the bot may write."""
        await self.face.groups.returned(guild.id)
        await welcome(self.face, guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Take note that the guild is left; what was set there goes a while later."""
        await self.face.groups.left(guild.id, self.face.clock.now())

    async def on_error(self, event_method: str, /, *_args: object, **_kwargs: object) -> None:
        """Log what an event handler raised."""
        structlog.get_logger("discord").exception("an event failed", on=event_method)

    async def close(self) -> None:
        """End what is being shown, then the connection."""
        await self.face.close()
        await super().close()

    async def forget_connections(self) -> None:
        """End the connections that were being made while the client closed, and their heartbeats.

        discord.py knows a connection only when it has logged in, and forgets one that never did.
        """
        for thread in threading.enumerate():
            if isinstance(thread, KeepAliveHandler) and thread.ws._connection is self._connection:  # noqa: SLF001 - it tells whose it is
                await thread.ws.close()


def _counted(meter: Meter) -> aiohttp.TraceConfig:
    """Return a trace that counts the answers of Discord's API by status, and takes note of them."""

    async def ended(_session: object, _context: object, end: aiohttp.TraceRequestEndParams) -> None:
        meter.count("discord_responses", str(end.response.status))
        answered(end.response.status)

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(ended)
    return trace


def _is_taken(interaction: discord.Interaction[Any]) -> bool:
    """Tell whether discord.py hands the component on: its id is of this version, and its message still has it."""
    body: Mapping[str, Any] = interaction.data or {}
    used = str(body.get("custom_id", ""))
    if interaction.message is None or not is_ours(used):
        return False
    parts = discord.ui.View.from_message(interaction.message, timeout=None).walk_children()
    return any(getattr(part, "custom_id", None) == used for part in parts)


async def serve(  # noqa: PLR0913 - what the face needs of the product, by name
    settings: DiscordSettings,
    conversation: Conversation,
    memory: Memory,
    clock: Clock,
    *,
    stop: asyncio.Event,
    ready: asyncio.Event | None = None,
    post: Post | None = None,
    link: Link | None = None,
    groups: GroupBook | None = None,
    hearing: Hearing | None = None,
) -> None:
    """Run the bot until `stop` is set. `ready` is set when it is logged in and knows its guilds.

    Letters that wait in `post` are delivered; `groups` are the guilds' settings; `hearing` is told what is heard.

    While Discord cannot be reached it is tried again, ever more seldom.
    Raises `ConfigurationError` (`discord-token-refused`, `discord-intents-refused`).
    """
    link, hearing = link or Link(), hearing or Hearing()
    delays = chain(_RETRY_SECONDS, repeat(_RETRY_SECONDS[-1]))
    while not stop.is_set():
        face = Face(settings, conversation, clock, link.meter, groups, post)
        client = Gorae(face, memory, ready or asyncio.Event())
        hearing.is_open = settings.with_content
        link.client = client
        try:
            await _run(client, settings, stop)
        except ConfigurationError as error:
            if error.key != _INTENTS_REFUSED or not settings.with_content:
                raise
            structlog.get_logger("discord").warning("message content is refused: only what mentions the bot is heard")
            settings = replace(settings, with_content=False, is_content_refused=True)
        except (aiohttp.ClientConnectionError, discord.DiscordServerError, discord.GatewayNotFound) as error:
            delay = next(delays)
            structlog.get_logger("discord").warning("Discord cannot be reached", again_in=delay, reason=str(error))
            await _sleep_unless(stop, clock, delay)


async def _run(client: Gorae, settings: DiscordSettings, stop: asyncio.Event) -> None:
    tasks = Tasks()
    closing = tasks.start(_close_when(stop, client), name="stop Discord")
    try:
        await _connect(client, settings)
    finally:
        if stop.is_set():
            await asyncio.wait({closing})
        await tasks.close()
        await client.close()
        await client.forget_connections()


async def _close_when(stop: asyncio.Event, client: discord.Client) -> None:
    await stop.wait()
    await client.close()


async def _sleep_unless(stop: asyncio.Event, clock: Clock, seconds: float) -> None:
    tasks = Tasks()
    waiting = {tasks.start(clock.sleep(seconds), name="pause"), tasks.start(_until(stop), name="stop in a pause")}
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    await tasks.close()


async def _until(stop: asyncio.Event) -> None:
    await stop.wait()


async def _connect(client: discord.Client, settings: DiscordSettings) -> None:
    try:
        await client.start(settings.token.get_secret_value())
    except discord.LoginFailure as error:
        raise ConfigurationError("discord-token-refused") from error
    except discord.PrivilegedIntentsRequired as error:
        raise ConfigurationError(_INTENTS_REFUSED) from error
    except discord.ConnectionClosed as error:
        if error.code == _AUTHENTICATION_FAILED:
            raise ConfigurationError("discord-token-refused") from error
        if error.code == _DISALLOWED_INTENTS:
            raise ConfigurationError(_INTENTS_REFUSED) from error
        raise
