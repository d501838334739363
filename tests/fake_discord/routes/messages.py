"""Messages in channels, threads and direct messages."""

from __future__ import annotations

import re

from tests.fake_discord import rules
from tests.fake_discord.errors import ApiError
from tests.fake_discord.gateway import Gateway
from tests.fake_discord.models import ChannelType, Json, Permission
from tests.fake_discord.rest import Call, FrontDoor
from tests.fake_discord.routes.channels import ChannelRoutes, send_permission
from tests.fake_discord.world import World


class MessageRoutes(ChannelRoutes):
    """What a bot does with messages as itself, by its permissions in the channel."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        super().__init__(world, gateway)
        self.base_url = ""

    def add_to(self, door: FrontDoor) -> None:
        one = "/channels/{channel_id}/messages/{message_id}"
        door.routes |= {
            ("GET", "/channels/{channel_id}"): self.channel,
            ("POST", "/channels/{channel_id}/typing"): self.typing,
            ("POST", "/channels/{channel_id}/messages"): self.send,
            ("GET", "/channels/{channel_id}/messages"): self.history,
            ("GET", one): self.get,
            ("PATCH", one): self.edit,
            ("DELETE", one): self.delete,
        }

    async def channel(self, call: Call) -> Json:
        return self._channel(call, Permission.VIEW_CHANNEL)

    async def typing(self, call: Call) -> None:
        self._channel(call, Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES)

    async def send(self, call: Call) -> Json:
        channel = self._channel(call, Permission.VIEW_CHANNEL | send_permission(self._channel_of(call)))
        body = call.body or {}
        if channel["type"] == ChannelType.DM and channel["recipients"][0]["id"] in self._world.closed_dms:
            raise ApiError(403, 50007, "Cannot send messages to this user")
        if body.get("message_reference") and not self._may(channel, Permission.READ_MESSAGE_HISTORY):
            raise ApiError(403, 160002, "Cannot reply without permission to read message history")
        if call.files:
            self._require(channel, Permission.ATTACH_FILES)
        rules.check_message(body)
        rules.check_files(call.files)
        rules.check_not_empty(body, call.files)
        nonce = body.get("nonce")
        if nonce is not None and body.get("enforce_nonce"):
            known = self._world.nonces.get((channel["id"], str(nonce)))
            if known is not None and known in self._world.messages:
                return self._world.messages[known]
        if "thread_metadata" in channel:
            channel["thread_metadata"]["archived"] = False  # a message wakes a thread up
        message = self._world.add_message(channel, self._world.bot, body)
        if nonce is not None:
            message["nonce"] = nonce
            self._world.nonces[channel["id"], str(nonce)] = message["id"]
        self._refer(message, body)
        self._world.attach(message, body, call.files, self.base_url)
        message["mentions"] = self._mentioned(body)
        await self._gateway.dispatch_message("MESSAGE_CREATE", message, channel)
        return message

    async def history(self, call: Call) -> list[Json]:
        channel = self._channel(call, Permission.VIEW_CHANNEL)
        if not self._may(channel, Permission.READ_MESSAGE_HISTORY):
            return []  # no refusal: who may not read the history sees none
        after, before = int(call.query.get("after", 0)), int(call.query.get("before", 1 << 63))
        found = [
            message
            for message in self._world.messages.values()
            if message["channel_id"] == channel["id"] and after < int(message["id"]) < before
        ]
        most = int(call.query.get("limit", 50))
        oldest_first = sorted(found, key=lambda message: int(message["id"]))
        # Discord pages from the side that was named, and always answers with the newest first.
        return (oldest_first[:most] if "after" in call.query else oldest_first[-most:])[::-1]

    def _refer(self, message: Json, body: Json) -> None:
        reference = body.get("message_reference")
        if not reference:
            return
        target = self._world.messages.get(str(reference["message_id"]))
        if target is None and reference.get("fail_if_not_exists", True):
            raise ApiError(400, 50035, "Invalid Form Body", errors={"message_reference": {"_errors": []}})
        message["type"] = 19
        message["message_reference"] = {
            "type": 0,
            "channel_id": message["channel_id"],
            "message_id": str(reference["message_id"]),
        }
        message["referenced_message"] = target

    def _mentioned(self, body: Json) -> list[Json]:
        """Return who is pinged: everyone named, unless `allowed_mentions` says otherwise."""
        allowed = body.get("allowed_mentions")
        ids = re.findall(r"<@!?(\d+)>", body.get("content") or "")
        if allowed is not None and "users" not in (allowed.get("parse") or []):
            ids = [user_id for user_id in ids if user_id in map(str, allowed.get("users") or [])]
        return [self._world.users[user_id] for user_id in ids if user_id in self._world.users]

    async def get(self, call: Call) -> Json:
        self._channel(call, Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY)
        return self._message(call)

    async def edit(self, call: Call) -> Json:
        channel = self._channel(call, Permission.VIEW_CHANNEL)
        message = self._message(call)
        if message["author"]["id"] != self._world.app_id:
            raise ApiError(403, 50005, "Cannot edit a message authored by another user")
        if channel.get("thread_metadata", {}).get("archived"):
            raise ApiError(400, 50083, "Thread is archived")
        if call.files:
            self._require(channel, Permission.ATTACH_FILES)
        rules.check_message(call.body, message["flags"])
        rules.check_files(call.files)
        self._world.edit(message, call.body, call.files, self.base_url)
        await self._gateway.dispatch_message("MESSAGE_UPDATE", message, channel)
        return message

    async def delete(self, call: Call) -> None:
        channel = self._channel(call, Permission.VIEW_CHANNEL)
        message = self._message(call)
        if message["author"]["id"] != self._world.app_id:
            raise ApiError(403, 50003, "Cannot execute action on this channel type")
        self._world.remove_message(message)
        told = {"id": message["id"], "channel_id": channel["id"]}
        await self._gateway.dispatch("MESSAGE_DELETE", told, guild_id=channel.get("guild_id"))

    def _message(self, call: Call) -> Json:
        message = self._world.messages.get(call.parameters["message_id"])
        if message is None or message["id"] in self._world.private_to:
            raise ApiError(404, 10008, "Unknown Message")
        return message
