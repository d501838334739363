"""Where an answer is shown first: at the interaction that asked for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, cast

import aiohttp
import discord
import structlog

from bot.core.clock import Clock
from bot.faces.discord import limits, sturdy, widgets
from bot.faces.discord.once import OutcomeUnknownError, once
from bot.faces.discord.places import UnreachableError, is_about_files, verdict
from bot.faces.discord.presenter import Shown
from bot.faces.discord.standing import Doubt, UnsureError, standing
from bot.render.wording import say

SILENCED = "silenced"
"""Key of an interaction's `extras`: it was acknowledged without a word, or that was tried."""


class InteractionPlace:
    """The answer to an interaction. It ends with the interaction's token, 15 minutes after the start.

    Callbacks and edits may be repeated: a second callback is refused, a second edit changes nothing. Where the answer
    has to be a message apart (after a silent acknowledgement; where it is for one person and all see the thinking
    state), Discord takes every try for another message: it is sent once, and `UnsureError` says that it may not have
    arrived. What is shown then, for all to see, stands where the thinking state was.
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
        # In direct messages nobody else sees the thinking state either.
        self._holds_privately = holds_privately
        self._thinks_alone = holds_privately or interaction.guild_id is None
        self._is_acknowledged = False
        self._was_hold_tried = False
        self._was_heard = True
        self._is_held = False
        self._is_apart = interaction.response.is_done()
        self._has_stand_in = False
        self._is_sending = False  # a message apart, of which nothing is known yet
        self._is_unsure = False
        self._message_id: int | None = None  # of a message apart; `None` is the original answer
        self._before: Shown | None = None
        self._doubt = Doubt()

    @property
    def takes_note(self) -> bool:
        """Whether there are words for all whose place a note may take."""
        return self._is_unsure and self._has_stand_in and not self._is_over

    @property
    def _is_over(self) -> bool:
        return self._clock.monotonic() - self._since > limits.TOKEN_SECONDS - limits.TOKEN_MARGIN_SECONDS

    async def hold(self, over: asyncio.Event) -> None:
        """Show the thinking state: an acknowledgement within Discord's three seconds, which lasts by itself."""
        del over
        response = self._interaction.response
        if self._is_apart:
            return
        self._was_hold_tried = True
        try:
            await self._acknowledge(
                lambda: response.defer(thinking=True, ephemeral=self._holds_privately), is_hold=True
            )
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            structlog.get_logger("discord").warning("an interaction was not acknowledged", reason=str(error))

    async def show(self, shown: Shown) -> None:
        """Answer, or edit the answer."""
        if self._is_sending:  # it was cut short before Discord said anything
            self._is_sending, self._is_unsure = False, True
            raise UnsureError
        if self._is_over:
            raise UnsureError if self._is_unsure or self._doubt.is_of(shown) else UnreachableError
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
        if self._is_unsure:
            await self._put_note(shown)
        elif self._is_apart and self._message_id is None:
            await self._send(shown)
        elif not (self._is_apart or self._is_acknowledged):
            await self._answer(shown)
        elif self._is_held and shown.is_private and not self._thinks_alone:
            # All see the thinking state: what is for one person must not take its place, but something has to, for
            # Discord makes the first message that is sent apart of it.
            await self._stand_in()
            self._is_held, self._is_apart = False, True
            await self._send(shown)
        else:
            self._is_held = False
            await self._edit_or_find(shown)

    # -- the answer itself

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
            # Heard was this very answer, or what was tried before it: then the answer must not take that one's place.
            self._is_held = self._was_hold_tried
            self._is_apart = self._interaction.extras.get(SILENCED, False)
            try:
                await self._put(shown)
            except discord.NotFound as error:
                if self._was_heard:
                    raise
                raise UnreachableError from error  # nothing was heard after all, so nothing is there to edit

    async def _acknowledge(self, respond: Callable[[], Awaitable[Any]], *, is_hold: bool = False) -> bool:
        """Make the callback; returns false when an earlier try was heard, or may have been, and its answer lost."""
        is_new = True
        try:
            await sturdy.sturdy(respond, self._clock)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            is_known = isinstance(error, discord.HTTPException) and not isinstance(error, discord.DiscordServerError)
            is_heard = getattr(error, "code", 0) == sturdy.ALREADY_ACKNOWLEDGED
            if not is_heard and (is_known or is_hold):  # after an unheard thinking state the answer is tried anew
                raise
            self._was_heard, is_new = is_heard, False
        if not self._is_acknowledged:
            self._acknowledged(self._clock.monotonic() - self._since)
        self._is_acknowledged = True
        self._is_held = is_hold
        return is_new

    async def _edit_or_find(self, shown: Shown) -> None:
        """Edit the answer; where a try was not answered, look whether it was heard."""
        edit = self._doubt.about(shown, lambda: self._edit(shown))
        try:
            await sturdy.patient(edit, self._clock)
        except (discord.HTTPException, aiohttp.ClientError, OSError):
            # discord.py repeats some tries by itself: a token that ended meanwhile may have ended after one was heard.
            if not (self._doubt.is_of(shown) or self._is_over):
                raise
            answer = cast("int", "@original") if self._message_id is None else self._message_id
            look = partial(self._interaction.followup.fetch_message, answer)
            if await standing(look, shown, self._clock) is None:
                raise

    async def _edit(self, shown: Shown) -> None:
        arguments = widgets.edit_of(shown, self._before)
        if self._message_id is not None:
            await self._interaction.followup.edit_message(self._message_id, **arguments)
        else:
            await self._interaction.edit_original_response(**arguments)

    # -- a message apart

    async def _send(self, shown: Shown) -> None:
        """Send a message apart, once: see `once`."""
        followup = self._interaction.followup
        self._is_sending = True
        try:
            message = await sturdy.patient(
                lambda: once(
                    lambda: followup.send(
                        **widgets.message_of(shown), ephemeral=shown.is_private, suppress_embeds=True, wait=True
                    )
                ),
                self._clock,
            )
        except OutcomeUnknownError as error:
            self._is_sending, self._is_unsure = False, True
            structlog.get_logger("discord").warning("a private answer may not have arrived", reason=str(error))
            raise UnsureError from error
        except (discord.HTTPException, aiohttp.ClientError, OSError):
            self._is_sending = False
            await self._end_stand_in()
            raise
        self._message_id, self._is_sending = message.id, False
        await self._end_stand_in()

    async def _stand_in(self) -> None:
        """Let the thinking state end in words for all. Where somebody has deleted it Discord takes nothing more."""
        words = say("discord", "for-one", user_id=self._interaction.user.id)
        nothing = discord.AllowedMentions.none()
        await sturdy.patient(
            lambda: self._interaction.edit_original_response(content=words, allowed_mentions=nothing), self._clock
        )
        self._has_stand_in = True

    async def _end_stand_in(self) -> None:
        """Take the words for all away; where that fails they stay, and are true."""
        if not self._has_stand_in:
            return
        self._has_stand_in = False
        try:
            await sturdy.sturdy(self._interaction.delete_original_response, self._clock)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            structlog.get_logger("discord").info("a word to all stays", reason=str(error))

    async def _put_note(self, shown: Shown) -> None:
        """Show what is for all, a note, in the place of the stand-in; what is for one stays unsure."""
        if shown.is_private or not self._has_stand_in:
            raise UnsureError
        try:
            await self._edit_or_find(shown)
        except discord.NotFound as error:
            raise UnreachableError from error
