"""What is kept of a person, in the conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

import structlog

from bot.core.errors import GoraeError
from bot.core.people import Member
from bot.core.reply import Reply
from bot.render.privacy import NOWHERE, Elsewhere, render_deleted, render_export, render_kept, render_sure
from bot.storage.personal import Personal
from bot.talk.desk import Action, PlainDesk
from sandbox.errors import SandboxError


class PrivacyDesk(PlainDesk):
    """`/privacy`: see, take along, delete.

    `forget` ends what lives outside the database (the person's sandbox); `elsewhere` says what leaves this server.
    """

    verbs = frozenset({"privacy"})
    rooms = frozenset({"privacy"})

    def __init__(
        self, personal: Personal, forget: Callable[[Member], Awaitable[None]], elsewhere: Elsewhere = NOWHERE
    ) -> None:
        self._personal = personal
        self._forget = forget
        self._elsewhere = elsewhere

    async def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Say what is kept."""
        del verb, options
        yield render_kept(member.name, await self._personal.count(member.user_id), self._elsewhere)

    async def press(self, member: Member, action: Action, values: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Export, ask once more, or delete: always the presser's own."""
        del values
        if action.verb == "export":
            yield render_export(await self._personal.export(member.user_id))
        elif action.verb == "ask":
            yield render_sure()
        elif action.verb == "delete":
            is_ended = await self._is_ended(member)
            yield render_deleted(await self._personal.delete(member.user_id), is_sandbox_left=not is_ended)
        else:
            raise GoraeError("action-unknown")

    async def _is_ended(self, member: Member) -> bool:
        """End the person's sandbox; one that can't be reached, which the reaper ends, keeps nobody from the rest."""
        try:
            await self._forget(member)
        except (SandboxError, GoraeError) as error:
            structlog.get_logger("privacy").warning("a sandbox outlives its rows", reason=str(error))
            return False
        return True
