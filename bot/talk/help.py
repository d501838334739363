"""Help in the conversation, and a word back for a greeting or thanks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from bot.core.people import Member
from bot.core.reply import Reply
from bot.render.messages import render_greeting, render_help
from bot.talk.desk import PlainDesk


class HelpDesk(PlainDesk):
    """`/help`: what can be done, of what is really served; `greet` answers words that ask nothing."""

    verbs = frozenset({"help", "greet"})
    rooms: frozenset[str] = frozenset()

    def __init__(self, served: frozenset[str]) -> None:
        self._served = served

    async def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Show the help, or greet back."""
        if verb == "greet":
            yield render_greeting(options.get("kind", "hello"), self._served)
        else:
            yield render_help(self._served | self.verbs, is_admin=member.is_admin and member.guild_id is not None)
