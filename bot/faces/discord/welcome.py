"""The first word in a new guild."""

from __future__ import annotations

import discord

from bot.core.people import Member
from bot.core.reply import Reply
from bot.faces.discord.custom_ids import ANYONE
from bot.faces.discord.face import Face
from bot.faces.discord.live import Live
from bot.faces.discord.places import ChannelPlace, Delivery
from bot.faces.discord.presenter import Shown, present

_VERBS = ("welcome", "help")


async def welcome(face: Face, client: discord.Client, guild: discord.Guild) -> None:
    """Greet in the system channel or the first one the bot may write in, with buttons for everyone."""
    verb = next((verb for verb in _VERBS if verb in face.settings.verbs), None)
    channel = _writable(guild)
    if verb is None or channel is None or client.user is None:
        return
    member = Member(client.user.id, guild.name, guild.id, channel.id)

    def shown(reply: Reply, is_final: bool) -> Shown:  # noqa: FBT001 - a plain callback of two values
        return present(reply, ANYONE, is_final=is_final)

    place = ChannelPlace(channel, face.clock, f"w{guild.id}", is_private=True)
    live = Live(face.conversation.do(member, verb, {}), Delivery([place]), face.clock, shown)
    face.show(live, name=f"welcome {guild.id}")


def _writable(guild: discord.Guild) -> discord.TextChannel | None:
    channels = [guild.system_channel, *guild.text_channels]
    for channel in channels:
        if channel is None:
            continue
        may = channel.permissions_for(guild.me)
        if may.view_channel and may.send_messages:
            return channel
    return None
