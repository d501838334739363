"""Quizzes, reviews, missions and progress."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from discord import app_commands

from bot.faces.discord.completion import completing
from bot.faces.discord.face import AnyInteraction, Face
from bot.faces.discord.words import WHO_SEES, Seen, named, seen_by, slash, wish

SOURCES = (
    ("A mix", "quiz-source-mix", "mix"),
    ("What is due", "quiz-source-due", "due"),
    ("What I got wrong", "quiz-source-wrong", "wrong"),
)
AnyCommand = app_commands.Command[Any, ..., Any] | app_commands.Group


def commands(face: Face) -> Iterator[AnyCommand]:
    """Yield the commands of this subject."""

    @slash(
        "quiz",
        "Take a short quiz",
        lesson="From which lesson",
        count="How many questions",
        source="Which questions",
        visibility=WHO_SEES,
    )
    @completing(face, "quiz", "lesson")
    @app_commands.choices(
        source=[app_commands.Choice(name=named(text, key), value=value) for text, key, value in SOURCES]
    )
    @seen_by
    async def quiz(
        interaction: AnyInteraction,
        lesson: app_commands.Range[str, 1, 100] | None = None,
        count: app_commands.Range[int, 1, 20] | None = None,
        source: app_commands.Choice[str] | None = None,
        visibility: Seen = None,
    ) -> None:
        wanted = {"lesson": lesson, "count": count, "source": None if source is None else source.value}
        await face.do(interaction, "quiz", {**wanted, "visibility": wish(visibility)})

    @slash("review", "Repeat what you are about to forget", visibility=WHO_SEES)
    @seen_by
    async def review(interaction: AnyInteraction, visibility: Seen = None) -> None:
        await face.do(interaction, "review", {"visibility": wish(visibility)})

    @slash("mission", "Do a task and have it checked", mission="The mission", visibility=WHO_SEES)
    @completing(face, "mission", "mission")
    @seen_by
    async def mission(
        interaction: AnyInteraction,
        mission: app_commands.Range[str, 1, 100] | None = None,
        visibility: Seen = None,
    ) -> None:
        await face.do(interaction, "mission", {"mission": mission, "visibility": wish(visibility)})

    @slash("progress", "See how far you are", visibility=WHO_SEES)
    @seen_by
    async def progress(interaction: AnyInteraction, visibility: Seen = None) -> None:
        await face.do(interaction, "progress", {"visibility": wish(visibility)})

    @slash("rank", "See the study group's ranking")
    async def rank(interaction: AnyInteraction) -> None:
        await face.do(interaction, "rank")

    @slash("duel", "Race the others in this channel")
    async def duel(interaction: AnyInteraction) -> None:
        await face.do(interaction, "duel")

    for command in (rank, duel):
        command.allowed_contexts = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)
        command.allowed_installs = app_commands.AppInstallationType(guild=True, user=False)

    @slash("privacy", "See, export or delete what is kept about you")
    async def privacy(interaction: AnyInteraction) -> None:
        await face.do(interaction, "privacy")

    yield from (quiz, review, mission, progress, rank, duel, privacy)
