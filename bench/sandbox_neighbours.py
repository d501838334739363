"""What other learners feel while one does their worst: the 95th percentile of their commands, beside a calm one.

The attacker is past the policy and without the rate limit: worse than any learner's line can be. Calm and attack take
turns of a second or two in which the attacker is frozen or let go, so that what else the machine does weighs on both;
each pair of turns gives one ratio, and the median of them is told.
"""

from __future__ import annotations

import asyncio
import contextlib
import statistics
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

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
TURNS, SAMPLES = 5, 20
PAUSE_SECONDS = 0.03  # between the others' commands: they read what they got
SETTLE_SECONDS = 0.5
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
    async with open_house() as house, practice_in(house, spares=0) as practice:
        for other in OTHERS:
            await time_line(practice, "docker ps", other)
        measured = [row for attack in ATTACKS for row in await _suffered(house, practice, attack)]
        for user_id in OTHERS:
            await practice.reset(user_id)
        await clear(house)
    return measured


async def _suffered(house: House, practice: PracticeService, attack: str) -> list[Row]:
    calm: list[float] = []
    stormy: list[float] = []
    await practice.reset(ATTACKER)
    await time_line(practice, "docker pull python:3.13-slim", ATTACKER)
    async with _attacking(house, practice, attack) as let_go:
        for _ in range(TURNS):
            await asyncio.sleep(SETTLE_SECONDS)
            calm.append(p95(await _felt(practice)))
            async with let_go():
                await asyncio.sleep(SETTLE_SECONDS)
                stormy.append(p95(await _felt(practice)))
    times = statistics.median(loud / quiet for quiet, loud in zip(calm, stormy, strict=True))
    told = f"others' p95 beside {attack}"
    return [
        Row(f"others' docker ps, calm before {attack}, p95", statistics.median(calm) * 1000, "ms"),
        Row(told, times, "×") if attack == LOOPS else at_most(told, times, "×", MOST),
    ]


async def _felt(practice: PracticeService) -> list[float]:
    """Return the seconds of the others' commands, one after another."""
    felt = []
    for number in range(SAMPLES):
        felt.append((await time_line(practice, "docker ps", OTHERS[number % len(OTHERS)]))[1])
        await asyncio.sleep(PAUSE_SECONDS)
    return felt


LetGo = Callable[[], contextlib.AbstractAsyncContextManager[None]]


@asynccontextmanager
async def _attacking(house: House, practice: PracticeService, attack: str) -> AsyncIterator[LetGo]:
    """Have the attacker stand ready; what is yielded lets them go for a while."""
    may = asyncio.Event()
    sandbox_id = "" if (status := await practice.status(ATTACKER)) is None else status.lease.sandbox_id

    @asynccontextmanager
    async def thawed() -> AsyncIterator[None]:
        _freeze(house, sandbox_id, is_frozen=False)
        try:
            yield
        finally:
            _freeze(house, sandbox_id, is_frozen=True)

    @asynccontextmanager
    async def allowed() -> AsyncIterator[None]:
        may.set()
        try:
            yield
        finally:
            may.clear()

    if attack in PROGRAMS:
        task = asyncio.ensure_future(_over_and_over(house.sandboxes(), sandbox_id, PROGRAMS[attack]))
        await asyncio.sleep(SETTLE_SECONDS)
        _freeze(house, sandbox_id, is_frozen=True)
    else:
        task = asyncio.ensure_future((_flood if attack == FLOOD else _renew)(practice, may))
    try:
        yield thawed if attack in PROGRAMS else allowed
    finally:
        if attack in PROGRAMS:
            _freeze(house, sandbox_id, is_frozen=False)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def _freeze(house: House, sandbox_id: str, *, is_frozen: bool) -> None:
    """Freeze all that runs in a sandbox, or let it go on, where its engine does not see it."""
    group = Path(house.layout.name, sandbox_id)
    one, two = (
        Path("/sys/fs/cgroup/freezer") / group / "freezer.state",
        Path("/sys/fs/cgroup") / group / "cgroup.freeze",
    )
    if one.exists():
        one.write_text("FROZEN" if is_frozen else "THAWED")
    else:
        two.write_text(str(int(is_frozen)))


async def _over_and_over(sandboxes: DockerSandboxes, sandbox_id: str, script: str) -> None:
    """Run a program, again when it was ended."""
    while True:
        with contextlib.suppress(SandboxError):
            await _run(sandboxes, sandbox_id, script)


async def _run(sandboxes: DockerSandboxes, sandbox_id: str, script: str) -> None:
    runner = await sandboxes.open(sandbox_id)
    request = Request(
        commands=(("sh", "-c", script),), deadline_seconds=600, output_bytes=MIB, output_bytes_a_second=MIB
    )
    try:
        async for _ in runner.run(request):
            continue
    finally:
        await runner.close()


async def _flood(practice: PracticeService, may: asyncio.Event) -> None:
    """Print as much as goes, line after line, through the whole service: it is the bot that has to keep up."""
    while await may.wait():
        async for _ in practice.run(Member(ATTACKER, "bench"), "docker run --rm python:3.13-slim yes 가나다"):
            continue


async def _renew(practice: PracticeService, may: asyncio.Event) -> None:
    """Throw the sandbox away and take another, again and again."""
    while await may.wait():
        await practice.reset(ATTACKER)
        async for _ in practice.run(Member(ATTACKER, "bench"), "docker ps"):
            continue
