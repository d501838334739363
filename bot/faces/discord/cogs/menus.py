"""What can be done with a message: context menu commands."""

from __future__ import annotations

from collections.abc import Iterator

import discord
from discord import app_commands

from bot.faces.discord.face import AnyInteraction, Face
from bot.faces.discord.words import named
from bot.render.wording import say


def menus(face: Face) -> Iterator[tuple[str, app_commands.ContextMenu]]:
    """Yield the context menus, each with the verb that it needs."""

    async def explain(interaction: AnyInteraction, message: discord.Message) -> None:
        if not message.content.strip():
            await face.tell(interaction, say("discord", "message-empty"))
            return
        # Asked about, never typed in: what a message says may be a command.
        await face.do(interaction, "ask", {"question": message.content})

    async def run(interaction: AnyInteraction, message: discord.Message) -> None:
        if not message.content.strip():
            await face.tell(interaction, say("discord", "message-empty"))
            return
        await face.do(interaction, "run", {"command": message.content})

    yield "ask", app_commands.ContextMenu(name=named("Explain this message", "menu-explain"), callback=explain)
    yield "run", app_commands.ContextMenu(name=named("Run this command", "menu-run"), callback=run)
