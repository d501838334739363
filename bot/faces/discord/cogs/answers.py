"""Questions, commands and lessons: what a learner looks up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from discord import app_commands

from bot.faces.discord.completion import completing
from bot.faces.discord.face import AnyInteraction, Face
from bot.faces.discord.words import WHO_SEES, Seen, seen_by, slash, wish

AnyCommand = app_commands.Command[Any, ..., Any] | app_commands.Group


def commands(face: Face) -> Iterator[AnyCommand]:
    """Yield the commands of this subject."""

    @slash("ask", "Ask about Docker in your own words", question="Your question", visibility=WHO_SEES)
    @seen_by
    async def ask(
        interaction: AnyInteraction, question: app_commands.Range[str, 1, 500], visibility: Seen = None
    ) -> None:
        await face.do(interaction, "ask", {"question": question, "visibility": wish(visibility)})

    @slash("cmd", "Find the command you are thinking of", word="A command, in Korean or English", visibility=WHO_SEES)
    @completing(face, "cmd", "word")
    @seen_by
    async def cmd(interaction: AnyInteraction, word: app_commands.Range[str, 1, 100], visibility: Seen = None) -> None:
        await face.do(interaction, "cmd", {"word": word, "visibility": wish(visibility)})

    @slash("explain", "Explain a command line word by word", line="The command line", visibility=WHO_SEES)
    @seen_by
    async def explain(
        interaction: AnyInteraction, line: app_commands.Range[str, 1, 1000], visibility: Seen = None
    ) -> None:
        await face.do(interaction, "explain", {"line": line, "visibility": wish(visibility)})

    @slash("lesson", "Read a lesson", lesson="The lesson", visibility=WHO_SEES)
    @completing(face, "lesson", "lesson")
    @seen_by
    async def lesson(
        interaction: AnyInteraction,
        lesson: app_commands.Range[str, 1, 100] | None = None,
        visibility: Seen = None,
    ) -> None:
        await face.do(interaction, "lesson", {"lesson": lesson, "visibility": wish(visibility)})

    @slash("help", "What can be done here")
    async def help_(interaction: AnyInteraction) -> None:
        await face.do(interaction, "help")

    yield from (ask, cmd, explain, lesson, help_)
