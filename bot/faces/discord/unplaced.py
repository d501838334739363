"""Answers that found no place, or may have: the one comes by letter, the other is called for by its reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import structlog

from bot.core.clock import Clock
from bot.core.letters import Letter, Post
from bot.core.reply import Choice, Emphasis, Reply
from bot.faces.discord.aside import CALL, kept
from bot.render.wording import say

TRIED_BEFORE = timedelta(minutes=15)
"""How long ago a note may have been put into an interaction's answer: as long as that can be edited."""


class Unplaced:
    """What becomes of one person's answer that Discord did not take, or of which it did not say whether it did.

    `key` names the answer, `channel_id` the channel in a guild that it was for; `whole` gives it what only the last
    state has. Without a `post` nothing can be kept.
    """

    def __init__(
        self,
        post: Post | None,
        clock: Clock,
        key: str,
        user_id: int,
        channel_id: int | None = None,
        whole: Callable[[Reply], Reply] = lambda reply: reply,
    ) -> None:
        self._post = post
        self._clock = clock
        self._key = key
        self._user_id = user_id
        self._channel_id = channel_id
        self._whole = whole
        self._is_note = False

    async def set_aside(self, reply: Reply) -> Reply | None:
        """Set an answer aside that may have arrived, and return the note whose button calls for it.

        `None` when it cannot be kept.
        """
        if self._post is None:
            return None
        try:
            now = self._clock.now()
            await self._post.set_aside(Letter(kept(self._key), self._whole(reply), now, user_id=self._user_id), now)
        except Exception:  # noqa: BLE001 - whatever it was, the answer has to come
            structlog.get_logger("discord").exception("an answer could not be set aside", answer=self._key)
            return None
        self._is_note = True
        call = Choice(say("discord", "call"), f"{CALL}{self._key}", Emphasis.PRIMARY)
        words = say("discord", "set-aside", user_id=self._user_id)
        return Reply(words, choices=(call,), visibility=reply.visibility)

    async def keep(self, reply: Reply) -> None:
        """Send what found no place by letter, to the person's direct messages.

        An answer comes here that surely stands nowhere. A note may stand in either place: the postman looks first.
        """
        if self._post is None:
            return
        try:
            where = {"channel_id": self._channel_id}
            why = say("discord", "late-note", **where) if self._is_note else say("discord", "late", **where)
            late = replace(reply, note=f"{reply.note}\n{why}" if reply.note else why)
            now = self._clock.now()
            letter = Letter(f"answer:{self._key}", late, now, user_id=self._user_id)
            if self._is_note:
                letter = replace(letter, tried_in=self._channel_id)
            await self._post.write(letter, now, unsure_since=now - TRIED_BEFORE if self._is_note else None)
        except Exception:  # noqa: BLE001 - the last that can be done for an answer; the log has what was lost
            structlog.get_logger("discord").exception("an answer was lost", answer=self._key)
