"""Speaks with the resident runner of a sandbox (`sandbox/image/runner.c`) over the stream of one exec."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from dataclasses import replace
from typing import Final

from sandbox.engine import Cause, Ended, Errors, Mode, Output, Request, Stream
from sandbox.errors import SandboxError, SandboxGoneError

HEADER: Final = struct.Struct(">BxxxL")  # of a piece of an exec's stream, Docker Engine API, "Attach to a container"
MOST_FRAME: Final = 1 << 20
KILLED: Final = 137
LEAST_FREE: Final = 64 * 1024
# What every program says of EMFILE, ENOSPC and EAGAIN (strerror(3)): the kernel keeps no count of the first, and of the
# others it may be gone with a container before it is looked at (`--rm`, a build that failed).
NO_MORE_FILES: Final = b"too many open files"
NO_MORE_ROOM: Final = b"no space left on device"
NO_MORE_TASKS: Final = b"resource temporarily unavailable"
NO_FORK: Final = b"cannot fork"  # dash says no more than that
COMPLAINTS: Final = {
    NO_MORE_FILES: Cause.FILES,
    NO_MORE_ROOM: Cause.DISK,
    NO_MORE_TASKS: Cause.PIDS,
    NO_FORK: Cause.PIDS,
}
LONGEST_COMPLAINT: Final = max(map(len, COMPLAINTS))
HELD_SHARE: Final = 0.5  # of a command's time; what held it that long is why its deadline passed
# How long the runner may take beyond a deadline before it is given up: its own grace, the kill, and the way back.
PATIENCE_SECONDS: Final = 4.0
# How long it waits for the sandbox's engine first, where that is starting (ENGINE_WAIT_MS there).
ENGINE_WAIT_SECONDS: Final = 15.0


def pack(*fields: str | bytes | float) -> bytes:
    """Return fields as the runner reads them: each its length in four bytes, then itself."""
    parts = [field if isinstance(field, bytes) else str(field).encode() for field in fields]
    return b"".join(struct.pack(">L", len(part)) + part for part in parts)


def frame(kind: bytes, body: bytes = b"") -> bytes:
    """Return one frame. Raises `SandboxError` (`request_too_long`) when it is larger than the runner takes."""
    if len(body) + 1 > MOST_FRAME:
        raise SandboxError("request_too_long")
    return struct.pack(">L", len(body) + 1) + kind + body


def request_body(request: Request) -> bytes:
    """Return the body of a run frame."""
    errors = request.errors or (Errors.SHOWN,) * len(request.commands)
    words: list[str | bytes | float] = []
    for argv, error in zip(request.commands, errors, strict=True):
        words += [error.value, len(argv), *argv]
    return pack(
        request.mode.value,
        max(1, round(request.deadline_seconds * 1000)),
        request.output_bytes,
        request.output_bytes_a_second,
        request.rows,
        request.columns,
        request.cwd,
        request.output_path,
        "a" if request.append else "w",
        request.stdin,
        len(request.environment),
        *(f"{name}={value}" for name, value in request.environment),
        len(request.commands),
        *words,
    )


def read_ended(body: bytes) -> Ended:
    """Return how a pipeline ended, from the runner's own words."""
    words = dict(line.split("=", 1) for line in body.decode(errors="replace").splitlines() if "=" in line)

    def number(key: str) -> int:
        try:
            return int(words.get(key, "0"))
        except ValueError:
            return 0

    reported = words.get("cause", "")
    if reported == "failed":
        return Ended(
            cause=Cause.LOST if words.get("reason") != "redirect" else Cause.EXIT,
            exit_code=1,
            seconds=0,
            reason=words.get("detail", ""),
        )
    cause = {"deadline": Cause.DEADLINE, "output": Cause.OUTPUT, "stopped": Cause.STOPPED, "fork": Cause.PIDS}.get(
        reported, Cause.EXIT
    )
    hits, was_full = number("memory_hits"), number("memory_full") > 0
    ended = Ended(
        cause=cause,
        exit_code=number("exit_code"),
        seconds=number("milliseconds") / 1000,
        signal=number("signal"),
        printed_bytes=number("printed"),
        dropped_bytes=number("dropped"),
        slowed_seconds=number("slowed") / 1000,
        cpu_seconds=number("cpu") / 1000,
        throttled_seconds=number("throttled") / 1000,
        oom_kills=number("oom_kills"),
        machine_oom_kills=number("machine_oom_kills"),
        memory_limit_bytes=number("memory_limit") if hits > 0 or was_full else 0,
        pids_refused=number("pids_refused"),
        pids_limit=number("pids_limit"),
        disk_free_bytes=_free(number("disk_least")),
        workspace_free_bytes=_free(number("home_least")) if "home_least" in words else -1,
        engine_starts=number("engine_starts"),
    )
    if cause is Cause.DEADLINE:
        return replace(ended, cause=_held_back(ended))
    if cause is Cause.EXIT and ended.exit_code != 0:
        cause = _underlying(ended, is_full=hits > 0, was_full=was_full)
        return replace(ended, cause=cause, oom_kills=max(ended.oom_kills, int(cause is Cause.MEMORY)))
    return ended


def _held_back(ended: Ended) -> Cause:
    """Return which limit kept a command from ending in time, if one."""
    if ended.slowed_seconds >= HELD_SHARE * ended.seconds:
        return Cause.RATE
    if ended.throttled_seconds >= HELD_SHARE * ended.seconds:
        return Cause.CPU
    return Cause.DEADLINE


def _underlying(ended: Ended, *, is_full: bool, was_full: bool) -> Cause:
    """Return which limit a failed command ran into, if one.

    The sandbox's own limit on memory was met while the command ran (`is_full`), or at some time (`was_full`).
    """
    # A container's group, and with it the count of its kills, is gone by now where its first process was the one.
    if is_full and (ended.oom_kills > 0 or ended.exit_code == KILLED):
        return Cause.MEMORY
    if ended.oom_kills > 0:
        return Cause.MEMORY if was_full else Cause.SHARED_MEMORY
    if ended.pids_refused > 0:
        return Cause.PIDS
    if 0 <= ended.disk_free_bytes < LEAST_FREE:
        return Cause.DISK
    if 0 <= ended.workspace_free_bytes < LEAST_FREE:
        return Cause.WORKSPACE
    return Cause.EXIT


def _free(least: int) -> int:
    """Return the bytes that were free at the least; too few for anything are none: the engine gives a few back."""
    return 0 if 0 <= least < LEAST_FREE else least


class _Complaints:
    """What a command says of limits that nothing else tells of."""

    def __init__(self) -> None:
        self._end = b""
        self._cause: Cause | None = None

    def hear(self, printed: bytes) -> None:
        """Listen to a piece of output; words may be cut anywhere."""
        words = self._end + printed.lower()
        self._cause = next((cause for complaint, cause in COMPLAINTS.items() if complaint in words), self._cause)
        self._end = words[-LONGEST_COMPLAINT:]

    def explain(self, ended: Ended) -> Ended:
        """Return how a command ended, with the limit it complained of where it failed and nothing else is known."""
        if ended.cause is not Cause.EXIT or ended.exit_code == 0 or self._cause is None:
            return ended
        return replace(
            ended, cause=self._cause, disk_free_bytes=0 if self._cause is Cause.DISK else ended.disk_free_bytes
        )


class StreamRunner:
    """A runner at the other end of an exec's stream."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._pending = bytearray()
        self._frames = self._read_frames()
        self._is_lost = False

    @property
    def is_lost(self) -> bool:
        """Whether it is known to be gone."""
        return self._is_lost or self._reader.at_eof()

    async def hello(self) -> None:
        """Wait until the runner speaks. Raises `SandboxGoneError`."""
        await self._send(b"?")
        try:
            async with asyncio.timeout(10):
                kind, _ = await anext(self._frames)
        except (TimeoutError, StopAsyncIteration) as error:
            raise SandboxGoneError("sandbox_gone") from error
        if kind != b"H":
            raise SandboxGoneError("sandbox_gone")

    async def run(self, request: Request) -> AsyncGenerator[Output | Ended]:
        """Run a pipeline and yield what it prints, then how it ended. Raises `SandboxGoneError`."""
        if self.is_lost:
            raise SandboxGoneError("sandbox_gone")
        await self._send(b"R", request_body(request))
        clock = asyncio.get_running_loop()
        until = clock.time() + request.deadline_seconds + PATIENCE_SECONDS + ENGINE_WAIT_SECONDS
        finished, room, said = False, request.output_bytes, _Complaints()
        try:
            while not finished:
                async with asyncio.timeout_at(until):
                    kind, body = await anext(self._frames)
                if kind in (b"O", b"E"):
                    room -= len(body)
                    if room < 0:  # a runner keeps to what it was asked for; this is none of ours
                        raise SandboxGoneError("sandbox_gone")
                    said.hear(body)
                    yield Output(Stream.STDOUT if kind == b"O" else Stream.STDERR, body)
                elif kind == b"X":
                    finished = True
                    ended = said.explain(read_ended(body))
                    yield replace(ended, deadline_seconds=request.deadline_seconds, most_bytes=request.output_bytes)
        except (TimeoutError, StopAsyncIteration) as error:
            raise SandboxGoneError("sandbox_gone") from error
        finally:
            if not finished:
                self._is_lost = True  # what still comes belongs to a pipeline nobody listens to
                self._writer.close()

    async def stop(self) -> None:
        """End the pipeline that runs now."""
        await self._send(b"K")

    async def type(self, typed: bytes) -> None:
        """Send bytes to the terminal of the pipeline that runs now."""
        await self._send(b"I", typed)

    async def resize(self, rows: int, columns: int) -> None:
        """Tell the terminal its new size."""
        await self._send(b"W", f"{rows} {columns}".encode())

    async def close(self) -> None:
        """Let go of the runner; everything it runs ends."""
        self._is_lost = True
        self._writer.close()
        try:
            await self._writer.wait_closed()
        except OSError:
            return

    async def _send(self, kind: bytes, body: bytes = b"") -> None:
        try:
            self._writer.write(frame(kind, body))
            await self._writer.drain()
        except OSError as error:
            raise SandboxGoneError("sandbox_gone") from error

    async def _read_frames(self) -> AsyncIterator[tuple[bytes, bytes]]:
        """Yield the runner's frames, taken out of the pieces that the engine's stream comes in."""
        while True:
            try:
                stream, length = HEADER.unpack(await self._reader.readexactly(HEADER.size))
                piece = await self._reader.readexactly(length)
            except (asyncio.IncompleteReadError, OSError):
                return
            if stream != 1:
                continue
            self._pending += piece
            for found in self._take_frames():
                yield found

    def _take_frames(self) -> Iterator[tuple[bytes, bytes]]:
        while len(self._pending) >= 5:  # noqa: PLR2004  a length and a kind
            (length,) = struct.unpack_from(">L", self._pending)
            if not 1 <= length <= MOST_FRAME:
                raise SandboxGoneError("sandbox_gone")
            if len(self._pending) < 4 + length:
                return
            kind, body = bytes(self._pending[4:5]), bytes(self._pending[5 : 4 + length])
            del self._pending[: 4 + length]
            yield kind, body


__all__ = ["Mode", "StreamRunner", "frame", "pack", "read_ended", "request_body"]
