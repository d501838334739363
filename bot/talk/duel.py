"""Races in the conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from bot.core.errors import GoraeError
from bot.core.people import Member
from bot.core.reply import Reply
from bot.render.duel import render_joined, render_stage, render_taken
from bot.talk.desk import Action, PlainDesk
from bot.together.duel import DuelService


class DuelDesk(PlainDesk):
    """`/duel`, and what is pressed in a race."""

    verbs = frozenset({"duel"})
    rooms = frozenset({"duel"})

    def __init__(self, service: DuelService) -> None:
        self._service = service

    async def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Lead a race to its end, on one message."""
        del verb, options
        async for stage in self._service.race(member):
            yield render_stage(stage)

    async def press(self, member: Member, action: Action, values: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Take part, answer, or begin another race."""
        del values
        if action.verb == "start":
            async for reply in self.do(member, "duel", {}):
                yield reply
        elif action.verb == "join":
            yield render_joined(is_new=await self._service.join(member, action.number(0)))
        elif action.verb == "answer":
            answer = action.word(2)
            await self._service.answer(member, action.number(0), action.number(1), answer)
            yield render_taken(str(int(answer)))
        else:
            raise GoraeError("action-unknown")
