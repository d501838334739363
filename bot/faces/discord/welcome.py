"""The first word in a new guild."""

from __future__ import annotations

import discord

from bot.core.letters import Letter
from bot.faces.discord.face import Face
from bot.render.messages import render_guild_welcome


async def welcome(face: Face, guild: discord.Guild) -> None:
    """Greet in the system channel or the first one the bot may write in, with buttons for everyone."""
    channel = _writable(guild)
    if channel is None or face.post is None:
        return
    now = face.clock.now()
    # A guild that sent the bot away and took it in again is greeted again.
    key = f"welcome:{guild.id}:{guild.me.joined_at or now:%Y-%m-%dT%H:%M:%S}"
    words = render_guild_welcome(face.settings.verbs)
    await face.post.write(Letter(key, words, now, channel_id=channel.id, guild_id=guild.id), now)


def _writable(guild: discord.Guild) -> discord.TextChannel | None:
    channels = [guild.system_channel, *guild.text_channels]
    for channel in channels:
        if channel is None:
            continue
        may = channel.permissions_for(guild.me)
        if may.view_channel and may.send_messages:
            return channel
    return None
