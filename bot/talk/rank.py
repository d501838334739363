"""Rankings in the conversation, what members let others see, and how the group is doing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from bot.core.errors import GoraeError
from bot.core.people import Member
from bot.core.reply import Reply
from bot.render.together import render_group, render_ranking, render_sharing
from bot.storage.together import SharingChoices
from bot.talk.desk import Action, PlainDesk
from bot.together.days import Period
from bot.together.group import GroupService
from bot.together.ranking import RankingService


class RankDesk(PlainDesk):
    """`/rank`, `/group`, and the choices of a member."""

    verbs = frozenset({"rank", "group"})
    rooms = frozenset({"rank", "group"})

    def __init__(self, ranking: RankingService, sharing: SharingChoices, group: GroupService) -> None:
        self._ranking = ranking
        self._sharing = sharing
        self._group = group

    async def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Show the ranking of the week, or the group."""
        yield await (self._view(member) if verb == "group" else self._ranked(member, options.get("period", "")))

    async def press(self, member: Member, action: Action, values: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Show another period or the group, or change what others see of the presser."""
        del values
        if (action.room, action.verb) == ("group", "view"):
            yield await self._view(member)
        elif action.verb == "show":
            yield await self._ranked(member, action.word(0))
        elif action.verb == "sharing":
            yield render_sharing(await self._sharing.of(member.user_id), in_place=False)
        elif action.verb == "ranked":
            chosen = await self._sharing.choose(member.user_id, is_ranked=action.number(0) == 1)
            yield render_sharing(chosen, in_place=True)
        elif action.verb == "named":
            chosen = await self._sharing.choose(member.user_id, is_named=action.number(0) == 1)
            yield render_sharing(chosen, in_place=True)
        else:
            raise GoraeError("action-unknown")

    async def _ranked(self, member: Member, period: str) -> Reply:
        try:
            wanted = Period(period or "week")
        except ValueError as error:
            raise GoraeError("action-unknown") from error
        return render_ranking(await self._ranking.of(member, wanted), is_admin=member.is_admin)

    async def _view(self, member: Member) -> Reply:
        if member.guild_id is None:
            raise GoraeError("group-needed")
        if not member.is_admin:
            raise GoraeError("group-admins-only")
        return render_group(await self._group.view(member.guild_id))
