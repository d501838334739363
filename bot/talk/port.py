"""What a face may ask of the conversation. Faces know nothing else of the product."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Protocol

from bot.core.people import Member
from bot.core.reply import Form, MenuOption, Reply


class Conversation(Protocol):
    """Every reply stream shows one thing as it grows: each `Reply` replaces the one before it in the same place."""

    def say(self, member: Member, text: str, *, thread_key: str = "") -> AsyncIterator[Reply]:
        """Answer plain words: a question, a command line, a pasted block, `퀴즈`, `/도움말`.

        `thread_key` ties follow-up questions together (a channel and learner, or the message replied to).
        """
        ...

    def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Carry out a slash command by its English name (`ask`, `quiz`, `sandbox status`) with its options."""
        ...

    def press(self, member: Member, action: str, values: Mapping[str, str] | None = None) -> AsyncIterator[Reply]:
        """Carry out a button, a menu or a submitted form. `action` is untrusted."""
        ...

    def form(self, member: Member, action: str) -> Form | None:
        """Return the form to fill in before `press`, or `None` when the action needs none. Quick: no I/O."""
        ...

    async def refusal(self, member: Member, action: str) -> Reply | None:
        """Return why a member may not use an action, `None` where they may.

        For what a face does without `press`: what it carries out by itself, and opening a form.
        """
        ...

    async def complete(self, member: Member, verb: str, option: str, text: str) -> Sequence[MenuOption]:
        """Return up to 25 completions of an option that is being typed."""
        ...


class Attached(Protocol):
    """A program whose terminal is handed through: for a face that has a keyboard and a screen of its own."""

    def output(self) -> AsyncIterator[bytes]:
        """Yield what the program draws, to its end. Call it once; who stops reading calls `close`."""
        ...

    async def type(self, typed: bytes) -> None:
        """Send what was typed, control keys too. What comes after the end goes nowhere."""
        ...

    async def resize(self, rows: int, columns: int) -> None:
        """Tell the program its terminal's new size."""
        ...

    async def close(self) -> Reply:
        """Let go of the program, ending it if need be; returns the words that say how it ended."""
        ...


Attach = Callable[[Member, str, int, int], Awaitable[Attached | Reply]]
"""Opens a line's terminal for a member, in rows and columns; a reply instead says why not."""


class Workspace(Protocol):
    """A learner's files as an editor needs them."""

    async def text_of(self, member: Member, name: str) -> str | Reply:
        """Return a file's text, empty for a new one; a reply instead says why it cannot be edited."""
        ...

    async def keep(self, member: Member, name: str, text: str) -> Reply:
        """Write a file and return the words that say so, or why not."""
        ...
