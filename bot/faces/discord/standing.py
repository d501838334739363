"""Whether a message stands already: Discord may have heard what it never answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import aiohttp
import discord

from bot.faces.discord.presenter import Shown, ShownMenu

UNANSWERED = (discord.DiscordServerError, aiohttp.ClientError, OSError)
"""What says nothing of whether a request was heard."""


async def standing(look: Callable[[], Awaitable[discord.Message | None]], shown: Shown) -> discord.Message | None:
    """Return the message that is found when it shows this; nothing where it does not, or nobody can look."""
    try:
        message = await look()
    except (discord.HTTPException, aiohttp.ClientError, OSError):
        return None
    return message if message is not None and shows(message, shown) else None


def shows(message: discord.Message, shown: Shown) -> bool:
    """Tell whether a message says this, with its buttons and files."""
    is_said = message.content.strip() == shown.content.strip()
    return is_said and has_buttons(message, shown) and len(message.attachments) >= len(shown.uploads)


def has_buttons(message: discord.Message, shown: Shown) -> bool:
    """Tell whether a message has these buttons; an answer may have one more where it was shown first: to share it."""
    there = {one.custom_id for row in message.components for one in getattr(row, "children", ())}
    rows = [(row,) if isinstance(row, ShownMenu) else row for row in shown.rows]
    return {one.custom_id for row in rows for one in row} <= there
