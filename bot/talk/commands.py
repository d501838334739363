"""Reminders of commands and word-by-word explanations in the conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence

from bot.commands.explain import explain
from bot.commands.remind import CommandBook
from bot.core.errors import GoraeError
from bot.core.people import Member
from bot.core.reply import MenuOption, Reply
from bot.lessons.model import Course
from bot.render.commands import render_card, render_explained, render_found
from bot.talk.books import OfCourse
from bot.talk.desk import Action, PlainDesk

MOST_LABEL = 100


class CommandsDesk(PlainDesk):
    """`/cmd` and `/explain`."""

    verbs = frozenset({"cmd", "explain"})
    rooms = frozenset({"cmd"})

    def __init__(self, course: Callable[[], Course]) -> None:
        self._course = course
        self._book = OfCourse(course, lambda made: CommandBook(made.cards))

    async def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Remind of a command, or take a line apart."""
        del member
        if verb == "cmd":
            yield render_found(self._book.get().search(options.get("word", "")))
        else:
            yield self._explained(options.get("line", ""))

    async def press(self, member: Member, action: Action, values: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Show a card, or take the line of a button apart."""
        del member, values
        if action.verb == "explain":
            yield self._explained(action.rest(0))
        elif action.verb == "card":
            card = next((card for card in self._course().cards if card.id == action.rest(0)), None)
            if card is None:
                raise GoraeError("action-unknown")
            yield render_card(card)
        else:
            raise GoraeError("action-unknown")

    async def complete(self, member: Member, verb: str, option: str, text: str) -> Sequence[MenuOption]:
        """Complete commands by Korean or English word, typo or first consonants."""
        del member, verb, option
        return self.completions(text)

    def completions(self, text: str) -> list[MenuOption]:
        """Return the commands that fit what is being typed."""
        return [
            MenuOption(f"{card.id} · {card.summary}"[:MOST_LABEL], card.id, card.summary[:MOST_LABEL])
            for card in self._book.get().complete(text)
        ]

    def _explained(self, line: str) -> Reply:
        course = self._course()
        return render_explained(explain(line, course.cards), course.refusals)
