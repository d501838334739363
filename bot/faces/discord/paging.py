"""A page of a long output, read from the file that its message carries: after a restart and a week as at once."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord

from bot.core.clock import Clock
from bot.core.reply import Attachment, Choice, Code, Emphasis, Reply, Visibility
from bot.faces.discord import sturdy, text, widgets
from bot.faces.discord.custom_ids import BUTTON_TEMPLATE, CustomId
from bot.faces.discord.pages import MOST_BYTES, MOST_WORDS, OUTPUT, number_of, pages_of, turns_from
from bot.render.wording import say

_BLOCK = re.compile(r"```([a-z0-9+#-]{0,16})\n.*?\n```", re.DOTALL)
_SMALL = "-# "
_EMPHASES = {style: emphasis for emphasis, style in widgets.STYLES.items()}


async def turned(interaction: discord.Interaction[Any], action: str, clock: Clock) -> AsyncIterator[Reply]:
    """Yield the page of an action to who pressed: in place where they alone see the message, else to them alone.

    The number is untrusted: beyond the ends are the first and the last page.
    """
    message = interaction.message
    output = None if message is None else await _output_of(message, clock)
    if message is None or output is None:
        yield Reply(say("discord", "output-gone"), visibility=Visibility.PERSONAL)
        return
    pages = pages_of(output)
    number = min(max(1, number_of(action) or 1), len(pages))
    is_for_one = message.flags.ephemeral or interaction.guild_id is None
    around = _around(message) if is_for_one else None
    words, note, others = around or ("", "", ())
    block = _BLOCK.search(message.content)
    yield Reply(
        words,
        Code(pages[number - 1], block[1] if block else ""),
        note,
        choices=(*turns_from(number, len(pages)), *others),
        file=Attachment(OUTPUT, output.encode()),  # a page has the whole with it, so it can be turned in its turn
        visibility=Visibility.PERSONAL,
        in_place=around is not None,
    )


def turns_of(message: discord.Message) -> tuple[Choice, ...]:
    """Return the buttons of a message that turn pages."""
    return tuple(choice for choice in _choices(message) or () if number_of(choice.action) is not None)


async def _output_of(message: discord.Message, clock: Clock) -> str | None:
    """Return the whole output that a message carries; `None` where it is gone or not to be had."""
    file = next((file for file in message.attachments if file.filename == OUTPUT), None)
    if file is None or file.size > MOST_BYTES or not file.url.startswith(f"{discord.Asset.BASE}/"):
        return None
    try:
        return (await sturdy.sturdy(file.read, clock)).decode()
    except (discord.HTTPException, aiohttp.ClientError, OSError, UnicodeDecodeError):
        return None


def _around(message: discord.Message) -> tuple[str, str, tuple[Choice, ...]] | None:
    """Return what stays as it is when a page takes the place of another: words, small print and buttons.

    `None` where something would be lost, or where there is too much of it.
    """
    block, choices = _BLOCK.search(message.content), _choices(message)
    if block is None or choices is None or len(message.attachments) != 1:
        return None
    words = message.content[: block.start()].strip()
    lines = message.content[block.end() :].strip().splitlines()
    if text.units(words) > MOST_WORDS or not all(line.startswith(_SMALL) for line in lines):
        return None
    others = tuple(choice for choice in choices if number_of(choice.action) is None)
    return words, "\n".join(line.removeprefix(_SMALL) for line in lines), others


def _choices(message: discord.Message) -> tuple[Choice, ...] | None:
    """Return the buttons of a message; `None` where it has components of another kind."""
    choices = []
    for row in message.components:
        for part in row.children if isinstance(row, discord.ActionRow) else (row,):
            match = BUTTON_TEMPLATE.fullmatch(part.custom_id or "") if isinstance(part, discord.Button) else None
            if not isinstance(part, discord.Button) or match is None:
                return None
            emphasis = _EMPHASES.get(part.style, Emphasis.SECONDARY)
            choices.append(Choice(part.label or "", CustomId.of(match).action, emphasis, part.disabled))
    return tuple(choices)
