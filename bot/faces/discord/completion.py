"""Options that complete while they are typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import discord
import structlog
from discord import app_commands

from bot.core.reply import MenuOption
from bot.faces.discord import limits, text
from bot.faces.discord.face import AnyInteraction, Face
from bot.faces.discord.members import member_of


def completing(face: Face, verb: str, option: str) -> Callable[[Any], Any]:
    """Let the conversation complete an option of a command."""

    async def complete(interaction: AnyInteraction, typed: str) -> list[app_commands.Choice[str]]:
        try:
            found = await face.conversation.complete(member_of(interaction), verb, option, typed)
        except Exception:  # noqa: BLE001 - logged; whatever it was must not keep anyone from typing on
            structlog.get_logger("discord").exception("completion failed", verb=verb)
            return []
        choices = fitting(found)
        await face.suggest(interaction, choices)
        # Else discord.py sends them once more, also where Discord heard them and its answer was lost.
        interaction.response._response_type = discord.InteractionResponseType.autocomplete_result  # noqa: SLF001
        return choices

    return app_commands.autocomplete(**{option: complete})


def fitting(found: Sequence[MenuOption]) -> list[app_commands.Choice[str]]:
    """Return what Discord takes of the completions: 25, with names that can be read and values that can be sent."""
    named = [(text.label(entry.label, limits.OPTION_CHARACTERS), entry.value) for entry in found]
    fit = [(name, value) for name, value in named if name and text.is_sendable(value, limits.OPTION_CHARACTERS)]
    return [app_commands.Choice(name=name, value=value) for name, value in fit[: limits.COMPLETIONS]]
