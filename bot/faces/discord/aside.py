"""Answers of which nobody can tell whether they arrived: set aside for their reader, who calls for them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import aiohttp
import discord

from bot.core.clock import Clock
from bot.core.letters import Post
from bot.core.reply import Reply, Visibility
from bot.faces.discord import sturdy
from bot.render.wording import say

CALL = "face:answer:"


async def called_for(post: Post | None, action: str, user_id: int) -> AsyncIterator[Reply]:
    """Yield what was set aside under the key of an action, which is untrusted; words where there is nothing (more)."""
    found = None if post is None else await post.called_for(kept(action.removeprefix(CALL)), user_id)
    reply = found or Reply(say("discord", "called-before"))
    # Never in the place of the note, which all may see.
    yield replace(reply, visibility=Visibility.PERSONAL, in_place=False)


async def tidy(
    shown: asyncio.Task[None], post: Post | None, action: str, interaction: discord.Interaction[Any], clock: Clock
) -> None:
    """Take a note away once its answer was shown, and forget the answer; a note that stays may be pressed again."""
    await asyncio.wait({shown})
    note = interaction.message
    if shown.cancelled() or shown.exception() or note is None or post is None:
        return
    try:
        await sturdy.sturdy(note.delete, clock)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        if getattr(error, "code", 0) != sturdy.UNKNOWN_MESSAGE:
            return
    await post.forget(kept(action.removeprefix(CALL)), interaction.user.id)


def kept(key: str) -> str:
    """Return the key under which the outbox has an answer that was set aside."""
    return f"aside:{key}"
