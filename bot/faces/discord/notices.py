"""What an operator is told once."""

from __future__ import annotations

import discord

from bot.core.clock import Clock
from bot.core.letters import Letter, Post
from bot.core.reply import Reply
from bot.faces.discord.settings import Memory
from bot.render.wording import say

_TOLD_KEY = "discord-content-refused-told"


async def tell_of_refused_content(client: discord.Client, post: Post | None, memory: Memory, clock: Clock) -> None:
    """Tell the application's owner that open channels need the message content intent; once, not at every start."""
    application = client.application
    if application is None or post is None or await memory.get(_TOLD_KEY) is not None:
        return
    now, owner = clock.now(), application.owner.id
    if application.team is not None:  # then the owner is a user that Discord made up
        owner = application.team.owner_id or owner
    await post.write(Letter(_TOLD_KEY, Reply(say("discord", "content-refused")), now, user_id=owner), now)
    await memory.set(_TOLD_KEY, now.isoformat())
