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
from bot.faces.discord.paging import turns_of
from bot.render.wording import say

SHARE = "face:share"
_COLOURED = re.compile(r"```ansi\n(.*?)\n```", re.DOTALL)
_SMALL_PRINT = re.compile(r"(?:^-# .*\n?)+\Z", re.MULTILINE)


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


async def for_presser(
    replies: AsyncIterator[Reply], message: discord.Message | None, *, is_own: bool
) -> AsyncIterator[Reply]:
    """Yield replies to a press as who pressed is to see them.

    Begun for one person alone, they stay so; the share button is the way out. On a message that is another's, or
    everybody's, what would take its place is for who pressed alone: the others go on reading.
    """
    is_private = is_for_one(message)
    async for reply in replies:
        if is_private:
            yield replace(reply, visibility=Visibility.PERSONAL)
        elif reply.in_place and not is_own:
            yield replace(reply, visibility=Visibility.PERSONAL, in_place=False)
        else:
            yield reply


async def share(interaction: discord.Interaction[Any], clock: Clock) -> AsyncIterator[Reply]:
    """Yield the pressed message as a public reply, with the name of who shares it."""
    message = interaction.message
    if message is None:
        return
    picture: Picture | None = None
    files: list[Attachment] = []
    for attachment in message.attachments:
        content = await sturdy.sturdy(attachment.read, clock)
        if attachment.description:
            picture = Picture(content, attachment.filename, attachment.description)
        else:
            files.append(Attachment(attachment.filename, content))
    by = say("discord", "shared-by", name=text.head(interaction.user.display_name, 40))
    words, note = _without_note(message.content)
    output = _COLOURED.search(words)
    code = None if output is None else Code(output.group(1), "ansi")
    if output is not None:
        words = words[: output.start()] + words[output.end() :]
    yield Reply(words, code, f"{by}\n{note}", picture, turns_of(message), more_files=tuple(files))


def _without_note(content: str) -> tuple[str, str]:
    """Return a message's words and the small print below them, which stays whole where the words have to be cut."""
    small = _SMALL_PRINT.search(content)
    if small is None:
        return content, ""
    return content[: small.start()], "\n".join(line.removeprefix("-# ") for line in small.group().split("\n"))
