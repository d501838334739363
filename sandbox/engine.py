"""The port to whatever gives learners their sandboxes, and its types. Nothing here is particular to Docker."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Mode(StrEnum):
    """How a pipeline is connected: plain pipes, a screen that is only looked at, or a terminal typed into."""

    PIPE = "pipe"
    SCREEN = "screen"
    TERMINAL = "terminal"


class Stream(StrEnum):
    """Where a piece of output was written to."""

    STDOUT = "stdout"
    STDERR = "stderr"


class Errors(StrEnum):
    """What becomes of a command's standard error: shown, joined to its output (`2>&1`), or dropped."""

    SHOWN = "shown"
    MERGED = "merged"
    HIDDEN = "hidden"


class Cause(StrEnum):
    """Why a pipeline ended.

    `CPU` and `RATE`: its deadline passed while the limit on processor time, or on the rate of output, held it back.
    `MEMORY` is the sandbox's limit, `CONTAINER_MEMORY` one that the learner gave a container (`-m`), `SHARED_MEMORY`
    what all sandboxes may use together. From `STOPPED` on it is not the command's own doing: the learner stopped it or
    emptied the sandbox, an operator or its age ended the sandbox, or what ran it was lost.
    """

    EXIT = "exit"
    DEADLINE = "deadline"
    CPU = "cpu"
    RATE = "rate"
    OUTPUT = "output"
    MEMORY = "memory"
    CONTAINER_MEMORY = "container-memory"
    SHARED_MEMORY = "shared-memory"
    PIDS = "pids"
    DISK = "disk"
    WORKSPACE = "workspace"
    FILES = "files"
    STOPPED = "stopped"
    RESET = "reset"
    OPERATOR = "operator"
    LIFETIME = "lifetime"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One pipeline to run: argument vectors joined by pipes, never a shell.

    `cwd` is absolute; `output_path` is relative to the workspace and takes the last command's standard output;
    `errors` has one entry a command, or none for all shown. `rows` and `columns` matter in modes other than `PIPE`.
    """

    commands: tuple[tuple[str, ...], ...]
    errors: tuple[Errors, ...] = ()
    deadline_seconds: float
    output_bytes: int
    output_bytes_a_second: int
    mode: Mode = Mode.PIPE
    cwd: str = "/home/learner"
    environment: tuple[tuple[str, str], ...] = ()
    stdin: bytes = b""
    output_path: str = ""
    append: bool = False
    rows: int = 24
    columns: int = 120


@dataclass(frozen=True, slots=True)
class Output:
    """A piece of what a pipeline printed, as it came; it may end in the middle of a character."""

    stream: Stream
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a pipeline ended, with what was measured.

    `deadline_seconds` and `most_bytes` are how long it might take and how much it might print. `printed_bytes` counts
    what was written, `dropped_bytes` what of it was not passed on, `slowed_seconds` for how long it waited for the
    output's rate. `cpu_seconds` is what the whole sandbox used meanwhile, `throttled_seconds` for how long it had used
    up its quota. `oom_kills` counts processes of the sandbox that were ended for memory, as far as their control groups
    are still there, `machine_oom_kills` those of the whole machine. `memory_limit_bytes`, `pids_limit`, `files_limit`
    are the limits that were met, 0 where that is not known: the sandbox's, or the one that `container` was given.
    `engine_starts` is how often the learner's engine has been started in this sandbox.
    """

    cause: Cause
    exit_code: int
    seconds: float
    signal: int = 0
    deadline_seconds: float = 0.0
    most_bytes: int = 0
    printed_bytes: int = 0
    dropped_bytes: int = 0
    slowed_seconds: float = 0.0
    cpu_seconds: float = 0.0
    throttled_seconds: float = 0.0
    oom_kills: int = 0
    machine_oom_kills: int = 0
    memory_limit_bytes: int = 0
    container: str = ""
    pids_refused: int = 0
    pids_limit: int = 0
    files_limit: int = 0
    disk_free_bytes: int = -1
    workspace_free_bytes: int = -1
    engine_starts: int = 1
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """One live sandbox. `session` is the caller's own word.

    `is_ours` when this program made it, or one that is gone; another live program's is none of our business.
    """

    sandbox_id: str
    session: str
    created_at: datetime
    is_running: bool = True
    is_ours: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a sandbox uses now."""

    memory_bytes: int
    memory_limit_bytes: int
    pids: int
    pids_limit: int
    cpu_seconds: float = 0.0
    extra: dict[str, int] = field(default_factory=dict)


class Runner(Protocol):
    """A resident program in one sandbox that runs pipelines, one at a time."""

    @property
    def is_lost(self) -> bool:
        """Whether it is known to be gone."""
        ...

    def run(self, request: Request) -> AsyncGenerator[Output | Ended]:
        """Run a pipeline and yield what it prints, then how it ended.

        Raises:
            SandboxGoneError: the sandbox or the runner ended meanwhile.

        """
        ...

    async def stop(self) -> None:
        """End the pipeline that runs now, if one does; `run` then yields `Ended(STOPPED)`."""
        ...

    async def type(self, typed: bytes) -> None:
        """Send bytes to the terminal of the pipeline that runs now."""
        ...

    async def resize(self, rows: int, columns: int) -> None:
        """Tell the terminal its new size."""
        ...

    async def close(self) -> None:
        """Let go of the runner; everything it runs ends. May be called again."""
        ...


class SandboxEngine(Protocol):
    """Makes, finds and removes sandboxes of one instance."""

    async def create(self, session: str) -> Sandbox:
        """Make a sandbox and wait until its engine answers.

        Raises:
            SandboxError: it could not be made.

        """
        ...

    async def live(self) -> Sequence[Sandbox]:
        """Return every sandbox of this instance, stopped ones included."""
        ...

    async def open(self, sandbox_id: str) -> Runner:
        """Start a runner in a sandbox.

        Raises:
            SandboxGoneError: there is no such running sandbox.

        """
        ...

    async def usage(self, sandbox_id: str) -> Usage:
        """Return what a sandbox uses now. Raises `SandboxGoneError`."""
        ...

    async def remove(self, sandbox_id: str) -> None:
        """Remove a sandbox and everything in it. One that is gone already is a success."""
        ...
