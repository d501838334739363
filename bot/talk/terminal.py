"""Terminals in the conversation: a screen that is a stream of replies, keys that are actions."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing

from bot.core.clock import Clock
from bot.core.errors import GoraeError
from bot.core.people import Member
from bot.core.reply import Form, MenuOption, Reply
from bot.lessons.model import Course
from bot.practice.door import Door
from bot.practice.service import PracticeService
from bot.practice.terminal import Terminal, Why
from bot.practice.terminal_screen import COLUMNS, ROWS
from bot.practice.terminals import KEYS, OpenTerminal, View, usual_line
from bot.render.practice import render_closed, render_refusal, render_update
from bot.render.terminal import (
    render_gone,
    render_opening,
    render_over,
    render_preparing,
    render_screen,
    type_form,
)
from bot.talk.desk import Action, PlainDesk
from bot.talk.port import Attached
from sandbox.errors import SandboxError, SandboxGoneError
from sandbox.policy.plan import Refusal

Complete = Callable[[Member, str], Awaitable[Sequence[MenuOption]]]


class TerminalDesk(PlainDesk):
    """`/terminal`, and the keys of terminals that are open; a learner has one at a time.

    A terminal lives in its stream of replies: whoever stops reading closes it. Nothing of it outlives the program,
    so a key of an earlier one is answered with an offer to open another.
    """

    verbs = frozenset({"terminal"})
    rooms = frozenset({"term"})

    def __init__(
        self, door: Door, course: Callable[[], Course], clock: Clock, new_key: Callable[[], str], complete: Complete
    ) -> None:
        """`new_key` names a terminal in its buttons: eight letters or digits, never the same twice."""
        self._door = door
        self._course = course
        self._clock = clock
        self._new_key = new_key
        self._complete = complete
        self._opened: dict[str, OpenTerminal] = {}

    async def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncGenerator[Reply]:
        """Open a terminal for a line, or for the usual one."""
        del verb
        async with aclosing(self._open(member, options.get("command", "").strip())) as replies:
            async for reply in replies:
                yield reply

    async def press(self, member: Member, action: Action, values: Mapping[str, str]) -> AsyncGenerator[Reply]:
        """Open a terminal, or press a key of one; a key that arrived says nothing."""
        if action.verb == "open":
            async with aclosing(self._open(member, action.rest(0).strip())) as replies:
                async for reply in replies:
                    yield reply
            return
        opened = self._opened.get(action.word(0))
        if opened is None or opened.user_id != member.user_id:
            yield render_gone()
            return
        try:
            await _carry_out(opened, action, values)
        except SandboxGoneError:
            yield render_gone()

    def form(self, member: Member, action: Action) -> Form | None:
        """Ask for the line to type."""
        del member
        return type_form() if action.verb == "type" else None

    async def complete(self, member: Member, verb: str, option: str, text: str) -> Sequence[MenuOption]:
        """Complete the command of a line, then the learner's own containers and images."""
        del verb, option
        return await self._complete(member, text)

    async def attach(self, member: Member, line: str, rows: int, columns: int) -> Attached | Reply:
        """Hand a line's terminal through to a face with a keyboard; a reply says why not (`bot.talk.port.Attach`)."""
        practice = self._door.service
        if practice is None:
            return render_closed(self._door.trouble)
        try:
            opened = await practice.open_terminal(member, line, rows, columns)
        except SandboxError as error:
            return render_closed(error)
        return render_refusal(opened, self._course()) if isinstance(opened, Refusal) else _HandedThrough(opened)

    async def _open(self, member: Member, line: str) -> AsyncGenerator[Reply]:
        practice = self._door.service
        if practice is None:
            yield render_closed(self._door.trouble)
            return
        yield render_preparing()
        if line and isinstance(refusal := practice.read(member, line), Refusal):
            yield render_refusal(refusal, self._course())
            return
        async for update in practice.prepare(member):
            yield render_update(update, self._course())
        line = line or await usual_line(practice, member.user_id)
        yield render_opening(line)
        terminal = await practice.open_terminal(member, line, ROWS, COLUMNS)
        if isinstance(terminal, Refusal):
            yield render_refusal(terminal, self._course())
            return
        async with aclosing(self._shown(practice, member, line, terminal)) as replies:
            async for reply in replies:
                yield reply

    async def _shown(
        self, practice: PracticeService, member: Member, line: str, terminal: Terminal
    ) -> AsyncGenerator[Reply]:
        for other in [one for one in self._opened.values() if one.user_id == member.user_id]:
            await other.close(Why.REPLACED)
        key = self._new_key()
        opened = OpenTerminal(member.user_id, line, terminal, self._clock, practice.limits.terminal_seconds)
        self._opened[key] = opened
        try:
            async with aclosing(opened.views()) as views:
                async for view in views:
                    yield render_screen(key, line, view)
        finally:
            del self._opened[key]


async def _carry_out(opened: OpenTerminal, action: Action, values: Mapping[str, str]) -> None:
    if action.verb == "close":
        await opened.close()
    elif action.verb == "type":
        await opened.enter(values.get("text", ""))
    elif action.verb == "key" and action.word(1) in KEYS:
        await opened.press(action.word(1))
    else:
        raise GoraeError("action-unknown")


async def _unless_gone(sending: Awaitable[None]) -> None:
    with contextlib.suppress(SandboxGoneError):  # what the stream of output says in words
        await sending


class _HandedThrough:
    """Serves `bot.talk.port.Attached`."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._last = View("", "", Why.CLOSED)

    async def output(self) -> AsyncGenerator[bytes]:
        try:
            async with aclosing(self._terminal.output()) as pieces:
                async for piece in pieces:
                    if isinstance(piece, bytes):
                        yield piece
                    else:
                        self._last = View("", "", self._terminal.why(piece), piece.exit_code)
        except SandboxGoneError:
            self._last = View("", "", self._terminal.why(None))

    async def type(self, typed: bytes) -> None:
        await _unless_gone(self._terminal.type(typed))

    async def resize(self, rows: int, columns: int) -> None:
        await _unless_gone(self._terminal.resize(rows, columns))

    async def close(self) -> Reply:
        await self._terminal.close()
        return Reply(note=render_over(self._last))
