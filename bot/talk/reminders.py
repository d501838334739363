"""Reminders in the conversation, and the word that they stopped."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace

from bot.core.errors import GoraeError
from bot.core.people import Member
from bot.core.reply import Form, MenuOption, Reply
from bot.render.together import REMIND, reminder_stopped, render_plan
from bot.talk.desk import Action, Desk, PlainDesk
from bot.together.reminding import ReminderService

LAST_HOUR = 23


class ReminderDesk(PlainDesk):
    """What is pressed about reminders: always the presser's own."""

    verbs: frozenset[str] = frozenset()
    rooms = frozenset({"remind"})

    def __init__(self, service: ReminderService) -> None:
        self._service = service

    def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Serve no slash command: reminders are buttons of reviews and progress."""
        del member, options
        raise GoraeError("verb-unknown", {"word": verb})

    async def press(self, member: Member, action: Action, values: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Show, choose the hour, or stop."""
        if action.verb == "show":
            yield render_plan(await self._service.plan(member), in_place=False)
        elif action.verb == "at":
            hour = values.get("value", "")
            if not hour.isdecimal() or int(hour) > LAST_HOUR:
                raise GoraeError("action-unknown")
            yield render_plan(await self._service.ask(member, int(hour)), in_place=True)
        elif action.verb == "stop":
            yield render_plan(await self._service.stop(member), in_place=True, is_stopped=True)
        else:
            raise GoraeError("action-unknown")


class WithNews:
    """A desk whose next answer also says, once, that reminders stopped because they could not be delivered."""

    def __init__(self, desk: Desk, service: ReminderService) -> None:
        self._desk = desk
        self._service = service
        self.verbs = desk.verbs
        self.rooms = desk.rooms

    async def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Carry out a slash command, with the news where there is any."""
        has_news = await self._service.take_news(member.user_id)
        async for reply in self._desk.do(member, verb, options):
            yield _with_news(reply) if has_news else reply

    def press(self, member: Member, action: Action, values: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Carry out an action."""
        return self._desk.press(member, action, values)

    def form(self, member: Member, action: Action) -> Form | None:
        """Return the form to fill in before an action."""
        return self._desk.form(member, action)

    async def complete(self, member: Member, verb: str, option: str, text: str) -> Sequence[MenuOption]:
        """Return completions of an option."""
        return await self._desk.complete(member, verb, option, text)


def _with_news(reply: Reply) -> Reply:
    choices = reply.choices if REMIND in reply.choices else (*reply.choices, REMIND)
    return replace(reply, text=f"{reminder_stopped()}\n\n{reply.text}", choices=choices)
