"""A learner's sandbox as missions use it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.errors import GoraeError
from bot.core.people import Member
from bot.missions.probe import Ran
from bot.practice.door import Door
from bot.practice.service import PracticeService
from sandbox.errors import SandboxError


class PracticeBench:
    """Serves `bot.missions.probe.Workbench` over practice; without an engine every use says so."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def execute(self, user_id: int, argv: Sequence[str], *, seconds: float = 10.0) -> Ran:
        """Run a program in the learner's sandbox."""
        try:
            ran = await self._open().inside.execute(user_id, argv, seconds=seconds)
        except SandboxError as error:
            raise GoraeError("practice-trouble", {"key": error.key}) from error
        return Ran(ran.exit_code, ran.stdout)

    async def run_line(self, user_id: int, line: str) -> tuple[int, str]:
        """Run a line under the policy."""
        return await self._open().run_line(Member(user_id, ""), line)

    async def write_file(self, user_id: int, path: str, text: str) -> None:
        """Put a file into the workspace."""
        try:
            await self._open().inside.write_file(user_id, path, text.encode())
        except SandboxError as error:
            raise GoraeError("practice-trouble", {"key": error.key}) from error

    def _open(self) -> PracticeService:
        if self._door.service is None:
            raise GoraeError("practice-closed")
        return self._door.service
