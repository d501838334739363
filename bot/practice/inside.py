"""In a learner's sandbox, beside their lines: programs of our own choosing, and files of the workspace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.practice.keeper import Keeper
from sandbox.errors import SandboxError, SandboxGoneError
from sandbox.programs import HOME, read_output
from sandbox.sessions import Sessions


@dataclass(frozen=True, slots=True)
class Ran:
    """How a program ended and what it printed."""

    exit_code: int
    stdout: bytes


class Inside:
    """What missions and files need of sandboxes. A path is relative and stays inside the workspace."""

    def __init__(self, sessions: Sessions, keeper: Keeper) -> None:
        self._sessions = sessions
        self._keeper = keeper

    async def execute(self, user_id: int, argv: Sequence[str], stdin: bytes = b"", *, seconds: float = 10.0) -> Ran:
        """Run a program as the learner for so long; the standard output is cut at 1 MiB.

        Raises:
            SandboxError: there is no sandbox to be had.

        """
        owner = str(user_id)
        async with self._sessions.lock(owner):
            session = await self._sessions.enter(owner, lambda _: None)
            if session.runner is None:
                raise SandboxGoneError("sandbox_gone")
            code, text = await read_output(session.runner, tuple(argv), self._sessions.limits, stdin, seconds)
            return Ran(code, text.encode())

    async def write_file(self, user_id: int, path: str, content: bytes) -> None:
        """Put a file into the learner's workspace.

        Raises:
            SandboxError: `file_not_written` (no room, or not a place for a file), or there is no sandbox.

        """
        target = f"{HOME}/{path}"
        if not _is_inside(path):
            raise SandboxError("file_not_written", {"path": path})
        if "/" in path:
            await self.execute(user_id, ("mkdir", "-p", "--", target.rpartition("/")[0]))
        if (await self.execute(user_id, ("tee", "--", target), content)).exit_code != 0:
            raise SandboxError("file_not_written", {"path": path})
        owner = str(user_id)
        async with self._sessions.lock(owner):
            if (session := self._sessions.of(owner)) is not None:
                await self._keeper.keep_now(session)

    async def read_file(self, user_id: int, path: str) -> bytes | None:
        """Return a file of the learner's workspace, or `None` when there is none. Raises `SandboxError`."""
        if not _is_inside(path):
            return None
        ran = await self.execute(user_id, ("cat", "--", f"{HOME}/{path}"))
        return ran.stdout if ran.exit_code == 0 else None


def _is_inside(path: str) -> bool:
    return not path.startswith("/") and ".." not in path.split("/")
