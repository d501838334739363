"""What exists: users, guilds, channels, messages, commands, and who may do what where."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.fake_discord import models
from tests.fake_discord.clock import ManualClock
from tests.fake_discord.models import ChannelType, Json, Permission

DISCORD_EPOCH_SECONDS = 1420070400


@dataclass
class Guild:
    """A guild and what it holds. `roles` maps ids to payloads; @everyone has the guild's own id."""

    payload: Json
    members: dict[str, Json] = field(default_factory=dict)
    roles: dict[str, Json] = field(default_factory=dict)
    channel_ids: list[str] = field(default_factory=list)
    is_unavailable: bool = False

    @property
    def id(self) -> str:
        return str(self.payload["id"])


class World:
    """The state behind the HTTP routes and the gateway's events."""

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self._count = 0
        self.users: dict[str, Json] = {}
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Json] = {}
        self.messages: dict[str, Json] = {}
        self.deleted_messages: set[str] = set()
        self.private_to: dict[str, str] = {}  # an ephemeral message's id → the one user who sees it
        self.nonces: dict[tuple[str, str], str] = {}
        self.global_commands: list[Json] = []
        self.guild_commands: dict[str, list[Json]] = {}
        self.bot_denied: dict[str, Permission] = {}  # a channel's id → what the bot may not do there
        self.closed_dms: set[str] = set()  # users who take no direct messages
        self.thread_members: dict[str, set[str]] = {}
        self.files: dict[str, bytes] = {}
        self.team: Json | None = None  # that owns the application, in place of a person
        self.bot = self.add_user("gorae-test", is_bot=True)
        self.app_id = str(self.bot["id"])

    # -- ids and time

    def snowflake(self) -> str:
        """Return a new id whose time part is the clock's."""
        self._count += 1
        milliseconds = int((self.clock.timestamp() - DISCORD_EPOCH_SECONDS) * 1000)
        return str((milliseconds << 22) | (self._count & 0x3FFFFF))

    def iso(self) -> str:
        return self.clock.now().isoformat()

    # -- people and places

    def add_user(self, name: str, *, is_bot: bool = False) -> Json:
        user = models.user_payload(self.snowflake(), name, is_bot=is_bot)
        self.users[user["id"]] = user
        return user

    def give_to_team(self, name: str, owner: Json) -> None:
        """Let a team own the application."""
        self.team = models.team_payload(self.snowflake(), name, owner)

    def add_guild(self, name: str, owner: Json, *, with_bot: bool = True) -> Guild:
        """Add a guild with its owner, and the bot unless told otherwise, in it; its channel is made apart."""
        # The shard of a guild follows from the time part of its id: each new guild gets another.
        guild_id = str(int(self.snowflake()) + (len(self.guilds) << 22))
        guild = Guild(models.guild_payload(guild_id, name, owner["id"], self.iso()))
        guild.roles[guild_id] = models.role_payload(guild_id, "@everyone", models.MEMBER_PERMISSIONS)
        self.guilds[guild_id] = guild
        if with_bot:
            self.add_member(guild, self.bot)
        self.add_member(guild, owner)
        return guild

    def add_member(self, guild: Guild, user: Json, roles: tuple[str, ...] = ()) -> Json:
        guild.members[user["id"]] = models.member_payload(user, self.iso(), roles)
        return guild.members[user["id"]]

    def add_channel(self, guild: Guild, name: str) -> Json:
        channel = models.text_channel_payload(self.snowflake(), guild.id, name)
        self.channels[channel["id"]] = channel
        guild.channel_ids.append(channel["id"])
        return channel

    def add_thread(self, parent: Json, name: str, owner_id: str, kind: ChannelType = ChannelType.PUBLIC_THREAD) -> Json:
        thread = models.thread_payload(self.snowflake(), parent, name, owner_id, self.iso(), kind)
        self.thread_members[thread["id"]] = {owner_id}
        self.channels[thread["id"]] = thread
        self.guilds[parent["guild_id"]].channel_ids.append(thread["id"])
        return thread

    def dm_with(self, user: Json) -> Json:
        """Return the direct message channel of the bot and a user, made when first asked for."""
        for channel in self.channels.values():
            if channel["type"] == ChannelType.DM and channel["recipients"][0]["id"] == user["id"]:
                return channel
        channel = models.dm_channel_payload(self.snowflake(), user)
        self.channels[channel["id"]] = channel
        return channel

    def guild_of(self, channel: Json) -> Guild | None:
        return self.guilds.get(channel.get("guild_id", ""))

    def has_bot(self, guild: Guild | None) -> bool:
        """Tell whether the bot is in a guild; in direct messages it always is."""
        return guild is None or self.app_id in guild.members

    def guild_create(self, guild: Guild, *, with_members: bool) -> Json:
        """Return the payload of GUILD_CREATE: without the members intent only the bot's own member is in it."""
        mine = [self.channels[channel_id] for channel_id in guild.channel_ids if channel_id in self.channels]
        return {
            **guild.payload,
            "member_count": len(guild.members),
            "members": list(guild.members.values()) if with_members else [guild.members[self.app_id]],
            "roles": list(guild.roles.values()),
            "channels": [channel for channel in mine if channel["type"] == ChannelType.TEXT],
            "threads": [channel for channel in mine if channel["type"] in models.THREADS],
        }

    # -- permissions

    def permissions(self, user: Json, channel: Json) -> int:
        """Return the bits a user has in a channel. Owners have all; a direct message has what talking needs.

        A private thread is its members' and the owner's alone.
        """
        guild = self.guild_of(channel)
        if guild is None:
            return models.MEMBER_PERMISSIONS
        if guild.payload["owner_id"] == user["id"]:
            return models.ALL_PERMISSIONS
        member = guild.members.get(user["id"])
        if member is None:
            return 0
        if channel["type"] == ChannelType.PRIVATE_THREAD and user["id"] not in self.thread_members[channel["id"]]:
            return 0
        bits = int(guild.roles[guild.id]["permissions"])
        for role_id in member["roles"]:
            bits |= int(guild.roles[role_id]["permissions"])
        if user["id"] == self.app_id:
            for place in (channel["id"], channel.get("parent_id")):
                bits &= ~int(self.bot_denied.get(place or "", Permission(0)))
        return bits

    # -- commands

    def commands_in(self, guild: Guild | None) -> list[Json]:
        return [*self.global_commands, *(self.guild_commands.get(guild.id, []) if guild else [])]

    # -- messages

    def add_message(self, channel: Json, author: Json, body: Json, **extra: object) -> Json:
        """Add a message; a message with `files` of its own gets them by `attach`."""
        message = models.message_payload(self.snowflake(), channel["id"], author, body, self.iso())
        message.update(extra)
        self.messages[message["id"]] = message
        channel["last_message_id"] = message["id"]
        return message

    def attach(self, message: Json, body: Json, files: list[tuple[str, bytes]], base_url: str) -> None:
        """Add uploaded files to a message, with the alt texts that the body gives."""
        described = {str(entry.get("id")): entry for entry in body.get("attachments") or []}
        for index, (name, blob) in enumerate(files):
            file_id = self.snowflake()
            path = f"/cdn/attachments/{message['channel_id']}/{file_id}/{name}"
            self.files[path] = blob
            attachment = {
                "id": file_id,
                "filename": name,
                "size": len(blob),
                "url": base_url + path,
                "proxy_url": base_url + path,
                "content_type": "image/png" if name.endswith(".png") else "text/plain; charset=utf-8",
            }
            if alt := described.get(str(index), {}).get("description"):
                attachment["description"] = alt
            message["attachments"].append(attachment)

    def edit(self, message: Json, body: Json, files: list[tuple[str, bytes]], base_url: str) -> None:
        """Change a message as PATCH does: what is absent stays, `attachments` lists what is kept."""
        if "content" in body:
            message["content"] = body["content"] or ""
        if "embeds" in body:
            message["embeds"] = body["embeds"] or []
        if "components" in body:
            message["components"] = models.with_component_ids(body["components"] or [])
        if "flags" in body and body["flags"] is not None:
            message["flags"] = (message["flags"] & ~4) | (body["flags"] & 4)
        if "attachments" in body:
            kept = {str(entry["id"]) for entry in body["attachments"] or []}
            message["attachments"] = [entry for entry in message["attachments"] if entry["id"] in kept]
        self.attach(message, body, files, base_url)
        message["edited_timestamp"] = self.iso()

    def remove_message(self, message: Json) -> None:
        self.messages.pop(message["id"], None)
        self.deleted_messages.add(message["id"])
