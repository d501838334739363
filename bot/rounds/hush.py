"""Quiet hours hold to the last step: a letter that Discord delayed into them waits until they are over."""

from __future__ import annotations

from datetime import datetime

from bot.core.letters import Letter, Post, Posted
from bot.core.reply import Reply
from bot.storage.groups import Groups


class Hushed:
    """Serves `bot.core.letters.Post` by another one; letters that are hushed keep their group's quiet hours."""

    def __init__(self, post: Post, groups: Groups) -> None:
        self._post = post
        self._groups = groups

    async def write(self, letter: Letter, at: datetime, *, unsure_since: datetime | None = None) -> bool:
        """Keep a letter."""
        return await self._post.write(letter, at, unsure_since=unsure_since)

    async def waiting(self, now: datetime, most: int = 20) -> tuple[Posted, ...]:
        """Return the letters that may be sent now; the others are put off until their group's morning."""
        due = []
        for posted in await self._post.waiting(now, most):
            settings = await self._groups.of(posted.letter.guild_id)
            if posted.letter.is_hushed and settings.is_quiet(now):
                await self._post.later(posted.id, settings.quiet_until(now))
            else:
                due.append(posted)
        return tuple(due)

    async def begin(self, posted_id: int, at: datetime) -> None:
        """Count an attempt, before it is made."""
        await self._post.begin(posted_id, at)

    async def delivered(self, posted_id: int, message_id: int, at: datetime) -> None:
        """Settle a letter that has arrived."""
        await self._post.delivered(posted_id, message_id, at)

    async def is_of_another(self, message_id: int) -> bool:
        """Tell whether a message is what another letter became."""
        return await self._post.is_of_another(message_id)

    async def later(self, posted_id: int, not_before: datetime, *, is_unheard: bool = False) -> None:
        """Try again then."""
        await self._post.later(posted_id, not_before, is_unheard=is_unheard)

    async def give_up(self, posted_id: int, why: str, at: datetime) -> None:
        """Settle a letter that can't arrive."""
        await self._post.give_up(posted_id, why, at)

    async def exchange(self, posted_id: int, note: Letter, at: datetime) -> None:
        """Let a note be sent in a letter's stead."""
        await self._post.exchange(posted_id, note, at)

    async def set_aside(self, letter: Letter, at: datetime) -> None:
        """Keep a letter that is called for."""
        await self._post.set_aside(letter, at)

    async def called_for(self, key: str, user_id: int) -> Reply | None:
        """Return what was set aside."""
        return await self._post.called_for(key, user_id)

    async def called_for_in(self, key: str, channel_id: int) -> Reply | None:
        """Return what was set aside for a channel."""
        return await self._post.called_for_in(key, channel_id)

    async def forget(self, key: str, user_id: int) -> None:
        """Forget what was called for."""
        await self._post.forget(key, user_id)
