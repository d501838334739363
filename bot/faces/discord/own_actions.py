"""What the face carries out by itself: sharing an answer, turning a page, handing over what was set aside."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import discord

from bot.core.clock import Clock
from bot.core.letters import Post
from bot.core.reply import Reply
from bot.faces.discord import aside
from bot.faces.discord.pages import number_of
from bot.faces.discord.paging import turned
from bot.faces.discord.sharing import SHARE, share


@dataclass(frozen=True, slots=True)
class Own:
    """The replies to an action, whether their coming is for one person alone, and what is done with them shown."""

    replies: AsyncIterator[Reply]
    holds_privately: bool = True
    then: Callable[[asyncio.Task[None]], Coroutine[Any, Any, None]] | None = None


def own_answer(interaction: discord.Interaction[Any], action: str, post: Post | None, clock: Clock) -> Own | None:
    """Return the answer to an action, which is untrusted; `None` where the conversation is to be asked for it."""
    if action == SHARE:
        return Own(share(interaction, clock), holds_privately=False)
    if number_of(action) is not None:
        return Own(turned(interaction, action, clock))
    if action.startswith(aside.LETTER):
        return Own(aside.letter_of(post, action, interaction.channel_id))
    if action.startswith(aside.CALL):
        answer = aside.called_for(post, action, interaction.user.id)
        # The note that called for it goes once the answer is there.
        return Own(answer, then=lambda shown: aside.tidy(shown, post, action, interaction, clock))
    return None
