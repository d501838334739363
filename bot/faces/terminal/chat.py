"""A conversation in the terminal."""

from __future__ import annotations

import asyncio
import contextlib
import re
import signal
import threading
from collections.abc import AsyncIterator
from typing import Protocol, TextIO

from bot.core.people import Member
from bot.core.reply import Form, Reply
from bot.faces.terminal.keyboard import Keyboard
from bot.render.wording import say
from bot.talk.port import Conversation

NUMBER = re.compile(r"\d{1,2}")
EDIT = re.compile(r":(?:edit|편집)(?:\s+(?P<name>.*))?")
LEAVING = frozenset({"exit", "quit", "나가기", "종료", "끝"})


class Screen(Protocol):
    """Shows a reply as it grows."""

    def show(self, reply: Reply) -> None:
        """Show the newest state."""
        ...

    def finish(self) -> Reply | None:
        """Leave the reply shown and return it."""
        ...


class Prompt(Protocol):
    """Where a person's lines come from."""

    async def line(self, message: str) -> str | None:
        """Return the next message, or `None` at the end, however often it is asked there."""
        ...


class PipePrompt:
    """One message a line from a pipe or file.

    A thread of its own reads, and does not keep the program from ending: a read of a pipe cannot be called off.
    """

    def __init__(self, source: TextIO) -> None:
        self._source = source
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._reader: threading.Thread | None = None
        self._is_over = False

    async def line(self, message: str) -> str | None:
        """Return the next line without its end."""
        del message
        if self._is_over:
            return None
        if self._reader is None:
            loop = asyncio.get_running_loop()
            self._reader = threading.Thread(target=self._read, args=(loop,), name="input", daemon=True)
            self._reader.start()
        line = await self._lines.get()
        self._is_over = line is None
        return line

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        with contextlib.suppress(RuntimeError):  # the loop ended meanwhile: nobody listens any more
            for line in self._source:
                loop.call_soon_threadsafe(self._lines.put_nowait, line.rstrip("\r\n"))
            loop.call_soon_threadsafe(self._lines.put_nowait, None)


class TerminalFace:
    """Reads messages, shows replies, and takes choices by their number."""

    def __init__(
        self,
        conversation: Conversation,
        member: Member,
        prompt: Prompt,
        screen: Screen,
        keyboard: Keyboard | None = None,
    ) -> None:
        """Without a `keyboard` (a pipe, a file) nothing can be typed into, and there is no editor."""
        self._keyboard = keyboard
        self._conversation = conversation
        self._member = member
        self._prompt = prompt
        self._screen = screen
        self._last: Reply | None = None

    async def run(self) -> None:
        """Talk until the input ends."""
        while (line := await self._prompt.line("🐳 ")) is not None:
            text = line.strip()
            if not text:
                continue
            if text.casefold() in LEAVING:
                return
            await self.hear(text)

    async def hear(self, text: str) -> None:
        """Carry out one message and show the reply; Ctrl-C ends the reply, not the conversation."""
        shown = asyncio.ensure_future(self._show(text))
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGINT, shown.cancel)
        try:
            await shown
        except asyncio.CancelledError:
            own = asyncio.current_task()
            if not shown.cancelled() or (own is not None and own.cancelling()):
                raise
        finally:
            loop.remove_signal_handler(signal.SIGINT)

    async def _show(self, text: str) -> None:
        try:
            if edited := EDIT.fullmatch(text):
                self._screen.show(await self._edit((edited["name"] or "").strip()))
            elif line := await self._show_replies(await self._replies(text)):
                self._screen.show(await self._hand_through(line))
        finally:
            self._last = self._screen.finish() or self._last

    async def _show_replies(self, replies: AsyncIterator[Reply]) -> str:
        """Show replies as they come, up to one that wants a terminal; returns its line."""
        try:
            async for reply in replies:
                if reply.terminal:
                    return reply.terminal
                self._screen.show(reply)
        finally:
            if (close := getattr(replies, "aclose", None)) is not None:
                await close()
        return ""

    async def _hand_through(self, line: str) -> Reply:
        if self._keyboard is None:
            return Reply(say("terminal", "no-keyboard"))
        self._screen.show(Reply(note=say("terminal", "handed-through", line=line)))
        self._screen.finish()
        return await self._keyboard.hand_through(self._member, line)

    async def _edit(self, name: str) -> Reply:
        if self._keyboard is None:
            return Reply(say("terminal", "edit-no-screen"))
        return await self._keyboard.edit(self._member, name)

    async def _replies(self, text: str) -> AsyncIterator[Reply]:
        last = self._last
        if last is not None and (last.menus or NUMBER.fullmatch(text)) and (numbers := re.findall(r"\d+", text)):
            menu = last.menus[0] if last.menus else None
            lines = menu.options if menu else ()
            if menu and re.fullmatch(r"\d+([ ,]+\d+)*", text):
                values = [lines[int(n) - 1].value for n in numbers if 1 <= int(n) <= len(lines)]
                if values:
                    return self._conversation.press(self._member, menu.action, {"value": "\n".join(values)})
            place = int(text) - len(lines) if NUMBER.fullmatch(text) else 0
            if 1 <= place <= len(last.choices) and not last.choices[place - 1].disabled:
                return await self._press(last.choices[place - 1].action)
        return self._conversation.say(self._member, text, thread_key="terminal")

    async def _press(self, action: str) -> AsyncIterator[Reply]:
        form = self._conversation.form(self._member, action)
        values = {} if form is None else await self._filled(form)
        return _nothing() if values is None else self._conversation.press(self._member, action, values)

    async def _filled(self, form: Form) -> dict[str, str] | None:
        """Return what was written into a form, or `None` where the input ended: a form that is left is not sent."""
        values = {}
        for field in form.fields:
            if (line := await self._prompt.line(f"{field.label}> ")) is None:
                return None
            values[field.key] = line or field.value
        return values


async def _nothing() -> AsyncIterator[Reply]:
    for reply in list[Reply]():
        yield reply
