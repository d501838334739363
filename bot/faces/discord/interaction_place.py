"""Where an answer is shown first: at the interaction that asked for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import discord
import structlog

from bot.core.clock import Clock
from bot.faces.discord import limits, sturdy, widgets
from bot.faces.discord.places import UnreachableError, is_about_files, verdict
from bot.faces.discord.presenter import Shown


class InteractionPlace:
    """The answer to an interaction. It ends with the interaction's token, 15 minutes after the start.

    Where the interaction was acknowledged before, in silence, the answer is a message of its own.
    """

    def __init__(
        self,
        interaction: discord.Interaction[Any],
        clock: Clock,
        *,
        holds_privately: bool,
        acknowledged: Callable[[float], None] = lambda _: None,
    ) -> None:
        self._interaction = interaction
        self._acknowledged = acknowledged
        self._clock = clock
        self._since = clock.monotonic()
        self._holds_privately = holds_privately
        self._is_acknowledged = False
        self._is_held = False
        self._is_apart = interaction.response.is_done()
        self._message_id: int | None = None  # of a follow-up; `None` is the original answer
        self._before: Shown | None = None

    async def hold(self) -> None:
        """Show the thinking state: an acknowledgement within Discord's three seconds."""
        response = self._interaction.response
        if self._is_apart:
            return
        try:
            await self._acknowledge(
                lambda: response.defer(thinking=True, ephemeral=self._holds_privately), is_hold=True
            )
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            structlog.get_logger("discord").warning("an interaction was not acknowledged", reason=str(error))

    async def show(self, shown: Shown) -> None:
        """Answer, or edit the answer."""
        if self._clock.monotonic() - self._since > limits.TOKEN_SECONDS - limits.TOKEN_MARGIN_SECONDS:
            raise UnreachableError
        try:
            await self._put(shown)
        except discord.HTTPException as error:
            if shown.uploads and is_about_files(error):
                raise UnreachableError from error
            raise verdict(error) from error
        except (aiohttp.ClientError, OSError) as error:
            raise UnreachableError from error
        self._before = shown

    async def _put(self, shown: Shown) -> None:
        if self._is_apart and self._message_id is None:
            await self._follow_up(shown)
        elif not (self._is_apart or self._is_acknowledged):
            await self._answer(shown)
        elif self._is_held and shown.is_private and not self._holds_privately:
            # The thinking state was public; what is for one person alone must not take its place.
            await sturdy.sturdy(self._end_thought, self._clock)
            self._is_held = False
            await self._follow_up(shown)
        else:
            self._is_held = False
            await sturdy.sturdy(lambda: self._edit(shown), self._clock)

    async def _answer(self, shown: Shown) -> None:
        response = self._interaction.response
        if shown.is_in_place and self._interaction.message is not None:
            is_new = await self._acknowledge(lambda: response.edit_message(**widgets.edit_of(shown, None)))
        else:
            is_new = await self._acknowledge(
                lambda: response.send_message(
                    **widgets.message_of(shown), ephemeral=shown.is_private, suppress_embeds=True
                )
            )
        if not is_new:
            await sturdy.sturdy(lambda: self._edit(shown), self._clock)

    async def _acknowledge(self, respond: Callable[[], Awaitable[Any]], *, is_hold: bool = False) -> bool:
        """Make the callback; returns false when an earlier try was heard although its answer was lost."""
        is_new = True
        try:
            await sturdy.sturdy(respond, self._clock)
        except discord.HTTPException as error:
            if error.code != sturdy.ALREADY_ACKNOWLEDGED:
                raise
            is_new = False
        if not self._is_acknowledged:
            self._acknowledged(self._clock.monotonic() - self._since)
        self._is_acknowledged = True
        self._is_held = is_hold
        return is_new

    async def _end_thought(self) -> None:
        try:
            await self._interaction.delete_original_response()
        except discord.NotFound as error:
            if error.code != sturdy.UNKNOWN_MESSAGE:  # else it is gone: an earlier try was heard
                raise

    async def _follow_up(self, shown: Shown) -> None:
        """Send another message. Discord knows no nonce here: where its answer is lost the message may come twice."""
        followup = self._interaction.followup
        message = await sturdy.sturdy(
            lambda: followup.send(
                **widgets.message_of(shown), ephemeral=shown.is_private, suppress_embeds=True, wait=True
            ),
            self._clock,
        )
        self._message_id = message.id

    async def _edit(self, shown: Shown) -> None:
        arguments = widgets.edit_of(shown, self._before)
        if self._message_id is not None:
            await self._interaction.followup.edit_message(self._message_id, **arguments)
        else:
            await self._interaction.edit_original_response(**arguments)
