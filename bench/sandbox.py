"""Speed and density of practice, on the real engine; ratios are against the host's `docker exec` in the same run."""

from __future__ import annotations

import asyncio
import statistics
import time

from bench.house import House, at_most, clear, open_house, p95, practice_in, time_line, time_program
from bench.row import Row
from sandbox.errors import SandboxError
from sandbox.limits import MIB

SAMPLES = 40
STARTS = 20
CROWD_SECONDS = 4.0
CROWD = 15


async def rows() -> list[Row]:
    """Measure everything of practice."""
    async with open_house() as house:
        return [
            *await _speed(house),
            *await _starts(house),
            *await _arrivals(house),
            *await _pulls(house),
        ]


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
    async with practice_in(house, spares=0) as practice:
        await time_line(practice, "docker ps")
        made = (await house.sandboxes().live())[0]
        ours, theirs = [], []
        for _ in range(SAMPLES):
            theirs.append(await _exec(house, made.sandbox_id, "docker", "ps"))
            ours.append((await time_line(practice, "docker ps"))[1])
        await practice.reset(-1)
    floor, whole = statistics.median(theirs), statistics.median(ours)
    return [
        Row("docker exec of docker ps, p50", floor * 1000, "ms"),
        Row("docker ps through the whole service, p50", whole * 1000, "ms"),
        at_most("docker ps over docker exec", whole / floor, "×", 1.0),
    ]


async def _starts(house: House) -> list[Row]:
    cold, warm = [], []
    async with practice_in(house, spares=0) as practice:
        for number in range(STARTS):
            cold.append((await time_line(practice, "docker ps", 100 + number))[0])
            await practice.reset(100 + number)
    async with practice_in(house, spares=1) as practice:
        for number in range(STARTS):
            while not practice.warm:  # noqa: ASYNC110  a spare makes no event here
                await asyncio.sleep(0.1)
            warm.append((await time_line(practice, "docker ps", 200 + number))[0])
            await practice.reset(200 + number)
    await clear(house)
    return [
        at_most("first output of a first command, warm, p95", p95(warm), "s", 0.25),
        at_most("first output of a first command, cold, p95", p95(cold), "s", 2.5),
    ]


async def _arrivals(house: House) -> list[Row]:
    """Let a study group arrive: one learner every few seconds, one spare at first."""
    first = []
    async with practice_in(house, spares=1) as practice:
        while not practice.warm:  # noqa: ASYNC110  a spare makes no event here
            await asyncio.sleep(0.1)

        async def come(number: int) -> None:
            await asyncio.sleep(CROWD_SECONDS * number)
            first.append((await time_line(practice, "docker ps", 300 + number))[0])

        await asyncio.gather(*(come(number) for number in range(CROWD)))
    await clear(house)
    return [
        Row(f"first output, a learner every {CROWD_SECONDS:g} s, p50", statistics.median(first), "s"),
        Row(f"first output, a learner every {CROWD_SECONDS:g} s, p95", p95(first), "s"),
    ]


async def _pulls(house: House) -> list[Row]:
    shared, plain = house.sandboxes(), house.sandboxes(seeded=False)
    seconds, plain_seconds, idle, busy = [], [], [], []
    for number in range(5):
        made = await shared.create(f"pull-{number}")
        idle.append((await shared.usage(made.sandbox_id)).memory_bytes / MIB)
        seconds.append(await time_program(shared, made.sandbox_id, "docker", "pull", "nginx"))
        await time_program(shared, made.sandbox_id, "docker", "run", "-d", "-p", "8080:80", "nginx")
        busy.append((await shared.usage(made.sandbox_id)).memory_bytes / MIB)
        await shared.remove(made.sandbox_id)
        made = await plain.create(f"plain-{number}")
        plain_seconds.append(await time_program(plain, made.sandbox_id, "docker", "pull", "nginx"))
        await plain.remove(made.sandbox_id)
    return [
        at_most("docker pull nginx, shared layers, p50", statistics.median(seconds), "s", 0.4),
        at_most("docker pull of an image of that size, plain, p50", statistics.median(plain_seconds), "s", 3.0),
        at_most("memory of an idle sandbox, in its cgroup", statistics.median(idle), "MiB", 45),
        at_most("memory of a sandbox in which nginx runs", statistics.median(busy), "MiB", 65),
    ]
