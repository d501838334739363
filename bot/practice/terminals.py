"""Terminals that are open: each with its screen, closed when idle, at most one a learner."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from bot.core.clock import Clock
from bot.core.tasks import Tasks
from bot.practice.batches import batches
from bot.practice.service import PracticeService
from bot.practice.terminal import Terminal, Why
from bot.practice.terminal_screen import TerminalScreen
from sandbox.engine import Ended
from sandbox.errors import SandboxGoneError

VIEW_SECONDS = 0.3
MOST_DRAWN = 16 * 1024  # bytes of one view: of a flood only its end is drawn, all else would be gone at once
MOST_TYPED = 4000

KEYS = {
    "ctrl-c": b"\x03",
    "ctrl-d": b"\x04",
    "tab": b"\t",
    "enter": b"\r",
    "esc": b"\x1b",
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
}
ARROW = re.compile(rb"\x1b\[(?=[A-D])")

WORKSPACE_SHELL = "docker run -it --rm -u 1000 -v .:/work -w /work busybox sh"
"""A shell in the learner's workspace, as the learner: what it writes stays theirs."""
MOST_TRIED = 3
SHELLS = ("bash", "sh")


@dataclass(frozen=True, slots=True)
class View:
    """What a terminal shows now. `why` is set in the last view; `exit_code` is the program's, where it ended itself."""

    coloured: str
    plain: str
    why: Why | None = None
    exit_code: int | None = None


class OpenTerminal:
    """A terminal somebody looks at through `views` and types into."""

    def __init__(self, user_id: int, line: str, terminal: Terminal, clock: Clock, idle_seconds: float) -> None:
        self.user_id = user_id
        self.line = line
        self._terminal = terminal
        self._clock = clock
        self._idle_seconds = idle_seconds
        self._screen = TerminalScreen()
        self._used_at = clock.monotonic()
        self._why: Why | None = None

    async def views(self) -> AsyncGenerator[View]:
        """Run the program and yield what there is to see, a few times a second; the last view says why it is over.

        Call it once. Whoever stops looking ends the program.
        """
        tasks = Tasks()
        tasks.start(self._close_when_idle(), name="terminal idle")
        ended: Ended | None = None
        try:
            yield self._view()
            try:
                async with aclosing(batches(self._terminal.output(), VIEW_SECONDS)) as groups:
                    async for group in groups:
                        await self._draw(b"".join(piece for piece in group if isinstance(piece, bytes)))
                        ended = next((piece for piece in group if isinstance(piece, Ended)), None)
                        if ended is None:
                            yield self._view()
            except SandboxGoneError:
                ended = None
            why = self._why or self._terminal.why(ended)
            await self._terminal.close()  # whoever reads that it is over finds nothing of it left
            yield self._view(why, ended.exit_code if ended is not None and why is Why.EXIT else None)
        finally:
            await tasks.close()
            await self._terminal.close()

    async def press(self, key: str) -> None:
        """Press one of `KEYS`. Raises `KeyError`, `SandboxGoneError`."""
        typed = KEYS[key]
        if self._screen.has_application_keys:
            typed = ARROW.sub(b"\x1bO", typed)
        await self._type(typed)

    async def enter(self, text: str) -> None:
        """Type a line and press Enter. Raises `SandboxGoneError`."""
        await self._type(text[:MOST_TYPED].replace("\r\n", "\n").replace("\n", "\r").encode() + KEYS["enter"])

    async def close(self, why: Why = Why.CLOSED) -> None:
        """End it; `views` says why."""
        self._why = self._why or why
        await self._terminal.close()

    async def _type(self, typed: bytes) -> None:
        self._used_at = self._clock.monotonic()
        await self._terminal.type(typed)

    async def _draw(self, content: bytes) -> None:
        answer = self._screen.feed(content[-MOST_DRAWN:])
        if answer:
            await self._terminal.answer(answer)

    async def _close_when_idle(self) -> None:
        while (left := self._used_at + self._idle_seconds - self._clock.monotonic()) > 0:
            await self._clock.sleep(left)
        await self.close(Why.IDLE)

    def _view(self, why: Why | None = None, exit_code: int | None = None) -> View:
        return View(self._screen.coloured, self._screen.plain, why, exit_code)


async def usual_line(practice: PracticeService, user_id: int) -> str:
    """Return the line of a terminal nobody named a line for: into the newest container, else the workspace.

    Raises `SandboxError`.
    """
    listed = await practice.inside.execute(user_id, ("docker", "ps", "--format={{.Names}}", "--filter=status=running"))
    for name in listed.stdout.decode(errors="replace").split()[:MOST_TRIED]:
        for shell in SHELLS:
            if (await practice.inside.execute(user_id, ("docker", "exec", name, shell, "-c", ":"))).exit_code == 0:
                return f"docker exec -it {name} {shell}"
    return WORKSPACE_SHELL
