"""Open terminals: what is typed goes in as bytes, what is drawn comes out as views, and each end has its reason."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from bot.practice.terminal import Terminal, Why
from bot.practice.terminals import KEYS, MOST_DRAWN, OpenTerminal, View
from sandbox.engine import Cause, Ended, Output, Request, Stream
from sandbox.errors import SandboxGoneError
from sandbox.ledger import EndReason
from tests.fakes.clock import PATIENCE_SECONDS, FakeClock

REQUEST = Request(commands=(("sh",),), deadline_seconds=1, output_bytes=1, output_bytes_a_second=1)
IDLE_SECONDS = 900.0


class Program:
    """Serves `sandbox.engine.Runner`: a program that does as the test says."""

    def __init__(self) -> None:
        self.events: asyncio.Queue[bytes | Ended | None] = asyncio.Queue()
        self.typed = b""
        self.is_lost = False

    def draw(self, text: str) -> None:
        self.events.put_nowait(text.encode())

    def end(self, cause: Cause = Cause.EXIT, exit_code: int = 0) -> None:
        self.events.put_nowait(Ended(cause=cause, exit_code=exit_code, seconds=1))

    def vanish(self) -> None:
        self.events.put_nowait(None)

    async def run(self, request: Request) -> AsyncGenerator[Output | Ended]:
        assert request is REQUEST
        while (event := await self.events.get()) is not None:
            yield event if isinstance(event, Ended) else Output(Stream.STDOUT, event)
            if isinstance(event, Ended):
                return
        raise SandboxGoneError("sandbox_gone")

    async def stop(self) -> None:
        self.end(Cause.STOPPED)

    async def type(self, typed: bytes) -> None:
        if self.is_lost:
            raise SandboxGoneError("sandbox_gone")
        self.typed += typed

    async def resize(self, rows: int, columns: int) -> None:
        del rows, columns

    async def close(self) -> None:
        self.is_lost = True
        self.vanish()


class Room:
    def __init__(self) -> None:
        self.program = Program()
        self.clock = FakeClock()
        self.touched = 0
        self.tidied = 0
        self.may_tidy = asyncio.Event()
        self.may_tidy.set()
        self.sandbox_end: EndReason | None = None
        terminal = Terminal(self.program, REQUEST, self._touch, self._tidy, lambda: self.sandbox_end)
        self.opened = OpenTerminal(1, "docker run -it busybox sh", terminal, self.clock, IDLE_SECONDS)

    async def _touch(self) -> None:
        self.touched += 1

    async def _tidy(self) -> None:
        await self.may_tidy.wait()
        self.tidied += 1

    async def last(self) -> View:
        views = [view async for view in self.opened.views()]
        assert [view.why for view in views[:-1]] == [None] * (len(views) - 1)
        return views[-1]


@pytest.fixture
def room() -> Room:
    return Room()


async def test_what_is_drawn_is_seen_and_the_exit_code_is_told(room: Room) -> None:
    room.program.draw("hello\r\n")
    room.program.end(exit_code=3)
    last = await room.last()
    assert last.plain.startswith("hello")
    assert (last.why, last.exit_code) == (Why.EXIT, 3)
    assert room.tidied == 0
    assert room.program.is_lost


@pytest.mark.parametrize(
    ("cause", "why"),
    [(Cause.OUTPUT, Why.OUTPUT), (Cause.MEMORY, Why.MEMORY), (Cause.DEADLINE, Why.LIFETIME), (Cause.LOST, Why.LOST)],
)
async def test_a_program_that_was_ended_says_by_what_and_is_tidied_up(room: Room, cause: Cause, why: Why) -> None:
    room.program.end(cause, 137)
    last = await room.last()
    assert (last.why, last.exit_code) == (why, None)
    assert room.tidied == 1


@pytest.mark.parametrize(
    ("end", "why"),
    [
        (None, Why.LOST),
        (EndReason.LOST, Why.LOST),
        (EndReason.LIFETIME, Why.LIFETIME),
        (EndReason.IDLE, Why.SANDBOX_IDLE),
        (EndReason.RESET, Why.SANDBOX_ENDED),
        (EndReason.OPERATOR, Why.SANDBOX_ENDED),
    ],
)
async def test_a_sandbox_that_ends_takes_its_terminal_along(room: Room, end: EndReason | None, why: Why) -> None:
    room.sandbox_end = end
    room.program.vanish()
    assert (await room.last()).why is why


async def test_without_a_key_it_is_closed_and_a_key_keeps_it_open(room: Room) -> None:
    seen: list[View] = []

    async def look() -> None:
        seen.extend([view async for view in room.opened.views()])

    looking = asyncio.ensure_future(look())
    await room.clock.wait_for_sleeper(seconds=IDLE_SECONDS)
    room.clock.advance(seconds=IDLE_SECONDS - 1)
    await room.opened.enter("still here")
    room.clock.advance(seconds=2)
    await room.clock.wait_for_sleeper(seconds=IDLE_SECONDS)
    assert not looking.done()
    room.clock.advance(seconds=IDLE_SECONDS)
    await asyncio.wait_for(looking, PATIENCE_SECONDS)
    assert seen[-1].why is Why.IDLE


@pytest.mark.parametrize("why", [Why.CLOSED, Why.REPLACED])
async def test_closing_ends_the_program(room: Room, why: Why) -> None:
    await room.opened.close(why)
    assert (await room.last()).why is why
    assert room.tidied == 1


async def test_it_is_told_to_be_over_when_it_is_tidied_up_though_the_one_who_closed_it_left(room: Room) -> None:
    room.may_tidy.clear()
    closing = asyncio.ensure_future(room.opened.close())
    looking = asyncio.ensure_future(room.last())
    while not room.program.is_lost:  # noqa: ASYNC110  the program makes no event
        await asyncio.sleep(0)
    closing.cancel()
    assert await asyncio.wait({closing, looking}, return_when=asyncio.FIRST_COMPLETED) == ({closing}, {looking})
    room.may_tidy.set()
    assert (await looking).why is Why.CLOSED
    assert room.tidied == 1


async def test_who_stops_looking_ends_the_program(room: Room) -> None:
    async with aclosing(room.opened.views()) as views:
        await anext(views)
    assert room.program.is_lost
    assert room.tidied == 1


async def test_keys_are_the_bytes_of_a_terminal_and_count_as_use(room: Room) -> None:
    for key in KEYS:
        await room.opened.press(key)
    assert room.program.typed == b"\x03\x04\t\r\x1b\x1b[A\x1b[B\x1b[C\x1b[D"
    assert room.touched == len(KEYS)


async def test_arrows_take_the_form_the_program_asked_for(room: Room) -> None:
    async with aclosing(room.opened.views()) as views:
        await anext(views)
        room.program.draw("\x1b[?1h")
        await anext(views)
        await room.opened.press("up")
    assert room.program.typed == b"\x1bOA"


async def test_a_line_is_typed_with_enter_and_hangul_whole(room: Room) -> None:
    await room.opened.enter("echo 안녕\necho 끝")
    assert room.program.typed == "echo 안녕\recho 끝\r".encode()


async def test_what_the_terminal_answers_itself_is_no_use(room: Room) -> None:
    room.program.draw("\x1b[6n")
    room.program.end()
    await room.last()
    assert room.program.typed == b"\x1b[1;1R"
    assert room.touched == 0


async def test_of_a_flood_only_the_end_is_drawn(room: Room) -> None:
    for number in range(200):
        room.program.draw(f"line {number} {'x' * (MOST_DRAWN // 20)}\r\n")
    room.program.draw("the end")
    room.program.end()
    assert "the end" in (await room.last()).plain
