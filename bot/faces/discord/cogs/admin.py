"""What a guild's admins set and see; shown to who may manage the guild."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import discord
from discord import app_commands

from bot.faces.discord.face import AnyInteraction, Face
from bot.faces.discord.words import slash

AnyCommand = app_commands.Command[Any, ..., Any] | app_commands.Group


def commands(face: Face) -> Iterator[AnyCommand]:
    """Yield the commands of this subject."""

    @slash("settings", "Settings of this server")
    async def settings(interaction: AnyInteraction) -> None:
        await face.do(interaction, "settings")

    @slash("audit", "The last commands of a member", member="The member")
    async def audit(interaction: AnyInteraction, member: discord.User) -> None:
        await face.do(interaction, "audit", {"member": member.id})

    @slash("content", "The course's state")
    async def content(interaction: AnyInteraction) -> None:
        await face.do(interaction, "content")

    @slash("group", "See how the study group is doing")
    async def group(interaction: AnyInteraction) -> None:
        await face.do(interaction, "group")

    for command in (settings, audit, content, group):
        command.default_permissions = discord.Permissions(manage_guild=True)
        command.allowed_contexts = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)
        command.allowed_installs = app_commands.AppInstallationType(guild=True, user=False)
        yield command
