"""What other learners feel while one does their worst: the 95th percentile of their commands, beside a calm one.

The attacker is past the policy and without the rate limit: worse than any learner's line can be. Calm and attack take
turns, so that what else the machine does weighs on both.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from bench.house import House, at_most, clear, open_house, p95, practice_in, time_line
from bench.row import Row
from bot.core.people import Member
from bot.practice.service import PracticeService
from sandbox.docker_engine import DockerSandboxes
from sandbox.engine import Request
from sandbox.errors import SandboxError
from sandbox.limits import MIB

OTHERS = (1, 2, 3)
ATTACKER = 666
TURNS, SAMPLES = 4, 15
PAUSE_SECONDS = 0.1  # between the others' commands: they read what they got
SETTLE_SECONDS = 2.0
LOOPS = "busy loops on every core"  # two cores have little left to give then: looked at, not promised
PROGRAMS = {
    "a fork bomb": "bomb() { bomb | bomb & }; bomb; sleep 1000",
    "a memory hog": "while :; do docker run --rm python:3.13-slim python3 -c 'bytearray(1 << 31)'; done",
    "a disk filler": (
        "while :; do dd if=/dev/zero of=big bs=1M; rm -f big;"
        " docker run --rm python:3.13-slim dd if=/dev/zero of=/big bs=1M; done"
    ),
    "containers made and removed": "while :; do docker run --rm python:3.13-slim true; done",
    LOOPS: "for i in 1 2 3 4 5 6 7 8; do (while :; do :; done) & done; wait",
}
FLOOD, RENEWALS = "an output flood", "sandboxes made and removed"
ATTACKS = (*PROGRAMS, FLOOD, RENEWALS)
MOST = 1.5


async def rows() -> list[Row]:
    """Measure every attack."""
    async with open_house() as house:
        return [row for attack in ATTACKS for row in await _suffered(house, attack)]


async def _suffered(house: House, attack: str) -> list[Row]:
    calm: list[float] = []
    stormy: list[float] = []
    async with practice_in(house, spares=0) as practice:
        for other in OTHERS:
            await time_line(practice, "docker ps", other)
        await time_line(practice, "docker pull python:3.13-slim", ATTACKER)
        for _ in range(TURNS):
            calm += await _felt(practice)
            async with _running(_attack(house, practice, attack)):
                await asyncio.sleep(SETTLE_SECONDS)
                stormy += await _felt(practice)
            await asyncio.sleep(SETTLE_SECONDS)
        for user_id in (*OTHERS, ATTACKER):
            await practice.reset(user_id)
    await clear(house)
    quiet, loud = p95(calm), p95(stormy)
    told = f"others' p95 beside {attack}"
    return [
        Row(f"others' docker ps, calm before {attack}, p95", quiet * 1000, "ms"),
        Row(told, loud / quiet, "×") if attack == LOOPS else at_most(told, loud / quiet, "×", MOST),
    ]


async def _felt(practice: PracticeService) -> list[float]:
    """Return the seconds of the others' commands, one after another."""
    felt = []
    for number in range(SAMPLES):
        felt.append((await time_line(practice, "docker ps", OTHERS[number % len(OTHERS)]))[1])
        await asyncio.sleep(PAUSE_SECONDS)
    return felt


@asynccontextmanager
async def _running(work: Awaitable[None]) -> AsyncIterator[None]:
    task = asyncio.ensure_future(work)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _attack(house: House, practice: PracticeService, attack: str) -> None:
    """Do it until cancelled."""
    worst: dict[str, Callable[[], Awaitable[None]]] = {
        FLOOD: lambda: _flood(practice),
        RENEWALS: lambda: _renew(practice),
    }
    if attack in worst:
        await worst[attack]()
        return
    sandboxes = house.sandboxes()
    (mine,) = [
        sandbox.sandbox_id
        for sandbox in await sandboxes.live()
        if (status := await practice.status(ATTACKER)) is not None and status.lease.sandbox_id == sandbox.sandbox_id
    ]
    while True:
        with contextlib.suppress(SandboxError):
            await _run(sandboxes, mine, PROGRAMS[attack])


async def _run(sandboxes: DockerSandboxes, sandbox_id: str, script: str) -> None:
    runner = await sandboxes.open(sandbox_id)
    request = Request(
        commands=(("sh", "-c", script),), deadline_seconds=30, output_bytes=MIB, output_bytes_a_second=MIB
    )
    try:
        async for _ in runner.run(request):
            continue
    finally:
        await runner.close()


async def _flood(practice: PracticeService) -> None:
    """Print as much as goes, line after line, through the whole service: it is the bot that has to keep up."""
    while True:
        async for _ in practice.run(Member(ATTACKER, "bench"), "docker run --rm python:3.13-slim yes 가나다"):
            continue


async def _renew(practice: PracticeService) -> None:
    """Throw the sandbox away and take another, again and again."""
    while True:
        await practice.reset(ATTACKER)
        async for _ in practice.run(Member(ATTACKER, "bench"), "docker ps"):
            continue
