"""A desk serves one feature of the conversation; the conversation finds the desk."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.core.errors import GoraeError
from bot.core.people import Member
from bot.core.reply import MOST_ACTION, Form, MenuOption, Reply

ACTION = re.compile(r"[a-z-]+:[a-z-]+(:[ -~]*)?")
LARGEST = (1 << 63) - 1
"""The largest whole number that the database takes; ids of Discord are below it."""


@dataclass(frozen=True, slots=True)
class Action:
    """`room:verb:argument…`, taken apart; it came back from a person's screen and is not trusted."""

    room: str
    verb: str
    arguments: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> Action:
        """Take an action apart; raises `GoraeError` (`action-unknown`) for anything that is not one."""
        if len(text) > MOST_ACTION or ACTION.fullmatch(text) is None:
            raise GoraeError("action-unknown")
        room, verb, *arguments = text.split(":")
        return cls(room, verb, tuple(arguments))

    def number(self, place: int) -> int:
        """Return the argument at `place` as a whole number of 63 bits; raises `GoraeError` (`action-unknown`)."""
        text = self.arguments[place] if place < len(self.arguments) else ""
        if not re.fullmatch(r"[0-9]{1,19}", text) or int(text) > LARGEST:
            raise GoraeError("action-unknown")
        return int(text)

    def word(self, place: int) -> str:
        """Return the argument at `place`; raises `GoraeError` (`action-unknown`) where there is none."""
        if place >= len(self.arguments) or not self.arguments[place]:
            raise GoraeError("action-unknown")
        return self.arguments[place]

    def rest(self, place: int) -> str:
        """Return the arguments from `place` on, joined as they were."""
        return ":".join(self.arguments[place:])


class Desk(Protocol):
    """One feature: its slash commands (`verbs`) and the rooms of its actions."""

    @property
    def verbs(self) -> frozenset[str]:
        """Names of the slash commands served here."""
        ...

    @property
    def rooms(self) -> frozenset[str]:
        """First words of the actions served here."""
        ...

    def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Carry out a slash command."""
        ...

    def press(self, member: Member, action: Action, values: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Carry out an action."""
        ...

    def form(self, member: Member, action: Action) -> Form | None:
        """Return the form to fill in before an action."""
        ...

    async def complete(self, member: Member, verb: str, option: str, text: str) -> Sequence[MenuOption]:
        """Return completions of an option."""
        ...


class PlainDesk:
    """What a desk does where it has nothing of its own to say."""

    def press(self, member: Member, action: Action, values: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Refuse: this desk has no actions."""
        del member, action, values
        raise GoraeError("action-unknown")

    def form(self, member: Member, action: Action) -> Form | None:
        """Ask for nothing."""
        del member, action
        return None

    async def complete(self, member: Member, verb: str, option: str, text: str) -> Sequence[MenuOption]:
        """Complete nothing."""
        del member, verb, option, text
        return ()
