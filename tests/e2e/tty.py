"""A person at a real terminal: a program behind a pty, keys in, a screen out."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

from bot.practice.terminal_screen import CURSOR, TerminalScreen
from tests.engine_fixtures import CACHE, PROJECT, LiveEngine
from tests.timing import PATIENCE_SECONDS


class Tty:
    """A program at a terminal of `rows` and `columns`; a context that ends it."""

    def __init__(
        self, argv: Sequence[str], cwd: Path, env: Mapping[str, str], rows: int = 40, columns: int = 120
    ) -> None:
        self._ours, self.theirs = os.openpty()
        self._view = TerminalScreen(rows, columns)
        self.written = b""
        self._set_size(rows, columns)
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            ["setsid", "--ctty", *argv],  # noqa: S607 - from wherever the machine has it
            stdin=self.theirs,
            stdout=self.theirs,
            stderr=self.theirs,
            cwd=cwd,
            env={**env, "TERM": "xterm-256color"},
        )
        self.modes_before = termios.tcgetattr(self.theirs)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        os.close(self._ours)
        os.close(self.theirs)

    @property
    def screen(self) -> str:
        """What the person sees."""
        return self._view.plain.replace(CURSOR, " ")

    def type(self, text: str | bytes) -> None:
        """Press keys."""
        os.write(self._ours, text.encode() if isinstance(text, str) else text)

    def line(self, text: str) -> None:
        """Type a line and press Enter."""
        self.type(f"{text}\r")

    def resize(self, rows: int, columns: int) -> None:
        """Pull at the window's corner."""
        self._view = TerminalScreen(rows, columns)
        self._set_size(rows, columns)
        self.process.send_signal(signal.SIGWINCH)

    def until(self, seen: str | Callable[[str], bool], seconds: float = PATIENCE_SECONDS) -> str:
        """Wait until the screen shows something; returns the screen."""
        shows = seen if callable(seen) else lambda screen: seen in screen
        end = time.monotonic() + seconds
        while not shows(self.screen):
            left = end - time.monotonic()
            assert left > 0, f"the screen never showed {seen!r}:\n{self.screen}"
            self._take(left)
        return self.screen

    def ended(self, seconds: float = PATIENCE_SECONDS) -> int:
        """Wait for the program's end; returns its exit code."""
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < end, f"it did not end:\n{self.screen}"
            self._take(0.1)
        return int(self.process.returncode)

    def _take(self, seconds: float) -> None:
        if select.select([self._ours], [], [], min(seconds, 1.0))[0]:
            piece = os.read(self._ours, 65536)
            self.written += piece
            if answer := self._view.feed(piece):
                self.type(answer)

    def _set_size(self, rows: int, columns: int) -> None:
        fcntl.ioctl(self.theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def environment(data: Path, **more: str) -> dict[str, str]:
    """Return the environment of a `gorae` on a data folder, with no editor but those given."""
    left_out = ("GORAE_", "DISCORD_", "EDITOR", "VISUAL")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return {**kept, "GORAE_DATA": str(data), "GORAE_CACHE": str(CACHE), **more}


def is_at_prompt(screen: str) -> bool:
    """Tell whether the conversation waits for the next message."""
    lines = screen.rstrip().splitlines()
    return bool(lines) and lines[-1].strip() == "🐳"


def start(live_engine: LiveEngine, **more: str) -> Tty:
    """Start `gorae chat` on the engine of this run."""
    argv = [sys.executable, "-m", "bot", "chat", "--as", "tty"]
    return Tty(argv, PROJECT, environment(live_engine.data_folder, **more))


def leave(chat: Tty) -> None:
    """Give the sandbox back and end the conversation."""
    chat.until(is_at_prompt)
    chat.line("/초기화")
    chat.until("정말 비울까요")
    chat.until(is_at_prompt)
    chat.line("1")
    chat.until(lambda screen: "비웠어요" in screen or "비울 연습장이 없어요" in screen)
    chat.until(is_at_prompt)
    chat.type("\x04")
    assert chat.ended() == 0
