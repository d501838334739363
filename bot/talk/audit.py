"""The last commands of a member with their verdicts, for admins."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Mapping

from bot.core.clock import Clock
from bot.core.errors import GoraeError
from bot.core.people import Member
from bot.core.reply import Reply
from bot.lessons.model import Course
from bot.render.audit import PAGE, Page, render_audit
from bot.storage.audit import Audit
from bot.storage.groups import Groups
from bot.talk.desk import Action, PlainDesk

SNOWFLAKE = re.compile(r"<?@?!?([0-9]{1,18}|[0-8][0-9]{18})>?")


class AuditDesk(PlainDesk):
    """`/audit`: what a member typed in this group, newest first. Only admins come here (`bot.talk.gate`).

    What a member typed in direct messages or in another group is not shown. In the terminal it is one's own lines.
    """

    verbs = frozenset({"audit"})
    rooms = frozenset({"audit"})

    def __init__(self, audit: Audit, groups: Groups, course: Callable[[], Course], clock: Clock) -> None:
        self._audit = audit
        self._groups = groups
        self._course = course
        self._clock = clock

    async def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Show the newest lines of the member asked for."""
        del verb
        match = SNOWFLAKE.fullmatch(options.get("member", "").strip())
        if member.guild_id is not None and match is None:
            raise GoraeError("audit-whose")
        user_id = int(match[1]) if match and member.guild_id is not None else member.user_id
        yield await self._page(member, user_id, None)

    async def press(self, member: Member, action: Action, values: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Turn to older lines, back to the newest, or (un)block the member in this group."""
        del values
        user_id = member.user_id if member.guild_id is None else action.number(0)
        if action.verb == "page":
            yield await self._page(member, user_id, action.number(1) or None)
        elif action.verb in {"block", "unblock"} and member.guild_id is not None and user_id != member.user_id:
            before = (await self._groups.of(member.guild_id)).blocked
            kept = tuple(key for key in before if key != user_id)
            blocked = (*kept, user_id) if action.verb == "block" else kept
            await self._groups.change(member.guild_id, member.user_id, self._clock.now(), {"blocked": blocked})
            yield await self._page(member, user_id, None)
        else:
            raise GoraeError("action-unknown")

    async def _page(self, member: Member, user_id: int, before: int | None) -> Reply:
        lines = await self._audit.of_member(member.guild_id, user_id, PAGE + 1, before)
        settings = await self._groups.of(member.guild_id)
        page = Page(
            user_id=user_id,
            lines=lines[:PAGE],
            has_older=len(lines) > PAGE,
            is_first=before is None,
            is_blocked=user_id in settings.blocked,
            can_block=member.guild_id is not None and user_id != member.user_id,
        )
        return render_audit(page, self._course())
