"""Answers that found no place: they become letters, and come when Discord takes them again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import structlog

from bot.core.clock import Clock
from bot.core.letters import Letter, Post
from bot.core.reply import Reply
from bot.render.wording import say


def keeper(
    post: Post | None, clock: Clock, key: str, user_id: int, instead_of: int | None
) -> Callable[[Reply], Awaitable[None]]:
    """Return what keeps an answer for a person's direct messages.

    `key` names the answer, `instead_of` the channel in a guild that did not take it. An attempt was made there before
    (its request may have been heard), so the postman looks before it sends.
    """

    async def keep(reply: Reply) -> None:
        if post is None:
            return
        try:
            why = say("discord", "late", channel_id=instead_of)
            late = replace(reply, note=f"{reply.note}\n{why}" if reply.note else why)
            await post.write(Letter(f"answer:{key}", late, clock.now(), user_id=user_id), clock.now(), attempts=1)
        except Exception:  # noqa: BLE001 - the last that can be done for an answer; the log has what was lost
            structlog.get_logger("discord").exception("an answer was lost", answer=key)

    return keep
