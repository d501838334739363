"""Threads: begun with or without a message, joined, archived, deleted."""

from __future__ import annotations

from tests.fake_discord.errors import ApiError
from tests.fake_discord.models import THREADS, ChannelType, Json, MessageType, Permission
from tests.fake_discord.rest import Call, FrontDoor
from tests.fake_discord.routes.channels import ChannelRoutes

_NEEDED = {
    ChannelType.PUBLIC_THREAD: Permission.CREATE_PUBLIC_THREADS,
    ChannelType.PRIVATE_THREAD: Permission.CREATE_PRIVATE_THREADS,
}
_ARCHIVED_BY_ALL = frozenset({"archived"})


class ThreadRoutes(ChannelRoutes):
    """What a bot does with threads."""

    def add_to(self, door: FrontDoor) -> None:
        members = "/channels/{channel_id}/thread-members"
        door.routes |= {
            ("GET", "/guilds/{guild_id}/threads/active"): self.active,
            ("POST", "/channels/{channel_id}/threads"): self.start,
            ("POST", "/channels/{channel_id}/messages/{message_id}/threads"): self.start_from_message,
            ("PATCH", "/channels/{channel_id}"): self.edit,
            ("DELETE", "/channels/{channel_id}"): self.delete,
            ("PUT", members + "/@me"): self.join,
            ("PUT", members + "/{user_id}"): self.add_member,
            ("DELETE", members + "/{user_id}"): self.remove_member,
        }

    async def active(self, call: Call) -> Json:
        """Return the guild's threads that the bot sees and that are not archived."""
        guild = self._world.guilds.get(call.parameters["guild_id"])
        if guild is None or not self._world.has_bot(guild):
            raise ApiError(404, 10004, "Unknown Guild")
        mine = [self._world.channels[key] for key in guild.channel_ids if key in self._world.channels]
        seen = [one for one in mine if one["type"] in THREADS and self._may(one, Permission.VIEW_CHANNEL)]
        threads = [one for one in seen if not one["thread_metadata"]["archived"]]
        return {"threads": threads, "members": [], "has_more": False}

    async def start(self, call: Call) -> Json:
        """Begin a thread without a message: private unless the body says otherwise."""
        return await self._start(call, ChannelType(call.body.get("type") or ChannelType.PRIVATE_THREAD))

    async def start_from_message(self, call: Call) -> Json:
        """Begin a public thread at a message."""
        if call.parameters["message_id"] not in self._world.messages:
            raise ApiError(404, 10008, "Unknown Message")
        return await self._start(call, ChannelType.PUBLIC_THREAD)

    async def _start(self, call: Call, kind: ChannelType) -> Json:
        if kind not in _NEEDED:
            raise ApiError(400, 50024, "Cannot execute action on this channel type")
        parent = self._channel(call, Permission.VIEW_CHANNEL | _NEEDED[kind])
        if parent["type"] != ChannelType.TEXT:
            raise ApiError(400, 50024, "Cannot execute action on this channel type")
        thread = self._world.add_thread(parent, call.body["name"], self._world.app_id, kind)
        thread["thread_metadata"]["auto_archive_duration"] = call.body.get("auto_archive_duration") or 1440
        await self._gateway.dispatch("THREAD_CREATE", {**thread, "newly_created": True}, guild_id=parent["guild_id"])
        return thread

    async def edit(self, call: Call) -> Json:
        """Archive, lock or rename a thread; own ones may be archived by their maker, the rest takes a permission."""
        channel = self._channel(call, Permission.VIEW_CHANNEL)
        if channel["type"] in THREADS:
            is_own = channel["owner_id"] == self._world.app_id and set(call.body) <= _ARCHIVED_BY_ALL
            if not is_own:
                self._require(channel, Permission.MANAGE_THREADS)
            for key in ("archived", "locked", "auto_archive_duration"):
                if key in call.body:
                    channel["thread_metadata"][key] = call.body[key]
            await self._gateway.dispatch("THREAD_UPDATE", channel, guild_id=channel["guild_id"])
        if call.body.get("name"):
            channel["name"] = call.body["name"]
        return channel

    async def delete(self, call: Call) -> Json:
        """Delete a thread, with its messages."""
        thread = self._thread(call, Permission.VIEW_CHANNEL | Permission.MANAGE_THREADS)
        self._world.channels.pop(thread["id"])
        for message in [one for one in self._world.messages.values() if one["channel_id"] == thread["id"]]:
            self._world.remove_message(message)
        await self._gateway.dispatch("THREAD_DELETE", thread, guild_id=thread["guild_id"])
        return thread

    async def join(self, call: Call) -> None:
        await self._add(self._thread(call, Permission.VIEW_CHANNEL), self._world.app_id)

    async def add_member(self, call: Call) -> None:
        """Add someone, which the thread itself says by a message of its own."""
        thread = self._thread(call, Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES_IN_THREADS)
        user = self._world.users.get(call.parameters["user_id"])
        if user is None or user["id"] not in self._world.guilds[thread["guild_id"]].members:
            raise ApiError(404, 10007, "Unknown Member")
        if user["id"] in self._world.thread_members[thread["id"]]:
            return
        await self._add(thread, user["id"])
        said = self._world.add_message(
            thread, self._world.bot, {}, type=int(MessageType.RECIPIENT_ADD), mentions=[user]
        )
        await self._gateway.dispatch_message("MESSAGE_CREATE", said, thread)

    async def remove_member(self, call: Call) -> None:
        thread = self._thread(call, Permission.VIEW_CHANNEL)
        self._world.thread_members[thread["id"]].discard(call.parameters["user_id"])

    async def _add(self, thread: Json, user_id: str) -> None:
        members = self._world.thread_members[thread["id"]]
        members.add(user_id)
        thread["member_count"] = len(members)
        added = {"id": thread["id"], "user_id": user_id, "join_timestamp": self._world.iso(), "flags": 0}
        told = {
            "id": thread["id"],
            "guild_id": thread["guild_id"],
            "member_count": len(members),
            "added_members": [added],
            "removed_member_ids": [],
        }
        await self._gateway.dispatch("THREAD_MEMBERS_UPDATE", told, guild_id=thread["guild_id"])

    def _thread(self, call: Call, needed: Permission) -> Json:
        channel = self._channel(call, needed)
        if channel["type"] not in THREADS:
            raise ApiError(400, 50024, "Cannot execute action on this channel type")
        return channel
