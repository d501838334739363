"""The command tree: built from what the conversation offers, synced only when it changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

import aiohttp
import discord
import structlog
from discord import app_commands

from bot.faces.discord import words
from bot.faces.discord.cogs import admin, answers, learning, menus, practice
from bot.faces.discord.face import AnyInteraction, Face
from bot.faces.discord.settings import Memory
from bot.render.messages import render_unexpected

_SUBJECTS = (answers, learning, practice, admin)
_HASH_KEY = "discord-commands"
_HALFWAY = "-"


class Tree(app_commands.CommandTree[Any]):
    """The bot's commands."""

    def __init__(self, client: discord.Client, face: Face) -> None:
        super().__init__(
            client,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        self._face = face
        for subject in _SUBJECTS:
            for command in subject.commands(face):
                self._offer(command, face.settings.verbs)
        for verb, menu in menus.menus(face):
            if verb in face.settings.verbs:
                self.add_command(menu)

    def _offer(self, command: answers.AnyCommand, verbs: frozenset[str]) -> None:
        if isinstance(command, app_commands.Group):
            for part in list(command.commands):
                if f"{command.name} {part.name}" not in verbs:
                    command.remove_command(part.name)
            if command.commands:
                self.add_command(command)
        elif command.name in verbs:
            self.add_command(command)

    async def sync_when_changed(self, memory: Memory) -> bool:
        """Register the commands with Discord unless it has these already; returns whether it was done.

        Where they were registered before and are no more they are taken away, or they would be shown twice.
        """
        await self.set_translator(words.Korean())
        guild_ids = sorted(self._face.settings.guild_ids)
        for guild_id in guild_ids:
            self.copy_global_to(guild=discord.Object(guild_id))
        registered = _noted(await self._digest(), guild_ids)
        known = await memory.get(_HASH_KEY) or ""
        if known == registered:
            return False
        before = {int(guild_id) for guild_id in known.split()[1:]}
        # Noted ahead: where the bot ends halfway, its next start takes away what this one could not.
        await memory.set(_HASH_KEY, _noted(_HALFWAY, before.union(guild_ids)))
        for guild_id in guild_ids:
            await self.sync(guild=discord.Object(guild_id))
        if guild_ids:
            # The tree itself keeps them: those of the guilds are copies.
            await self.client.http.bulk_upsert_global_commands(self.client.application_id or 0, payload=[])
        else:
            await self.sync()
        for guild_id in before.difference(guild_ids):
            await self._take_away(guild_id)
        await memory.set(_HASH_KEY, registered)
        return True

    async def _take_away(self, guild_id: int) -> None:
        try:
            await self.sync(guild=discord.Object(guild_id))  # of which the tree has none
        except (discord.Forbidden, discord.NotFound) as error:  # the bot has left it, and its commands with it
            structlog.get_logger("discord").info("a guild's commands are not to be reached", reason=str(error))

    async def payloads(self) -> list[dict[str, Any]]:
        """Return the commands as Discord is told them."""
        translator = self.translator or words.Korean()
        return [await command.get_translated_payload(self, translator) for command in self._all()]

    def _all(self) -> list[Any]:
        kinds = (discord.AppCommandType.chat_input, discord.AppCommandType.message)
        return [command for kind in kinds for command in self.get_commands(type=kind)]

    async def _digest(self) -> str:
        registered = [self.client.application_id, sorted(self._face.settings.guild_ids), await self.payloads()]
        return hashlib.sha256(json.dumps(registered, sort_keys=True).encode()).hexdigest()

    async def on_error(self, interaction: AnyInteraction, error: app_commands.AppCommandError, /) -> None:
        """Say that something failed; the log has the rest."""
        log = structlog.get_logger("discord")
        if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            log.warning("a command of an older tree", name=getattr(error, "name", ""))
        else:
            log.error("a command failed", exc_info=error)
        if not interaction.response.is_done():
            try:
                await self._face.tell(interaction, render_unexpected().text)
            except (discord.HTTPException, aiohttp.ClientError):
                log.warning("nor could that be said")


def _noted(digest: str, guild_ids: Iterable[int]) -> str:
    """Return what is remembered of a registration: what was registered, and in which guilds alone."""
    return " ".join([digest, *map(str, sorted(guild_ids))])
