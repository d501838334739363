"""The files of a workspace: packed into what the database keeps, and unpacked into another sandbox."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from sandbox.engine import Errors, Output, Request, Runner
from sandbox.limits import Limits
from sandbox.programs import HOME, read_output

MOST_FILE_BYTES = 1 << 20
"""A file above this is named, not kept: a Dockerfile, a page, a compose file are far below it."""
MOST_PACKED_BYTES = 4 << 20
LIST = (
    "find",
    ".",
    "-mindepth",
    "1",
    "(",
    "-path",
    "./.docker",
    "-prune",
    ")",
    "-o",
    "-printf",
    "%P\\t%y\\t%s\\t%T@\\n",
)
PACKED = "/tmp/gorae-workspace"  # noqa: S108 - the sandbox's own


@dataclass(frozen=True, slots=True)
class Listing:
    """The files there are: `kept` names what is packed, `left_out` what is too big, `digest` changes with any file."""

    kept: tuple[str, ...]
    left_out: tuple[str, ...]
    digest: str


async def list_files(runner: Runner, limits: Limits) -> Listing:
    """Return the files of the workspace. Raises `SandboxGoneError`."""
    _, text = await read_output(runner, LIST, limits)
    kept: list[str] = []
    left_out: list[str] = []
    for line in text.splitlines():
        name, kind, size, _ = (*line.rsplit("\t", 3), "", "", "")[:4]
        is_too_big = kind == "f" and size.isdecimal() and int(size) > MOST_FILE_BYTES
        (left_out if is_too_big else kept).append(name)
    return Listing(tuple(kept), tuple(left_out), hashlib.sha256(text.encode()).hexdigest())


async def pack(runner: Runner, limits: Limits, listing: Listing) -> bytes | None:
    """Return the kept files as tar.gz, `None` when they are too many. Raises `SandboxGoneError`."""
    names = "\0".join(listing.kept).encode()
    if not names:
        return b""
    if len(names) > limits.stdin_bytes:
        return None
    request = Request(
        commands=(("tar", "-cz", "--no-recursion", "--null", "-T", "-"), ("base64", "-w0")),
        errors=(Errors.HIDDEN, Errors.HIDDEN),
        deadline_seconds=limits.command_seconds,
        output_bytes=MOST_PACKED_BYTES * 4 // 3 + 4,
        output_bytes_a_second=1 << 26,
        stdin=names,
    )
    printed, is_whole = bytearray(), False
    async for event in runner.run(request):
        if isinstance(event, Output):
            printed += event.content
        else:
            is_whole = event.exit_code == 0 and event.dropped_bytes == 0
    return base64.b64decode(bytes(printed)) if is_whole else None


async def unpack(runner: Runner, limits: Limits, packed: bytes) -> bool:
    """Put packed files into the workspace; returns whether all went well. Raises `SandboxGoneError`."""
    if not packed:
        return True
    await read_output(runner, ("rm", "-f", "--", PACKED), limits)
    step = limits.stdin_bytes
    for at in range(0, len(packed), step):
        code, _ = await read_output(runner, ("tee", "-a", "--", PACKED), limits, packed[at : at + step])
        if code != 0:
            return False
    code, _ = await read_output(runner, ("tar", "-xzf", PACKED, "-C", HOME), limits)
    await read_output(runner, ("rm", "-f", "--", PACKED), limits)
    return code == 0
