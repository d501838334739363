"""Commands for real: running them, the sandbox, its files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import discord
from discord import app_commands

from bot.faces.discord.completion import completing
from bot.faces.discord.face import AnyInteraction, Face
from bot.faces.discord.words import WHO_SEES, Seen, named, seen_by, slash, wish

AnyCommand = app_commands.Command[Any, ..., Any] | app_commands.Group


def commands(face: Face) -> Iterator[AnyCommand]:
    """Yield the commands of this subject."""

    @slash("run", "Run a command in your own sandbox", command="One command line", visibility=WHO_SEES)
    @completing(face, "run", "command")
    @seen_by
    async def run(
        interaction: AnyInteraction, command: app_commands.Range[str, 1, 2000], visibility: Seen = None
    ) -> None:
        await face.do(interaction, "run", {"command": command, "visibility": wish(visibility)})

    @slash(
        "file",
        "Read or write a file of your sandbox",
        name="The file's name",
        attachment="A file to put there",
        visibility=WHO_SEES,
    )
    @completing(face, "file", "name")
    @seen_by
    async def file(
        interaction: AnyInteraction,
        name: app_commands.Range[str, 1, 100] | None = None,
        attachment: discord.Attachment | None = None,
        visibility: Seen = None,
    ) -> None:
        await face.do(interaction, "file", {"name": name, "visibility": wish(visibility)}, attachment=attachment)

    @slash("terminal", "Open a terminal in a thread", command="What to run in it; else a shell where you are")
    @completing(face, "terminal", "command")
    async def terminal(interaction: AnyInteraction, command: app_commands.Range[str, 1, 2000] | None = None) -> None:
        await face.do(interaction, "terminal", {"command": command})

    yield from (run, file, terminal, _sandbox(face))


def _sandbox(face: Face) -> app_commands.Group:
    group = app_commands.Group(name=named("sandbox", "sandbox"), description=named("Your own sandbox", "sandbox-help"))

    @slash("sandbox status", "See what is in it and how long it stays", parent=group)
    async def status(interaction: AnyInteraction) -> None:
        await face.do(interaction, "sandbox status")

    @slash("sandbox extend", "Keep it for longer", parent=group)
    async def extend(interaction: AnyInteraction) -> None:
        await face.do(interaction, "sandbox extend")

    @slash("sandbox reset", "Begin anew with an empty one", parent=group)
    async def reset(interaction: AnyInteraction) -> None:
        await face.do(interaction, "sandbox reset")

    @slash("sandbox resume", "Bring back the last one", parent=group)
    async def resume(interaction: AnyInteraction) -> None:
        await face.do(interaction, "sandbox resume")

    @slash("sandbox stop", "Stop the command that runs", parent=group)
    async def stop(interaction: AnyInteraction) -> None:
        await face.do(interaction, "sandbox stop")

    return group
