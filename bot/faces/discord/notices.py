"""What an operator is told once."""

from __future__ import annotations

import aiohttp
import discord
import structlog

from bot.core.clock import Clock
from bot.faces.discord import sturdy
from bot.faces.discord.settings import Memory
from bot.render.wording import say

_TOLD_KEY = "discord-content-refused-told"


async def tell_of_refused_content(client: discord.Client, memory: Memory, clock: Clock) -> None:
    """Tell the application's owner that open channels need the message content intent; once, not at every start."""
    application = client.application
    if application is None or await memory.get(_TOLD_KEY) is not None:
        return
    owner_id = application.owner.id
    try:
        channel = await sturdy.sturdy(lambda: client.create_dm(discord.Object(owner_id)), clock)
        await sturdy.sturdy(lambda: channel.send(say("discord", "content-refused"), nonce=f"{application.id}c"), clock)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        structlog.get_logger("discord").warning("the owner could not be told", reason=str(error))
        return
    await memory.set(_TOLD_KEY, clock.now().isoformat())
