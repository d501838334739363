"""Answers of which nobody can tell whether they arrived: set aside for their reader, who calls for them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import aiohttp
import discord
import structlog

from bot.core.clock import Clock
from bot.core.letters import Letter, Post
from bot.core.reply import Choice, Emphasis, Reply, Visibility
from bot.faces.discord import sturdy
from bot.render.wording import say

CALL = "face:answer:"


def setter(
    post: Post | None, clock: Clock, key: str, user_id: int, whole: Callable[[Reply], Reply] = lambda reply: reply
) -> Callable[[Reply], Awaitable[Reply]]:
    """Return what sets an answer aside and gives back the note, with a button for its reader alone, that calls for it.

    `key` names the answer, `whole` gives it what only the last state has. Where nothing can be kept the answer itself
    is given back: seen twice is better than never.
    """

    async def set_aside(reply: Reply) -> Reply:
        try:
            if post is None:
                return reply
            now = clock.now()
            await post.set_aside(Letter(_kept(key), whole(reply), now, user_id=user_id), now)
        except Exception:  # noqa: BLE001 - whatever it was, the answer has to come
            structlog.get_logger("discord").exception("an answer could not be set aside", answer=key)
            return reply
        call = Choice(say("discord", "call"), f"{CALL}{key}", Emphasis.PRIMARY)
        return Reply(say("discord", "set-aside", user_id=user_id), choices=(call,))

    return set_aside


async def called_for(post: Post | None, action: str, user_id: int) -> AsyncIterator[Reply]:
    """Yield what was set aside under the key of an action, which is untrusted; words where there is nothing (more)."""
    kept = None if post is None else await post.called_for(_kept(action.removeprefix(CALL)), user_id)
    reply = kept or Reply(say("discord", "called-before"))
    # Never in the place of the note, which all may see.
    yield replace(reply, visibility=Visibility.PERSONAL, in_place=False)


async def tidy(
    shown: asyncio.Task[None], post: Post | None, action: str, interaction: discord.Interaction[Any], clock: Clock
) -> None:
    """Take a note away once its answer was shown, and forget the answer; a note that stays may be pressed again."""
    await asyncio.wait({shown})
    note = interaction.message
    if shown.cancelled() or note is None or post is None:
        return
    try:
        await sturdy.sturdy(note.delete, clock)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        if getattr(error, "code", 0) != sturdy.UNKNOWN_MESSAGE:
            return
    await post.forget(_kept(action.removeprefix(CALL)), interaction.user.id)


def _kept(key: str) -> str:
    return f"aside:{key}"
