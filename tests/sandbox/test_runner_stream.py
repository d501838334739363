"""The far side of a runner is not trusted: what it says is read carefully, and silence has an end."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.docker_engine import runner as module
from sandbox.docker_engine.runner import StreamRunner, frame, read_ended, request_body
from sandbox.engine import Cause, Ended, Output, Request
from sandbox.errors import SandboxError, SandboxGoneError

REQUEST = Request(commands=(("true",),), deadline_seconds=0.05, output_bytes=10, output_bytes_a_second=10)


def piece(content: bytes, stream: int = 1) -> bytes:
    return struct.pack(">BxxxL", stream, len(content)) + content


@asynccontextmanager
async def pair() -> AsyncIterator[tuple[StreamRunner, asyncio.StreamWriter]]:
    ours, theirs = socket.socketpair()
    reader, writer = await asyncio.open_unix_connection(sock=ours)
    _, other = await asyncio.open_unix_connection(sock=theirs)
    runner = StreamRunner(reader, writer)
    try:
        yield runner, other
    finally:
        await runner.close()
        other.close()
        await other.wait_closed()


async def test_frames_cut_anywhere_are_put_together() -> None:
    async with pair() as (runner, other):
        said = frame(b"O", "안녕".encode()) + frame(b"X", b"cause=exit\nexit_code=3\n")
        for at in range(len(said)):
            other.write(piece(said[at : at + 1]))
        events = [event async for event in runner.run(REQUEST)]
    assert isinstance(events[0], Output)
    assert events[0].content.decode() == "안녕"
    assert isinstance(events[1], Ended)
    assert events[1].exit_code == 3


async def test_what_the_engine_says_on_standard_error_is_not_the_runners_word() -> None:
    async with pair() as (runner, other):
        other.write(piece(frame(b"X", b"cause=exit\nexit_code=9\n"), stream=2))
        other.write(piece(frame(b"X", b"cause=exit\nexit_code=0\n")))
        (ended,) = [event async for event in runner.run(REQUEST)]
    assert isinstance(ended, Ended)
    assert ended.exit_code == 0


async def test_a_runner_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(module, "ENGINE_WAIT_SECONDS", 0.0)
    async with pair() as (runner, _):
        with pytest.raises(SandboxGoneError):
            _ = [event async for event in runner.run(REQUEST)]
        with pytest.raises(SandboxGoneError):
            _ = [event async for event in runner.run(REQUEST)]


async def test_a_runner_that_ends_is_gone() -> None:
    async with pair() as (runner, other):
        other.close()
        with pytest.raises(SandboxGoneError):
            _ = [event async for event in runner.run(REQUEST)]


@pytest.mark.parametrize("length", [0, (1 << 20) + 1, (1 << 32) - 1])
async def test_a_frame_of_an_impossible_length_ends_it(length: int) -> None:
    async with pair() as (runner, other):
        other.write(piece(struct.pack(">L", length) + b"Oxxxx"))
        with pytest.raises(SandboxGoneError):
            _ = [event async for event in runner.run(REQUEST)]


async def test_more_output_than_asked_for_is_not_passed_on() -> None:
    async with pair() as (runner, other):
        for _ in range(40):
            other.write(piece(frame(b"O", b"x" * 1000)))
        with pytest.raises(SandboxGoneError):
            _ = [event async for event in runner.run(REQUEST)]


@given(st.binary(max_size=300))
@settings(max_examples=200)
def test_whatever_a_report_holds_it_is_an_ending(body: bytes) -> None:
    assert isinstance(read_ended(body), Ended)


def test_the_cause_is_the_limit_that_was_met() -> None:
    assert read_ended(b"cause=exit\nexit_code=137\nmemory_hits=4\n").cause is Cause.MEMORY
    assert read_ended(b"cause=exit\nexit_code=1\noom_kills=1\nmemory_hits=1\n").cause is Cause.MEMORY
    assert read_ended(b"cause=exit\nexit_code=1\noom_kills=1\nmemory_full=1\n").cause is Cause.MEMORY
    assert read_ended(b"cause=exit\nexit_code=1\noom_kills=1\n").cause is Cause.SHARED_MEMORY
    killed = b"cause=exit\nexit_code=137\nmemory_full=1\nmachine_oom_kills=1\ndisk_least=9999999\n"
    assert read_ended(killed).cause is Cause.EXIT
    assert read_ended(b"cause=exit\nexit_code=1\npids_refused=2\ndisk_least=9999999\n").cause is Cause.PIDS
    assert read_ended(b"cause=exit\nexit_code=1\ndisk_least=0\n").cause is Cause.DISK
    assert read_ended(b"cause=exit\nexit_code=0\noom_kills=1\n").cause is Cause.EXIT
    assert read_ended(b"cause=deadline\nexit_code=143\nmilliseconds=1000\noom_kills=1\n").cause is Cause.DEADLINE


@pytest.mark.parametrize(("held", "cause"), [("slowed", Cause.RATE), ("throttled", Cause.CPU)])
def test_what_held_a_command_for_half_its_time_is_why_its_deadline_passed(held: str, cause: Cause) -> None:
    told = "cause=deadline\nexit_code=143\nmilliseconds=1000\n"
    assert read_ended(f"{told}{held}=499\n".encode()).cause is Cause.DEADLINE
    assert read_ended(f"{told}{held}=500\n".encode()).cause is cause


@pytest.mark.parametrize(
    ("complaint", "cause"),
    [
        ("cannot open: Too many open files", Cause.FILES),
        ("write /big: no space left on device", Cause.DISK),
        ("can't fork: Resource temporarily unavailable", Cause.PIDS),
        ("something else", Cause.EXIT),
    ],
)
@pytest.mark.parametrize("cut", [1, 7, 100])
async def test_a_command_that_fails_and_says_why_is_believed(complaint: str, cause: Cause, cut: int) -> None:
    request = replace(REQUEST, output_bytes=1000)
    async with pair() as (runner, other):
        for start in range(0, len(complaint), cut):
            other.write(piece(frame(b"E", complaint[start : start + cut].encode())))
        other.write(piece(frame(b"X", b"cause=exit\nexit_code=1\ndisk_least=9999999\n")))
        ended = [event async for event in runner.run(request)][-1]
    assert isinstance(ended, Ended)
    assert ended.cause is cause


def test_a_request_that_is_too_long_is_refused_before_it_is_sent() -> None:
    with pytest.raises(SandboxError):
        frame(b"R", request_body(replace(REQUEST, stdin=b"x" * (1 << 20))))
