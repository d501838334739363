"""The daily question in the conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping

from bot.core.errors import GoraeError
from bot.core.people import Member
from bot.core.reply import Form, Reply
from bot.lessons.model import Course
from bot.render.daily import daily_form, render_answered
from bot.render.titles import titles_of
from bot.talk.desk import Action, PlainDesk
from bot.together.daily import DailyService


class DailyDesk(PlainDesk):
    """What is pressed on a daily question; each member's result is shown to them alone."""

    verbs: frozenset[str] = frozenset()
    rooms = frozenset({"daily"})

    def __init__(self, service: DailyService, course: Callable[[], Course]) -> None:
        self._service = service
        self._course = course

    def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Serve no slash command: the question comes by itself."""
        del member, options
        raise GoraeError("verb-unknown", {"word": verb})

    async def press(self, member: Member, action: Action, values: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Take an answer."""
        if action.verb not in {"answer", "type"}:
            raise GoraeError("action-unknown")
        answer = values.get("answer") or values.get("value") or action.rest(1)
        if action.verb == "type" and not answer.strip():
            raise GoraeError("quiz-answer-empty")
        answered = await self._service.answer(member, action.number(0), answer)
        yield render_answered(answered, titles_of(self._course()))

    def form(self, member: Member, action: Action) -> Form | None:
        """Ask for the words of a typed answer."""
        del member
        return daily_form() if action.verb == "type" else None
