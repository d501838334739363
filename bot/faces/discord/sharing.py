"""A private answer shown to all, when its owner wants that."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import discord

from bot.core.clock import Clock
from bot.core.reply import Attachment, Choice, Code, Picture, Reply, Visibility
from bot.faces.discord import sturdy, text
from bot.render.wording import say

SHARE = "face:share"
_COLOURED = re.compile(r"```ansi\n(.*?)\n```", re.DOTALL)


def is_for_one(message: discord.Message | None) -> bool:
    """Tell whether one person alone sees a message."""
    return message is not None and message.flags.ephemeral


def with_share_button(reply: Reply, interaction: discord.Interaction[Any]) -> Reply:
    """Add the button to a private reply with something to show; a public one, or one put in its place, all see."""
    if reply.visibility is not Visibility.PERSONAL or not (reply.code or reply.picture or reply.note):
        return reply
    if reply.in_place and interaction.message is not None and not is_for_one(interaction.message):
        return reply
    return replace(reply, choices=(*reply.choices, Choice(say("discord", "share"), SHARE)))


async def kept_private(replies: AsyncIterator[Reply]) -> AsyncIterator[Reply]:
    """Yield replies as what they follow: begun for one person alone, they stay so; the share button is the way out."""
    async for reply in replies:
        yield replace(reply, visibility=Visibility.PERSONAL)


async def share(interaction: discord.Interaction[Any], clock: Clock) -> AsyncIterator[Reply]:
    """Yield the pressed message as a public reply, with the name of who shares it."""
    message = interaction.message
    if message is None:
        return
    picture: Picture | None = None
    file: Attachment | None = None
    for attachment in message.attachments:
        content = await sturdy.sturdy(attachment.read, clock)
        if attachment.description:
            picture = Picture(content, attachment.filename, attachment.description)
        else:
            file = Attachment(attachment.filename, content)
    note = say("discord", "shared-by", name=text.head(interaction.user.display_name, 40))
    output = _COLOURED.search(message.content)
    if output is None:
        yield Reply(message.content, note=note, picture=picture, file=file)
    else:
        words = message.content[: output.start()] + message.content[output.end() :]
        yield Reply(words, Code(output.group(1), "ansi"), note, picture, file=file)
