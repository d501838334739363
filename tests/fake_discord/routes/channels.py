"""What routes of channels share: the channel is there, and the bot may do this in it."""

from __future__ import annotations

from tests.fake_discord.errors import ApiError
from tests.fake_discord.gateway import Gateway
from tests.fake_discord.models import THREADS, Json, Permission
from tests.fake_discord.rest import Call
from tests.fake_discord.world import World


class ChannelRoutes:
    """Routes below `/channels/{channel_id}`."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self._world = world
        self._gateway = gateway

    def _channel_of(self, call: Call) -> Json:
        channel = self._world.channels.get(call.parameters["channel_id"])
        if channel is None:
            raise ApiError(404, 10003, "Unknown Channel")
        return channel

    def _channel(self, call: Call, needed: Permission) -> Json:
        channel = self._channel_of(call)
        self._require(channel, needed)
        return channel

    def _may(self, channel: Json, needed: Permission) -> bool:
        return self._world.permissions(self._world.bot, channel) & needed == needed

    def _require(self, channel: Json, needed: Permission) -> None:
        held = self._world.permissions(self._world.bot, channel)
        if not held & Permission.VIEW_CHANNEL:
            raise ApiError(403, 50001, "Missing Access")
        if held & needed != needed:
            raise ApiError(403, 50013, "Missing Permissions")


def send_permission(channel: Json) -> Permission:
    """Return what sending takes in a channel."""
    if channel["type"] in THREADS:
        return Permission.SEND_MESSAGES_IN_THREADS
    return Permission.SEND_MESSAGES
