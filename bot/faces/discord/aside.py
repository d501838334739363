"""What may have arrived, though nobody can tell: set aside for its reader, who calls for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import aiohttp
import discord

from bot.core.clock import Clock
from bot.core.letters import Letter, Post
from bot.core.reply import Choice, Emphasis, Reply, Visibility
from bot.faces.discord import sturdy, text
from bot.render.wording import say

CALL = "face:answer:"
LETTER = "face:letter:"
_NOTE = "note:"
_MOST_TITLE = 120


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


def note_on(letter: Letter, at: datetime) -> Letter:
    """Return the note on a letter to a channel that is set aside; whoever sees it may call for the letter."""
    title = text.head(letter.reply.text.strip().partition("\n")[0], _MOST_TITLE)
    call = Choice(say("discord", "call-letter"), f"{LETTER}{letter.key}", Emphasis.PRIMARY)
    words = Reply(say("discord", "letter-set-aside", title=title), choices=(call,))
    return replace(letter, key=f"{_NOTE}{letter.key}", reply=words, not_before=at)


def is_note(letter: Letter) -> bool:
    """Tell whether a letter is a note on another."""
    return letter.key.startswith(_NOTE)


async def letter_of(post: Post | None, action: str, channel_id: int | None) -> AsyncIterator[Reply]:
    """Yield the letter of an action, which is untrusted, to one who asks for it in its own channel; else words.

    It stays for the next who asks, until it goes with time.
    """
    found = None
    if post is not None and channel_id is not None:
        found = await post.called_for_in(action.removeprefix(LETTER), channel_id)
    reply = found or Reply(say("discord", "letter-gone"))
    yield replace(reply, visibility=Visibility.PERSONAL, in_place=False)


def kept(key: str) -> str:
    """Return the key under which the outbox has an answer that was set aside."""
    return f"aside:{key}"
