"""Speed and density of practice, on the real engine; ratios are against the host's `docker exec` in the same run."""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bench.row import Row
from bot.core.clock import SystemClock
from bot.core.people import Member
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

SAMPLES = 40
STARTS = 8
CROWD = int(os.environ.get("GORAE_BENCH_CROWD", "100"))
CHURN = int(os.environ.get("GORAE_BENCH_CHURN", "200"))
AT_ONCE = 8
CROWD_MIB = 8192


@dataclass(frozen=True, slots=True)
class House:
    """An engine of its own for measuring."""

    ready: Ready
    client: DockerClient
    database: Database
    folder: Path
    cache: Path | None

    def sandboxes(self, *, seeded: bool = True) -> DockerSandboxes:
        """Return the port, with or without shared layers."""
        instance = self.ready.instance if seeded else replace(self.ready.instance, seed_folder="")
        return DockerSandboxes(self.client, instance, Limits(), SystemClock())


@asynccontextmanager
async def _house() -> AsyncIterator[House]:
    settings = read_settings()
    cache = getattr(settings, "cache", None) or settings.data_folder / "cache"
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


async def rows() -> list[Row]:
    """Measure everything of practice."""
    async with _house() as house:
        return [
            *await _speed(house),
            *await _starts(house),
            *await _pulls(house),
            *await _churn(house),
            *await _crowd(house),
        ]


async def _line(practice: PracticeService, line: str, user_id: int = -1) -> tuple[float, float]:
    """Run a line; return the seconds to its first output and to its end. Raises `SandboxError` when it failed."""
    started = time.perf_counter()
    first = 0.0
    async for update in practice.run(Member(user_id, "bench"), line):
        if isinstance(update, Running | Finished) and not first and any(step.text for step in update.steps):
            first = time.perf_counter() - started
        if isinstance(update, Finished) and update.exit_code == 0:
            return first, time.perf_counter() - started
    raise SandboxError("bench_failed", {"line": line})


@asynccontextmanager
async def _practice(house: House, spares: int) -> AsyncIterator[PracticeService]:
    settings = PracticeSettings(
        data_folder=house.folder,
        cache_folder=house.cache,
        limits=Limits(commands_a_minute=100_000, live_sandboxes=500),
        spares=spares,
    )
    async with open_practice(settings, house.database, SystemClock(), lambda _: None) as practice:
        yield practice


async def _exec(house: House, container: str, *argv: str) -> float:
    """Return the seconds of the host's own `docker exec`."""
    started = time.perf_counter()
    child = await asyncio.create_subprocess_exec(
        *("/usr/bin/docker", "exec", "-u", "learner", container, *argv),
        stdout=asyncio.subprocess.DEVNULL,
        env={"DOCKER_HOST": f"unix://{house.ready.socket}", "PATH": "/usr/bin"},
    )
    if await child.wait() != 0:
        raise SandboxError("bench_failed", {"line": " ".join(argv)})
    return time.perf_counter() - started


async def _speed(house: House) -> list[Row]:
    async with _practice(house, spares=0) as practice:
        await _line(practice, "docker ps")
        made = (await house.sandboxes().live())[0]
        ours, theirs = [], []
        for _ in range(SAMPLES):
            theirs.append(await _exec(house, made.sandbox_id, "docker", "ps"))
            ours.append((await _line(practice, "docker ps"))[1])
        await practice.reset(-1)
    floor, whole = statistics.median(theirs), statistics.median(ours)
    return [
        Row("docker exec of docker ps, p50", floor * 1000, "ms"),
        Row("docker ps through the whole service, p50", whole * 1000, "ms"),
        _most("docker ps over docker exec", whole / floor, "×", 1.0),
    ]


def _p95(values: list[float]) -> float:
    return sorted(values)[max(0, round(len(values) * 0.95) - 1)]


def _most(name: str, value: float, unit: str, limit: float) -> Row:
    return Row(name, value, unit, f"<= {limit:g}", value <= limit)


async def _starts(house: House) -> list[Row]:
    cold, warm = [], []
    async with _practice(house, spares=0) as practice:
        for number in range(STARTS):
            cold.append((await _line(practice, "docker ps", 100 + number))[0])
            await practice.reset(100 + number)
    async with _practice(house, spares=1) as practice:
        for number in range(STARTS):
            while not practice.warm:  # noqa: ASYNC110  a spare makes no event here
                await asyncio.sleep(0.1)
            warm.append((await _line(practice, "docker ps", 200 + number))[0])
            await practice.reset(200 + number)
    await _clear(house)
    return [
        _most("first output of a first command, warm, p95", _p95(warm), "s", 0.25),
        _most("first output of a first command, cold, p95", _p95(cold), "s", 2.5),
    ]


async def _clear(house: House) -> None:
    sandboxes = house.sandboxes()
    for sandbox in await sandboxes.live():
        await sandboxes.remove(sandbox.sandbox_id)


async def _ran(sandboxes: DockerSandboxes, sandbox_id: str, *argv: str) -> float:
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


async def _pulls(house: House) -> list[Row]:
    shared, plain = house.sandboxes(), house.sandboxes(seeded=False)
    seconds, plain_seconds, idle, busy = [], [], [], []
    for number in range(5):
        made = await shared.create(f"pull-{number}")
        idle.append((await shared.usage(made.sandbox_id)).memory_bytes / MIB)
        seconds.append(await _ran(shared, made.sandbox_id, "docker", "pull", "nginx"))
        await _ran(shared, made.sandbox_id, "docker", "run", "-d", "-p", "8080:80", "nginx")
        busy.append((await shared.usage(made.sandbox_id)).memory_bytes / MIB)
        await shared.remove(made.sandbox_id)
        made = await plain.create(f"plain-{number}")
        plain_seconds.append(await _ran(plain, made.sandbox_id, "docker", "pull", "nginx"))
        await plain.remove(made.sandbox_id)
    return [
        _most("docker pull nginx, shared layers, p50", statistics.median(seconds), "s", 0.4),
        _most("docker pull of an image of that size, plain, p50", statistics.median(plain_seconds), "s", 3.0),
        _most("memory of an idle sandbox, in its cgroup", statistics.median(idle), "MiB", 45),
        _most("memory of a sandbox in which nginx runs", statistics.median(busy), "MiB", 65),
    ]


def _available_mib() -> float:
    text = Path("/proc/meminfo").read_text()
    return int(text.split("MemAvailable:")[1].split()[0]) / 1024


def _traces(folder: Path) -> dict[str, int]:
    """Count what a sandbox could leave behind."""
    name = Layout.of(folder).name
    return {
        "control groups": len(list(Path("/sys/fs/cgroup").glob(f"*/{name}/*/"))),
        "containers": len(list((folder / "engine" / "root").glob("*/containers/*"))),
        "mounted layers": len(list((folder / "engine" / "root").glob("*/image/overlay2/layerdb/mounts/*"))),
        "loop devices": len(list(Path("/sys/block").glob("loop*/loop"))),
        "threads": len(list(Path("/proc/self/task").iterdir())),
        "files": len(list(Path("/proc/self/fd").iterdir())),
    }


async def _churn(house: House) -> list[Row]:
    sandboxes = house.sandboxes()
    turns = asyncio.Semaphore(AT_ONCE)

    async def once(number: int) -> None:
        async with turns:
            made = await sandboxes.create(f"churn-{number}")
            await sandboxes.remove(made.sandbox_id)

    await asyncio.gather(*(once(-1 - number) for number in range(AT_ONCE)))  # threads and connections of a full house
    before = await asyncio.to_thread(_traces, house.folder)
    started = time.perf_counter()
    await asyncio.gather(*(once(number) for number in range(CHURN)))
    seconds = time.perf_counter() - started
    after = await asyncio.to_thread(_traces, house.folder)
    leaks = sum(max(0, after[key] - before[key]) for key in before)
    return [
        Row(f"create and remove {CHURN}, {AT_ONCE} at a time", seconds, "s"),
        _most("left behind by them (containers, mounts, cgroups, files, threads)", leaks, "", 0),
    ]


async def _crowd(house: House) -> list[Row]:
    sandboxes = house.sandboxes()
    before = _available_mib()
    made: list[str] = []
    try:
        idle_mib = 0.0
        for number in range(CROWD):
            made.append((await sandboxes.create(f"crowd-{number}")).sandbox_id)
            if len(made) == min(20, CROWD):
                idle_mib = (before - _available_mib()) / len(made)
        for sandbox_id in made:
            await _ran(sandboxes, sandbox_id, "docker", "run", "-d", "-p", "8080:80", "nginx")
        answering = 0
        for sandbox_id in made:
            argv = ("curl", "-sf", "--retry", "3", "--retry-connrefused", "-o", "/dev/null", "localhost:8080")
            answering += await _ran(sandboxes, sandbox_id, *argv) >= 0
        used = before - _available_mib()
    finally:
        for sandbox_id in made:
            await sandboxes.remove(sandbox_id)
    return [
        _most("memory of an idle sandbox, on the host", idle_mib, "MiB", 60),
        Row(f"sandboxes with nginx answering, of {CROWD}", answering, "", f">= {CROWD}", answering >= CROWD),
        _most("host memory they take", used, "MiB", CROWD_MIB * CROWD / 100),
    ]
