"""The real practice engine for tests: one supervisor for each process of the run, in a data folder of its own.

What is built once (the base, the images) is kept in the project's `.gorae/cache`, so that a second run is fast. Tests
wait for their engine more than they compute: more processes than cores run them, and no two engines disturb each other.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.core.clock import SystemClock
from sandbox.docker_engine import DockerClient, DockerSandboxes
from sandbox.embedded import EmbeddedEngine, stop_engine
from sandbox.engine import Ended, Mode, Output, Request, Runner, Sandbox
from sandbox.limits import Limits
from sandbox.supervisor.control import Ready
from tests.timing import PATIENCE_SECONDS

PROJECT = Path(__file__).parent.parent
CACHE = Path(os.environ.get("GORAE_TEST_CACHE", PROJECT / ".gorae" / "cache"))
SETUP_SECONDS = 900


@dataclass(frozen=True, slots=True)
class LiveEngine:
    """The engine of this process."""

    data_folder: Path
    ready: Ready


async def ended(folder: Path) -> None:
    """End the engine of a data folder whose test is over, however long a busy machine takes for it.

    Until then it writes into the folder, which cannot be removed.
    """
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            with suppress(TimeoutError):  # that it takes longer than promised is no matter of this test
                await stop_engine(folder)
                return


@pytest.fixture(scope="session")
def live_engine() -> Iterator[LiveEngine]:
    """Lease the real engine for as long as the tests run."""
    folder = Path(tempfile.mkdtemp(prefix="gorae-test-"))
    leased: Future[Ready] = Future()
    over = threading.Event()

    async def hold() -> None:
        try:
            async with EmbeddedEngine(folder, lambda _: None, cache_folder=CACHE) as ready:
                leased.set_result(ready)
                await asyncio.to_thread(over.wait)
        except BaseException as error:
            if not leased.done():
                leased.set_exception(error)
            raise
        finally:
            await ended(folder)

    holder = threading.Thread(target=lambda: asyncio.run(hold()), name="engine lease")
    holder.start()
    try:
        yield LiveEngine(folder, leased.result(SETUP_SECONDS))
    finally:
        over.set()
        holder.join()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a program in a sandbox printed and how it ended."""

    stdout: str
    stderr: str
    ended: Ended

    @property
    def exit_code(self) -> int:
        """The exit code."""
        return self.ended.exit_code

    @property
    def text(self) -> str:
        """All output."""
        return self.stdout + self.stderr


class Bench:
    """A sandbox as tests use it: past the policy, as the learner, or as root by a door that only tests have."""

    def __init__(self, client: DockerClient, sandboxes: DockerSandboxes, sandbox: Sandbox, runner: Runner) -> None:
        self.client = client
        self.sandboxes = sandboxes
        self.sandbox = sandbox
        self.runner = runner

    async def run(self, *argv: str, seconds: float = PATIENCE_SECONDS, stdin: bytes = b"", **changes: object) -> Result:
        """Run a program as the learner through the resident runner."""
        request = Request(
            commands=(argv,),
            deadline_seconds=seconds,
            output_bytes=64 * 1024,
            output_bytes_a_second=1 << 24,
            stdin=stdin,
            mode=Mode.PIPE,
        )
        return await self.request(replace(request, **changes))  # type: ignore[arg-type]

    async def request(self, request: Request) -> Result:
        """Run a request and collect what it says."""
        printed = {"stdout": bytearray(), "stderr": bytearray()}
        ended: Ended | None = None
        async for event in self.runner.run(request):
            if isinstance(event, Output):
                printed[event.stream.value] += event.content
            else:
                ended = event
        assert ended is not None
        return Result(stdout=printed["stdout"].decode(), stderr=printed["stderr"].decode(), ended=ended)

    async def sh(self, script: str, seconds: float = PATIENCE_SECONDS) -> Result:
        """Run a shell script as the learner."""
        return await self.run("sh", "-c", script, seconds=seconds)

    async def as_root(self, *argv: str) -> tuple[int, str]:
        """Run a program as the sandbox's root, with all it has: no learner's line comes this way."""

        def run(api: object) -> tuple[int, str]:
            made = api.exec_create(self.sandbox.sandbox_id, list(argv), user="root")  # type: ignore[attr-defined]
            said = api.exec_start(made["Id"])  # type: ignore[attr-defined]
            return int(api.exec_inspect(made["Id"])["ExitCode"]), said.decode(errors="replace")  # type: ignore[attr-defined]

        return await self.client.call(run)

    async def root_sh(self, script: str) -> tuple[int, str]:
        """Run a shell script as the sandbox's root."""
        return await self.as_root("sh", "-c", script)


OpenBench = Callable[..., "asyncio.Future[Bench]"]


@asynccontextmanager
async def open_bench(live: LiveEngine, session: str, limits: Limits | None = None) -> AsyncIterator[Bench]:
    """Make a sandbox for a test and remove it after."""
    client = DockerClient(Path(live.ready.socket))
    sandboxes = DockerSandboxes(client, live.ready.instance, limits or Limits(), SystemClock())
    try:
        made = await sandboxes.create(session)
        try:
            runner = await sandboxes.open(made.sandbox_id)
            try:
                yield Bench(client, sandboxes, made, runner)
            finally:
                await runner.close()
        finally:
            await sandboxes.remove(made.sandbox_id)
    finally:
        await sandboxes.close()
        await client.close()


def pytest_configure() -> None:
    """Keep what is read and learned of the course beside the images: most tests would otherwise begin with it."""
    os.environ["GORAE_CACHE"] = str(CACHE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Count an engine test's own time only: the first of a run may wait for images that are built once.

    The files that take longest come first: processes get files in this order, and none is to begin one at the end.
    """
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
    for item in items:
        if "live_engine" in getattr(item, "fixturenames", ()):
            assert item.get_closest_marker("engine"), f"{item.nodeid} would wait for an engine, and have one of its own"
        if item.get_closest_marker("engine") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(300, func_only=True))
