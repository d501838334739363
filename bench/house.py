"""An engine of its own to measure on, and what every measurement of practice needs."""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bench.row import Row
from bot.core.clock import SystemClock
from bot.core.people import Member
from bot.practice.images import policy_of
from bot.practice.limits import limits_of
from bot.practice.room import PracticeSettings, open_practice
from bot.practice.service import PracticeService
from bot.practice.updates import Finished, Running
from bot.settings import read_settings
from bot.storage.database import Database
from sandbox.docker_engine import DockerClient, DockerSandboxes
from sandbox.embedded import EmbeddedEngine
from sandbox.engine import Ended, Request
from sandbox.errors import SandboxError
from sandbox.limits import MIB, Limits
from sandbox.supervisor.control import Ready
from sandbox.supervisor.layout import Layout

AT_ONCE = 8


def usual(**changes: float) -> Limits:
    """Return an operator's limits, but for how often a command may be started and how many sandboxes there may be."""
    return replace(limits_of(read_settings()), **{"commands_a_minute": 100_000, "live_sandboxes": 500, **changes})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class House:
    """An engine of its own for measuring."""

    ready: Ready
    client: DockerClient
    database: Database
    folder: Path
    cache: Path | None

    def sandboxes(self, limits: Limits | None = None, *, seeded: bool = True) -> DockerSandboxes:
        """Return the port, with or without shared layers."""
        instance = self.ready.instance if seeded else replace(self.ready.instance, seed_folder="")
        return DockerSandboxes(self.client, instance, limits or usual(), SystemClock())

    @property
    def layout(self) -> Layout:
        """Where the engine lies."""
        return Layout.of(self.folder, self.cache)


@asynccontextmanager
async def open_house() -> AsyncIterator[House]:
    """Start an engine in a folder of its own, with what was built before, and end it after."""
    settings = read_settings()
    cache = settings.cache or settings.data_folder / "cache"
    with tempfile.TemporaryDirectory(prefix="gorae-bench-") as name:
        folder = Path(name)
        database = await Database.open(folder / "gorae.db")
        async with EmbeddedEngine(folder, lambda _: None, cache_folder=cache) as ready:
            client = DockerClient(Path(ready.socket), threads=AT_ONCE)
            try:
                yield House(ready, client, database, folder, cache)
            finally:
                await client.close()
                await database.close()


async def time_line(practice: PracticeService, line: str, user_id: int = -1) -> tuple[float, float]:
    """Run a line; return the seconds to its first output and to its end. Raises `SandboxError` when it failed."""
    started = time.perf_counter()
    first = 0.0
    async with aclosing(practice.run(Member(user_id, "bench"), line)) as updates:
        async for update in updates:
            if isinstance(update, Running | Finished) and not first and any(step.text for step in update.steps):
                first = time.perf_counter() - started
            if isinstance(update, Finished) and update.exit_code == 0:
                return first, time.perf_counter() - started
    raise SandboxError("bench_failed", {"line": line})


@asynccontextmanager
async def practice_in(house: House, spares: int, limits: Limits | None = None) -> AsyncIterator[PracticeService]:
    """Open practice in the house."""
    settings = PracticeSettings(
        data_folder=house.folder,
        cache_folder=house.cache,
        limits=limits or usual(),
        policy=policy_of((), is_embedded=True),
        spares=spares,
    )
    async with open_practice(settings, house.database, SystemClock(), lambda _: None) as practice:
        yield practice


def p95(values: Sequence[float]) -> float:
    """Return the value that 95 of 100 do not exceed (nearest rank)."""
    return sorted(values)[math.ceil(len(values) * 0.95) - 1]


def at_most(name: str, value: float, unit: str, limit: float) -> Row:
    """Return a row that holds when the value does not exceed the limit."""
    return Row(name, value, unit, f"<= {limit:g}", value <= limit)


async def clear(house: House) -> None:
    """Remove every sandbox."""
    sandboxes = house.sandboxes()
    for sandbox in await sandboxes.live():
        await sandboxes.remove(sandbox.sandbox_id)


async def time_program(sandboxes: DockerSandboxes, sandbox_id: str, *argv: str) -> float:
    """Run a program in a sandbox through the runner and return its seconds. Raises `SandboxError`."""
    runner = await sandboxes.open(sandbox_id)
    request = Request(commands=(argv,), deadline_seconds=60, output_bytes=MIB, output_bytes_a_second=MIB)
    try:
        async for event in runner.run(request):
            if isinstance(event, Ended) and event.exit_code == 0:
                return event.seconds
    finally:
        await runner.close()
    raise SandboxError("bench_failed", {"line": " ".join(argv)})
