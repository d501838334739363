"""Who may do what where: blocked members, roles for practice, what is for admins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.core.clock import Clock
from bot.core.errors import GoraeError
from bot.core.groups import GroupSettings
from bot.core.people import Member
from bot.core.reply import Reply, Visibility
from bot.storage.audit import Audit
from bot.storage.groups import Groups

PRACTICE = frozenset({"run", "terminal", "file", "mission", "sandbox", "term", "resume"})
ADMINS = frozenset({"settings", "audit", "content"})
RESULTS = frozenset({"ask", "cmd", "explain", "lesson", "quiz", "review", "mission", "run", "file", "progress"})
"""Commands, and first words of actions, whose results are for one or for all as the group or the learner likes."""
WISH = "visibility"


class Gate:
    """Decides by the group's settings before a desk is asked.

    In direct messages Discord tells no group: what holds there is the most generous of the groups the learner spoke
    in, with the roles they were last seen with; who spoke in none is nobody's to refuse.
    """

    def __init__(self, groups: Groups, audit: Audit, clock: Clock) -> None:
        self._groups = groups
        self._audit = audit
        self._clock = clock

    async def check(self, member: Member, room: str, line: str = "") -> None:
        """Let pass or raise `GoraeError` (`blocked`, `practice-role`, `admin-only`).

        `room` is the first word of a command or an action; a refused `line` of practice is kept in the audit.
        """
        if room in ADMINS and not member.is_admin:
            raise GoraeError("admin-only")
        places = await self._places(member)
        error = None
        if places and all(_is_blocked(member, settings) for settings, _ in places):
            error = GoraeError("blocked")
        elif room in PRACTICE and places and not any(_may_practise(member, *place) for place in places):
            roles = sorted({role for settings, _ in places for role in settings.practice_roles})
            error = GoraeError("practice-role", {"roles": roles})
        if error is not None:
            if line:
                await self._audit.refused(member, line, error.key, self._clock.now())
            raise error

    async def shown(self, member: Member, room: str, wish: str) -> Visibility | None:
        """Return who sees results here: the learner's wish, else the group's way; `None` leaves each as it is."""
        if room not in RESULTS:
            return None
        if wish in set(Visibility):
            return Visibility(wish)
        settings = await self._groups.of(member.guild_id)
        return Visibility.PERSONAL if settings.visibility is Visibility.PERSONAL else None

    async def _places(self, member: Member) -> list[tuple[GroupSettings, frozenset[int]]]:
        if member.guild_id is not None:
            return [(await self._groups.of(member.guild_id), member.role_ids)]
        return [
            (await self._groups.of(one.guild_id), one.role_ids)
            for one in await self._groups.memberships(member.user_id)
        ]


def split_wish(options: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """Return a command's options without the wish for who sees the result, and the wish."""
    rest = dict(options)
    return rest, rest.pop(WISH, "")


def as_shown(reply: Reply, shown: Visibility | None) -> Reply:
    """Return a reply for those who are to see it."""
    return reply if shown is None or reply.visibility is shown else replace(reply, visibility=shown)


def _is_blocked(member: Member, settings: GroupSettings) -> bool:
    return member.user_id in settings.blocked and not member.is_admin


def _may_practise(member: Member, settings: GroupSettings, role_ids: frozenset[int]) -> bool:
    roles = settings.practice_roles
    return not _is_blocked(member, settings) and (not roles or not role_ids.isdisjoint(roles))
