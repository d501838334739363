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
# What every program says of EMFILE (strerror(3)): the kernel keeps no count of it that could be read.
NO_MORE_FILES: Final = b"Too many open files"
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
    exit_code = number("exit_code")
    if cause is Cause.EXIT and exit_code != 0:
        killed_at_limit = exit_code == KILLED and number("memory_hits") > 0
        free = (number("disk_free"), number("home_free") if "home_free" in words else -1)
        cause = _underlying(number("oom_kills") + killed_at_limit, number("pids_refused"), *free)
    return Ended(
        cause=cause,
        exit_code=exit_code,
        seconds=number("milliseconds") / 1000,
        signal=number("signal"),
        printed_bytes=number("printed"),
        dropped_bytes=number("dropped"),
        oom_kills=max(number("oom_kills"), int(cause is Cause.MEMORY)),
        pids_refused=number("pids_refused"),
        disk_free_bytes=number("disk_free"),
        workspace_free_bytes=number("home_free"),
        engine_starts=number("engine_starts"),
    )


def _underlying(oom_kills: int, pids_refused: int, disk_free: int, workspace_free: int) -> Cause:
    """Return which of the sandbox's limits a failed command ran into, if one."""
    if oom_kills > 0:
        return Cause.MEMORY
    if pids_refused > 0:
        return Cause.PIDS
    if 0 <= disk_free < LEAST_FREE:
        return Cause.DISK
    if 0 <= workspace_free < LEAST_FREE:
        return Cause.WORKSPACE
    return Cause.EXIT


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
        finished, room, end, lacked_files = False, request.output_bytes, b"", False
        try:
            while not finished:
                async with asyncio.timeout_at(until):
                    kind, body = await anext(self._frames)
                if kind in (b"O", b"E"):
                    room -= len(body)
                    if room < 0:  # a runner keeps to what it was asked for; this is none of ours
                        raise SandboxGoneError("sandbox_gone")
                    lacked_files = lacked_files or NO_MORE_FILES in end + body
                    end = body[-len(NO_MORE_FILES) :]
                    yield Output(Stream.STDOUT if kind == b"O" else Stream.STDERR, body)
                elif kind == b"X":
                    finished = True
                    ended = read_ended(body)
                    failed = ended.cause is Cause.EXIT and ended.exit_code != 0
                    yield replace(ended, cause=Cause.FILES) if failed and lacked_files else ended
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
