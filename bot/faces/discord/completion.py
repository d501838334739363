"""Options that complete while they are typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from discord import app_commands

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
        fitting = [entry for entry in found if entry.label.strip() and 0 < len(entry.value) <= limits.OPTION_CHARACTERS]
        return [
            app_commands.Choice(name=text.head(text.clean(entry.label), limits.OPTION_CHARACTERS), value=entry.value)
            for entry in fitting[: limits.COMPLETIONS]
        ]

    return app_commands.autocomplete(**{option: complete})
