"""A file that is given with a command, handed on as text."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

import discord

from bot.core.clock import Clock
from bot.core.people import Member
from bot.core.reply import Reply, Visibility
from bot.faces.discord import limits, sturdy
from bot.render.wording import say
from bot.talk.port import Conversation


async def with_file(
    conversation: Conversation,
    clock: Clock,
    member: Member,
    verb: str,
    options: Mapping[str, str],
    attachment: discord.Attachment,
) -> AsyncIterator[Reply]:
    """Fetch the file within the stream, so that the acknowledgement does not wait for it; then carry it all out."""
    if attachment.size > limits.TAKEN_FILE_BYTES:
        yield _personal(say("discord", "attachment-too-large", most_kib=limits.TAKEN_FILE_BYTES // 1024))
        return
    try:
        content = (await sturdy.sturdy(attachment.read, clock)).decode("utf-8")
    except UnicodeDecodeError:
        yield _personal(say("discord", "attachment-not-text"))
        return
    given = {"name": attachment.filename, **options, "attachment": content}
    async for reply in conversation.do(member, verb, given):
        yield reply


def _personal(words: str) -> Reply:
    return Reply(words, visibility=Visibility.PERSONAL)
