"""What is kept of a person, in the conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

from bot.core.errors import GoraeError
from bot.core.people import Member
from bot.core.reply import Reply
from bot.render.privacy import render_deleted, render_export, render_kept, render_sure
from bot.storage.personal import Personal
from bot.talk.desk import Action, PlainDesk


class PrivacyDesk(PlainDesk):
    """`/privacy`: see, take along, delete. `forget` ends what lives outside the database (the person's sandbox)."""

    verbs = frozenset({"privacy"})
    rooms = frozenset({"privacy"})

    def __init__(self, personal: Personal, forget: Callable[[Member], Awaitable[None]]) -> None:
        self._personal = personal
        self._forget = forget

    async def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Say what is kept."""
        del verb, options
        yield render_kept(member.name, await self._personal.count(member.user_id))

    async def press(self, member: Member, action: Action, values: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Export, ask once more, or delete: always the presser's own."""
        del values
        if action.verb == "export":
            yield render_export(await self._personal.export(member.user_id))
        elif action.verb == "ask":
            yield render_sure()
        elif action.verb == "delete":
            await self._forget(member)
            yield render_deleted(await self._personal.delete(member.user_id))
        else:
            raise GoraeError("action-unknown")
