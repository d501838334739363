"""Sandboxes that keep the files of their workspace, each its own; lines are said back."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from sandbox.engine import Cause, Ended, Output, Request, Stream
from sandbox.programs import HOME
from sandbox.timing import Clock
from tests.fakes.sandboxes import FakeRunner, FakeSandboxes


class WorkspaceSandboxes(FakeSandboxes):
    """`files` has the contents by sandbox and path."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.files: dict[str, dict[str, bytes]] = {}

    async def open(self, sandbox_id: str) -> FakeRunner:
        await super().open(sandbox_id)
        return _WorkspaceRunner(self.files.setdefault(sandbox_id, {}))

    async def remove(self, sandbox_id: str) -> None:
        await super().remove(sandbox_id)
        self.files.pop(sandbox_id, None)


class _WorkspaceRunner(FakeRunner):
    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__()
        self._files = files

    async def run(self, request: Request) -> AsyncGenerator[Output | Ended]:
        argv, printed, code = request.commands[0], b"", 0
        path = argv[-1].removeprefix(f"{HOME}/")
        if argv[0] == "tee":
            self._files[path] = request.stdin
        elif argv[0] == "cat":
            printed, code = self._files.get(path, b""), int(path not in self._files)
        elif argv[0] == "find":
            printed = "".join(f"{name}\n" for name in self._files).encode()
        elif argv[0] != "mkdir":
            async for event in super().run(request):
                yield event
            return
        yield Output(Stream.STDOUT, printed)
        yield Ended(cause=Cause.EXIT, exit_code=code, seconds=0.0)
