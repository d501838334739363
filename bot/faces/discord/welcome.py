"""The first word in a new guild."""

from __future__ import annotations

from collections.abc import AsyncIterator

import discord

from bot.core.reply import Reply
from bot.faces.discord.custom_ids import ANYONE
from bot.faces.discord.face import Face
from bot.faces.discord.live import Live
from bot.faces.discord.places import ChannelPlace, Delivery
from bot.faces.discord.presenter import Shown, present
from bot.render.messages import render_guild_welcome


async def welcome(face: Face, guild: discord.Guild) -> None:
    """Greet in the system channel or the first one the bot may write in, with buttons for everyone."""
    channel = _writable(guild)
    if channel is None:
        return

    def shown(reply: Reply, is_final: bool) -> Shown:  # noqa: FBT001 - a plain callback of two values
        return present(reply, ANYONE, is_final=is_final)

    place = ChannelPlace(channel, face.clock, f"w{guild.id}", is_private=True)
    live = Live(_one(render_guild_welcome(face.settings.verbs)), Delivery([place]), face.clock, shown)
    face.show(live, name=f"welcome {guild.id}")


async def _one(reply: Reply) -> AsyncIterator[Reply]:
    yield reply


def _writable(guild: discord.Guild) -> discord.TextChannel | None:
    channels = [guild.system_channel, *guild.text_channels]
    for channel in channels:
        if channel is None:
            continue
        may = channel.permissions_for(guild.me)
        if may.view_channel and may.send_messages:
            return channel
    return None
