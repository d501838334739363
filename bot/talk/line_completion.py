"""A line completed while it is typed: its command, then the learner's own containers and images."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.core.people import Member
from bot.core.reply import MenuOption
from bot.talk.own_names import Names, OwnNames
from sandbox.policy.system import GROUPS

LEADING_WORDS = 2  # `docker` and its command; a group's command is one more
MOST_LABEL = 100
OF_IMAGES = frozenset({"run", "create", "pull", "push", "rmi", "tag", "save", "history", "image", "build"})
"""Commands that take an image first of all; the others take a container."""


class LineCompletion:
    """Completes the lines of `/run` and `/terminal`."""

    def __init__(self, commands: Callable[[str], list[MenuOption]], own: OwnNames) -> None:
        self._commands = commands
        self._own = own

    async def of(self, member: Member, text: str) -> Sequence[MenuOption]:
        """Return what the line may become. While its command is typed the names are already looked up."""
        words = text.split(" ")
        leading = LEADING_WORDS + (len(words) > LEADING_WORDS and words[1] in GROUPS)
        if len(words) <= leading or not words[0].isascii():  # what is to be done, in Korean, may be many words
            self._own.look(member.user_id)
            return self._commands(text)
        before, begun = " ".join(words[:-1]), words[-1]
        names = _ordered(await self._own.of(member.user_id), words[1])
        whole = [f"{before} {name}" for name in names if name.startswith(begun)]
        return [MenuOption(line[:MOST_LABEL], line) for line in whole]

    def changed(self, member: Member) -> None:
        """Take note that a line ran: there may be other containers and images now."""
        self._own.changed(member.user_id)


def _ordered(names: Names, command: str) -> Sequence[str]:
    first, then = (names.images, names.containers) if command in OF_IMAGES else (names.containers, names.images)
    return list(dict.fromkeys((*first, *then)))
