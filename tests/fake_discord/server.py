"""The fake as one thing: start it, point discord.py at it, act in it, wait on it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping

import discord.asset
import discord.gateway
import discord.http
import pytest
import yarl
from aiohttp import web

from tests.fake_discord.actors import Person
from tests.fake_discord.clock import ManualClock
from tests.fake_discord.gateway import Gateway
from tests.fake_discord.interactions import Interaction
from tests.fake_discord.log import Log
from tests.fake_discord.models import EPHEMERAL, THREADS, Json, Permission
from tests.fake_discord.rest import API, FrontDoor
from tests.fake_discord.routes.account import AccountRoutes
from tests.fake_discord.routes.interactions import InteractionRoutes
from tests.fake_discord.routes.messages import MessageRoutes
from tests.fake_discord.routes.threads import ThreadRoutes
from tests.fake_discord.spec import Spec
from tests.fake_discord.world import Guild, World

TOKEN = "MTA.fake.token"
_MOST_UPLOAD_BYTES = 64 << 20


class FakeDiscord:
    """One small Discord on loopback. It starts with one guild, one channel, its owner and one member."""

    def __init__(self, clock: ManualClock, spec: Spec | None) -> None:
        self.clock = clock
        self.log = Log(clock)
        self.world = World(clock)
        self.gateway = Gateway(self.world, self.log, TOKEN, self.wake)
        self.door = FrontDoor(self.world, self.log, TOKEN, spec, self.wake)
        self.faults = self.door.faults
        self._waiting: list[asyncio.Future[None]] = []
        self.turns: list[Callable[[], Awaitable[None]]] = []
        owner = self.world.add_user("방장")
        self.guild = self.world.add_guild("도커 스터디", owner)
        self.channel = self.world.add_channel(self.guild, "도커")
        self.owner = Person(self, owner, self.channel)
        self._account = AccountRoutes(self.world, self.gateway, owner)
        self._messages = MessageRoutes(self.world, self.gateway)
        self._interactions = InteractionRoutes(self.world, self.gateway)
        self._threads = ThreadRoutes(self.world, self.gateway)
        for routes in (self._account, self._messages, self._threads, self._interactions):
            routes.add_to(self.door)
        self.alice = self.join("앨리스")
        self._runner: web.AppRunner | None = None
        self.base = ""

    # -- life

    async def start(self, listening: socket.socket | None = None, host: str = "127.0.0.1") -> None:
        """Serve on a free loopback port, or on a socket that others know as `host`."""
        app = web.Application(client_max_size=_MOST_UPLOAD_BYTES)
        app.router.add_get("/gateway", self.gateway.connect)
        app.router.add_get("/gateway/", self.gateway.connect)
        app.router.add_route("*", "/{tail:.*}", self.door.answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        if listening is None:
            await web.TCPSite(self._runner, host, 0).start()
        else:
            await web.SockSite(self._runner, listening).start()
        port = self._runner.addresses[0][1]
        self.base = f"http://{host}:{port}"
        self.gateway.url = f"ws://{host}:{port}/gateway"
        self._messages.base_url = self._interactions.base_url = self.base

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[FakeDiscord]:
        """Serve, with discord.py pointed here, until the block ends."""
        await self.start()
        try:
            with pointing_discord_py_at(self):
                yield self
        finally:
            await self.stop()

    # -- the world, in short

    def join(self, name: str, guild: Guild | None = None, roles: tuple[str, ...] = ()) -> Person:
        """Add a member to a guild (the first, unless told otherwise)."""
        guild = guild or self.guild
        user = self.world.add_user(name)
        self.world.add_member(guild, user, roles)
        return Person(self, user, self.world.channels[guild.channel_ids[0]])

    def new_interaction(
        self, kind: int, person: Person, *, message_id: str | None, source: Interaction | None
    ) -> Interaction:
        """Register an interaction; the actors send its event."""
        interaction_id = self.world.snowflake()
        it = Interaction(
            id=interaction_id,
            token=f"aW50ZXJhY3Rpb24{interaction_id}",
            kind=kind,
            user=person.user,
            channel=person.channel,
            created_at=self.clock.monotonic(),
            world=self.world,
            until=self.until,
            message_id=message_id,
            source=source,
        )
        self._interactions.by_token[it.token] = it
        return it

    def upload(self, name: str, content: bytes) -> Json:
        """Keep a file that a person attaches."""
        file_id = self.world.snowflake()
        path = f"/cdn/ephemeral-attachments/{file_id}/{name}"
        self.world.files[path] = content
        url = self.base + path
        return {"id": file_id, "filename": name, "size": len(content), "url": url, "proxy_url": url}

    def messages_in(self, channel: Json) -> list[Json]:
        """Return the channel's messages in order, ephemeral ones left out."""
        return [
            message
            for message in self.world.messages.values()
            if message["channel_id"] == channel["id"] and not message["flags"] & EPHEMERAL
        ]

    def from_bot(self, channel: Json) -> list[Json]:
        """Return the bot's own messages of a channel."""
        return [entry for entry in self.messages_in(channel) if entry["author"]["id"] == self.world.app_id]

    async def new_channel(self, name: str) -> Json:
        """Make another channel in the first guild."""
        channel = self.world.add_channel(self.guild, name)
        await self.gateway.dispatch("CHANNEL_CREATE", channel, guild_id=self.guild.id)
        return channel

    async def remove_channel(self, channel: Json) -> None:
        """Delete a channel or a thread, with its messages; a channel's threads go with it, of which nothing is told."""
        threads = [one["id"] for one in self.world.channels.values() if one.get("parent_id") == channel["id"]]
        gone = {channel["id"], *threads}
        for channel_id in gone:
            self.world.channels.pop(channel_id)
        for message in [entry for entry in self.world.messages.values() if entry["channel_id"] in gone]:
            self.world.remove_message(message)
        event = "THREAD_DELETE" if channel["type"] in THREADS else "CHANNEL_DELETE"
        await self.gateway.dispatch(event, channel, guild_id=channel.get("guild_id"))

    async def lose_guild(self, guild: Guild) -> None:
        """Let a guild be away, as in an outage of Discord's."""
        guild.is_unavailable = True
        await self.gateway.dispatch("GUILD_DELETE", {"id": guild.id, "unavailable": True}, guild_id=guild.id)

    async def bring_back(self, guild: Guild) -> None:
        """Let a guild that was away be there again."""
        guild.is_unavailable = False
        payload = self.world.guild_create(guild, with_members=False)
        await self.gateway.dispatch("GUILD_CREATE", payload, guild_id=guild.id)

    async def deny(self, channel: Json, denied: Permission) -> None:
        """Take permissions in a channel from the bot, as an admin does there."""
        self._deny(channel, denied)
        await self.gateway.dispatch("CHANNEL_UPDATE", channel, guild_id=channel["guild_id"])

    def _deny(self, channel: Json, denied: Permission) -> None:
        self.world.bot_denied[channel["id"]] = denied
        overwrite = {"id": self.world.app_id, "type": 1, "allow": "0", "deny": str(int(denied))}
        channel["permission_overwrites"] = [overwrite]

    async def invite_bot(
        self, name: str, denied: Mapping[str, Permission] | None = None, *, system: str = "일반"
    ) -> Guild:
        """Let the bot join another guild.

        `denied` names its channels, with what the bot may not do in each (one open channel unless told otherwise);
        `system` is the one for Discord's own messages, if it is among them.
        """
        guild = self.world.add_guild(name, self.owner.user)
        for title, bits in (denied or {"일반": Permission(0)}).items():
            channel = self.world.add_channel(guild, title)
            self._deny(channel, bits)
            if title == system:
                guild.payload["system_channel_id"] = channel["id"]
        await self._admit(guild)
        return guild

    async def remove_bot(self, guild: Guild) -> None:
        """Let a guild send the bot away."""
        await self.gateway.dispatch("GUILD_DELETE", {"id": guild.id}, guild_id=guild.id)
        del guild.members[self.world.app_id]

    async def readmit_bot(self, guild: Guild) -> None:
        """Let a guild that sent the bot away take it in again."""
        self.world.add_member(guild, self.world.bot)
        await self._admit(guild)

    async def _admit(self, guild: Guild) -> None:
        payload = self.world.guild_create(guild, with_members=False)
        # Present and false it would mean a guild that became available again.
        del payload["unavailable"]
        await self.gateway.dispatch("GUILD_CREATE", payload, guild_id=guild.id)

    def elsewhere(self, person: Person, name: str = "남의 서버") -> Person:
        """Return a person who installed the app for themselves, in a guild that the bot is not in."""
        guild = self.world.add_guild(name, self.owner.user, with_bot=False)
        self.world.add_member(guild, person.user)
        return person.at(self.world.add_channel(guild, "잡담"))

    # -- waiting

    async def rest(self) -> None:
        """Return once what the bot does off the wire has had its turn: whoever stands in `turns` tells."""
        for turn in self.turns:
            await turn()

    def wake(self) -> None:
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
        self._waiting.clear()

    async def until(self, holds: Callable[[], object], *, seconds: float = 120.0) -> None:
        """Wait until something holds, looked at after each request and each gateway frame."""
        try:
            async with asyncio.timeout(seconds):
                while not holds():
                    waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                    self._waiting.append(waiter)
                    await waiter
        except TimeoutError:
            pytest.fail(f"it did not come to hold; the traffic:\n{self.log.transcript(25)}")

    def expect_violation(self, words: str) -> None:
        """Fail unless something broke the rules in these words; it is forgiven then, for the test meant it."""
        assert self.log.forgive(words), f"nothing broke the rules by {words!r}\n{self.log.transcript()}"

    def check(self) -> None:
        """Fail when anything in the traffic broke Discord's rules."""
        assert not self.log.violations, f"{self.log.violations}\n{self.log.transcript()}"


@contextlib.contextmanager
def pointing_discord_py_at(fake: FakeDiscord) -> Iterator[None]:
    """Point discord.py at the fake; the four addresses hold for the whole process until the block ends."""
    # The gateway's address in READY is the fourth; AutoShardedClient also asks GET /gateway/bot.
    before = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY, discord.asset.Asset.BASE
    discord.http.Route.BASE = fake.base + API
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(fake.gateway.url)
    discord.asset.Asset.BASE = fake.base + "/cdn"
    try:
        yield
    finally:
        discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY, discord.asset.Asset.BASE = before
