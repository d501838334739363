"""Names and descriptions of commands: English in the code, Korean by key from the templates."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import discord
from discord import app_commands

from bot.render.wording import say

Callback = Callable[..., Coroutine[Any, Any, None]]

AREA = "discord_commands"
VISIBILITY = "visibility"
WHO_SEES = "Who sees the result"


def named(english: str, key: str) -> app_commands.locale_str:
    """Return a name or description whose Korean is the block `key` of `discord_commands.j2`."""
    return app_commands.locale_str(english, key=key)


Seen = app_commands.Choice[str] | None
SEEN_BY = (("Only me", "visibility-personal", "personal"), ("Everyone", "visibility-shared", "shared"))


def seen_by(callback: Callback) -> Callback:
    """Give a command's option `visibility` its choices: who sees the result, for this once."""
    # A decorator each time: discord.py keeps the choices of one in a dictionary that others would share.
    choices = [app_commands.Choice(name=named(text, key), value=value) for text, key, value in SEEN_BY]
    return app_commands.choices(visibility=choices)(callback)


def wish(chosen: Seen) -> str | None:
    """Return the value of the option `visibility`."""
    return None if chosen is None else chosen.value


def slash(
    verb: str,
    english: str,
    *,
    parent: app_commands.Group | None = None,
    **options: str,
) -> Callable[[Callback], app_commands.Command[Any, ..., Any]]:
    """Make a slash command of a callback: `verb` is its English name, `options` are English descriptions by name."""
    key = verb.replace(" ", "-")
    make = parent.command if parent is not None else app_commands.command

    def decorate(callback: Callback) -> app_commands.Command[Any, ..., Any]:
        for name, description in options.items():
            option_key = name if name == VISIBILITY else f"{key}-{name}"
            app_commands.rename(**{name: named(name, option_key)})(callback)
            app_commands.describe(**{name: named(description, f"{option_key}-help")})(callback)
        command: app_commands.Command[Any, ..., Any] = make(
            name=named(verb.rsplit(" ", 1)[-1], key), description=named(english, f"{key}-help")
        )(callback)
        return command

    return decorate


class Korean(app_commands.Translator):
    """Gives Discord the Korean names."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        _context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """Return the Korean words of a key; other languages read the English."""
        key = string.extras.get("key")
        if locale is not discord.Locale.korean or key is None:
            return None
        return say(AREA, key)
