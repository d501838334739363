"""Whether a message stands already: Discord may have heard what it never answered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import TypeVar

import aiohttp
import discord

from bot.core.clock import Clock
from bot.faces.discord import sturdy
from bot.faces.discord.presenter import Shown, ShownMenu

Result = TypeVar("Result")
Look = Callable[[], Awaitable[discord.Message | None]]


_statuses: ContextVar[list[int] | None] = ContextVar("statuses", default=None)


def answered(status: int) -> None:
    """Take note of an answer of Discord's, be it one that discord.py keeps to itself."""
    if (statuses := _statuses.get()) is not None:
        statuses.append(status)


class UnsureError(Exception):
    """A message may stand or not, and nobody can tell; put anywhere else it could be there twice."""


class Doubt:
    """What was `shown` since Discord's last word that it may have heard, though it never said so.

    A refusal ends no doubt: a try before it may have been heard, before a token ended or a permission was taken away.
    Nor does it say that there is none: discord.py may have repeated the request, after an answer that said nothing.
    """

    def __init__(self) -> None:
        self.shown: list[Shown] = []

    def about(self, shown: Shown, request: Callable[[], Awaitable[Result]]) -> Callable[[], Awaitable[Result]]:
        """Return the request, watched: its answer ends all doubt, and its silence begins one."""

        async def watched() -> Result:
            statuses: list[int] = []
            before = _statuses.set(statuses)
            try:
                result = await request()
            except (discord.HTTPException, aiohttp.ClientError, OSError, asyncio.CancelledError) as error:
                is_silence = isinstance(error, (*sturdy.UNANSWERED, asyncio.CancelledError))
                is_unsent = isinstance(error, sturdy.NOTHING_SENT)
                if (is_silence and not is_unsent) or any(status >= sturdy.SERVER_ERROR for status in statuses):
                    self.shown.append(shown)
                raise
            finally:
                _statuses.reset(before)
            self.shown.clear()
            return result

        return watched

    def is_of(self, shown: Shown) -> bool:
        """Tell whether this may stand already."""
        return any(one.content == shown.content for one in self.shown)


async def looked(look: Look, clock: Clock) -> discord.Message | None:
    """Return the message that is found, if any.

    Raises `UnsureError` where nobody can look, and `discord.NotFound` for a message that is gone.
    """
    try:
        return await sturdy.sturdy(look, clock)
    except discord.NotFound:
        raise
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        raise UnsureError from error


async def standing(look: Look, shown: Shown, clock: Clock) -> discord.Message | None:
    """Return the message that is found when it shows this, and nothing where it does not. Raises as `looked`."""
    message = await looked(look, clock)
    return message if message is not None and shows(message, shown) else None


def shows(message: discord.Message, shown: Shown) -> bool:
    """Tell whether a message says this, with its buttons and files."""
    is_said = message.content.strip() == shown.content.strip()
    return is_said and has_buttons(message, shown) and len(message.attachments) >= len(shown.uploads)


def has_buttons(message: discord.Message, shown: Shown) -> bool:
    """Tell whether a message has these buttons; an answer may have one more where it was shown first: to share it."""
    there = {one.custom_id for row in message.components for one in getattr(row, "children", ())}
    rows = [(row,) if isinstance(row, ShownMenu) else row for row in shown.rows]
    return {one.custom_id for row in rows for one in row} <= there
