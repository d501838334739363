"""A person's keyboard and screen handed through to a program in their sandbox, and back again in one piece."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import termios
import tty
from collections.abc import Iterator

from bot.core.people import Member
from bot.core.reply import Reply
from bot.core.tasks import Tasks
from bot.talk.port import Attach, Attached

READ_BYTES = 4096
LEAVING_KEY, LEAVING_TIMES = 0x1D, 3
"""Ctrl-] three times in a row leaves a program that does not let go."""
MODES = re.compile(rb"\x1b\[\?([\d;]{1,60})([hl])")
KEPT = {1: False, 7: True, 25: True} | dict.fromkeys((9, 47, 66, 1000, 1002, 1003, 1004, 1005, 1006, 1015), False)
KEPT |= {1047: False, 1049: False, 2004: False}
"""Private modes that outlive a program that dies (xterm, "Control Sequences"), and how a shell wants them."""
MOST_SEQUENCE = 64


class Modes:
    """What a program switched on and did not switch off again."""

    def __init__(self) -> None:
        self._now: dict[int, bool] = {}
        self._tail = b""

    def see(self, output: bytes) -> None:
        """Take what was written to the screen; sequences may come cut anywhere."""
        text = self._tail + output
        for match in MODES.finditer(text):
            for number in match[1].split(b";"):
                if number and int(number) in KEPT:
                    self._now[int(number)] = match[2] == b"h"
        self._tail = text[-MOST_SEQUENCE:]

    @property
    def undo(self) -> bytes:
        """What puts the screen in order: plain colours, the usual keypad, and each mode as a shell wants it."""
        changed = sorted(mode for mode, is_on in self._now.items() if is_on != KEPT[mode])
        modes = b"".join(f"\x1b[?{mode}{'h' if KEPT[mode] else 'l'}".encode() for mode in changed)
        return modes + b"\x1b[0m\x1b>"


async def hand_through(attach: Attach, member: Member, line: str, keyboard: int, screen: int) -> Reply:
    """Run a line with the terminal behind two file descriptors; returns the words that say how it ended.

    However it ends, the terminal is as it was before: modes, colours, cursor, keys.
    """
    size = os.get_terminal_size(screen)
    attached = await attach(member, line, size.lines, size.columns)
    if isinstance(attached, Reply):
        return attached
    try:
        with _raw(keyboard):
            await _through(attached, keyboard, screen)
    finally:
        last = await attached.close()
    return last


async def _through(attached: Attached, keyboard: int, screen: int) -> None:
    loop, tasks, modes = asyncio.get_running_loop(), Tasks(), Modes()
    typed: asyncio.Queue[bytes] = asyncio.Queue()

    def read() -> None:
        try:
            keys = os.read(keyboard, READ_BYTES)
        except OSError:
            keys = b""
        if not keys:  # the terminal is gone
            loop.remove_reader(keyboard)
        typed.put_nowait(keys)

    def resized() -> None:
        now = os.get_terminal_size(screen)
        tasks.start(attached.resize(now.lines, now.columns), name="terminal size")

    loop.add_reader(keyboard, read)
    loop.add_signal_handler(signal.SIGWINCH, resized)
    tasks.start(_type(attached, typed), name="terminal keys")
    try:
        async for piece in attached.output():
            modes.see(piece)
            _write(screen, piece)
    finally:
        loop.remove_signal_handler(signal.SIGWINCH)
        loop.remove_reader(keyboard)
        with contextlib.suppress(OSError):
            _write(screen, modes.undo)
        await tasks.close()


async def _type(attached: Attached, typed: asyncio.Queue[bytes]) -> None:
    leaving = 0
    while keys := await typed.get():
        for key in keys:
            leaving = leaving + 1 if key == LEAVING_KEY else 0
            if leaving == LEAVING_TIMES:
                await attached.close()
                return
        await attached.type(keys)
    await attached.close()


def _write(screen: int, content: bytes) -> None:
    while content:
        content = content[os.write(screen, content) :]


@contextlib.contextmanager
def _raw(keyboard: int) -> Iterator[None]:
    before = termios.tcgetattr(keyboard)
    try:
        tty.setraw(keyboard)
        yield
    finally:
        with contextlib.suppress(termios.error):
            termios.tcsetattr(keyboard, termios.TCSADRAIN, before)
