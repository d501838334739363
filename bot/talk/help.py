"""Help in the conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from bot.core.people import Member
from bot.core.reply import Reply
from bot.render.messages import render_help
from bot.talk.desk import PlainDesk


class HelpDesk(PlainDesk):
    """`/help`: what can be done, of what is really served."""

    verbs = frozenset({"help"})
    rooms: frozenset[str] = frozenset()

    def __init__(self, served: frozenset[str]) -> None:
        self._served = served

    async def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Show the help."""
        del verb, options
        yield render_help(self._served | self.verbs, is_admin=member.is_admin)
