"""Bringing a sandbox back, in the conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing

from bot.core.errors import GoraeError
from bot.core.people import Member
from bot.core.reply import Reply
from bot.practice.door import Door
from bot.render.practice import render_closed
from bot.render.resume import render_resume
from bot.talk.desk import Action, PlainDesk


class ResumeDesk(PlainDesk):
    """`/sandbox resume`."""

    verbs = frozenset({"sandbox resume"})
    rooms = frozenset({"resume"})

    def __init__(self, door: Door) -> None:
        self._door = door

    async def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Build the last sandbox again."""
        del verb, options
        async for reply in self._resume(member, fresh=False):
            yield reply

    async def press(self, member: Member, action: Action, values: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Build it again, in the place of the present one too where that was asked for."""
        del values
        if action.verb not in {"start", "fresh"}:
            raise GoraeError("action-unknown")
        async for reply in self._resume(member, fresh=action.verb == "fresh"):
            yield reply

    async def _resume(self, member: Member, *, fresh: bool) -> AsyncIterator[Reply]:
        practice = self._door.service
        if practice is None:
            yield render_closed(self._door.trouble)
            return
        async with aclosing(practice.resume(member, fresh=fresh)) as updates:
            async for update in updates:
                yield render_resume(update)
