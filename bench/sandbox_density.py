"""How many sandboxes fit, and whether anything is left behind by those that come and go."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

from bench.house import AT_ONCE, House, at_most, open_house, time_program, usual
from bench.row import Row
from bot.core.clock import SystemClock
from sandbox.docker_engine import DockerClient, DockerSandboxes
from sandbox.limits import MIB
from sandbox.supervisor.control import Ready
from sandbox.supervisor.layout import Layout

CROWD = int(os.environ.get("GORAE_BENCH_CROWD", "100"))
CHURN = int(os.environ.get("GORAE_BENCH_CHURN", "200"))
CROWD_MIB = 8192
OUTSIDE_MIB = 1600  # of those 8 GiB, for the engine around the sandboxes; the kernel holds the sandboxes to the rest

# Connections that the engine's garbage collector has not closed yet: the number goes up and down, whatever the count.
SLACK = {"files of the engine": AT_ONCE}


async def rows() -> list[Row]:
    """Measure both."""
    async with open_house() as house:
        return [*await _churn(house), *await _crowd(house)]


def traces(layout: Layout) -> dict[str, int]:
    """Count what sandboxes could leave behind on the machine and in this process."""
    root = layout.engine / "root"
    engine = engine_process(layout)
    return {
        "control groups": len(list(Path("/sys/fs/cgroup").glob(f"*/{layout.name}/*/"))),
        "containers": len(list(root.glob("*/containers/*"))),
        "layers": len(list(root.glob("*/image/overlay2/layerdb/mounts/*"))),
        "volumes": len(list(root.glob("*/volumes/*/_data"))),
        "mounts": len(Path(f"/proc/{engine}/mountinfo").read_text().splitlines()),
        "interfaces": len(list(Path("/sys/class/net").iterdir())),
        "interfaces of the engine": len(Path(f"/proc/{engine}/net/dev").read_text().splitlines()),
        "loop devices": len(list(Path("/sys/block").glob("loop*/loop"))),
        "processes of the engine": len(_processes_beside(engine)),
        "files of the engine": len(list(Path(f"/proc/{engine}/fd").iterdir())),
        "threads": len(list(Path("/proc/self/task").iterdir())),
        "files": len(list(Path("/proc/self/fd").iterdir())),
    }


def engine_process(layout: Layout) -> int:
    """Return the outer dockerd: the one whose `/run/gorae` is this engine's folder."""
    wanted = layout.engine.stat().st_ino
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "comm").read_text() == "dockerd\n" and (entry / "root/run/gorae").stat().st_ino == wanted:
                return int(entry.name)
        except OSError:
            continue
    raise LookupError(layout.name)


def _processes_beside(pid: int) -> list[int]:
    """Return the processes of the same process namespace: the engine around the sandboxes, not what is in them."""
    wanted = Path(f"/proc/{pid}/ns/pid").readlink()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "ns/pid").readlink() == wanted:
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def outside_mib(layout: Layout) -> float:
    """Return the memory of the engine around the sandboxes, shims included: its processes' proportional share."""
    total = 0
    for pid in _processes_beside(engine_process(layout)):
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += int(text.split("Pss:")[1].split()[0])
    return total / 1024


async def come_and_go(ready: Ready, count: int) -> None:
    """Make and remove so many sandboxes, a few at a time, over connections that end with it."""
    client = DockerClient(Path(ready.socket), threads=AT_ONCE)
    sandboxes = DockerSandboxes(client, ready.instance, usual(), SystemClock())
    turns = asyncio.Semaphore(AT_ONCE)

    async def once(number: int) -> None:
        async with turns:
            made = await sandboxes.create(f"churn-{number}")
            await sandboxes.remove(made.sandbox_id)

    try:
        await asyncio.gather(*(once(number) for number in range(count)))
    finally:
        await sandboxes.close()
        await client.close()


def grown(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    """Return what there is more of."""
    return {key: after[key] - before[key] for key in before if after[key] > before[key] + SLACK.get(key, 0)}


async def left_behind(layout: Layout, before: dict[str, int]) -> dict[str, int]:
    """Return what there is more of than before, when what is still ending has ended."""
    left: dict[str, int] = {}
    for _ in range(120):
        left = grown(before, await asyncio.to_thread(traces, layout))
        if not left:
            break
        await asyncio.sleep(0.25)
    return left


async def _churn(house: House) -> list[Row]:
    await come_and_go(house.ready, AT_ONCE)
    before, memory = await asyncio.to_thread(traces, house.layout), outside_mib(house.layout)
    started = time.perf_counter()
    await come_and_go(house.ready, CHURN)
    seconds = time.perf_counter() - started
    left = await left_behind(house.layout, before)
    told = f" ({', '.join(f'{count} {name}' for name, count in left.items())})" if left else ""
    return [
        Row(f"create and remove {CHURN}, {AT_ONCE} at a time", seconds, "s"),
        at_most(f"left behind by them: containers, mounts, veths, files, threads{told}", sum(left.values()), "", 0),
        at_most("memory the engine grew by", outside_mib(house.layout) - memory, "MiB", 64),
    ]


def _group(layout: Layout, name: str) -> int:
    """Return a figure of the memory of all sandboxes together; control groups version 1 or 2."""
    ones = {"now": "memory.usage_in_bytes", "peak": "memory.max_usage_in_bytes", "most": "memory.limit_in_bytes"}
    twos = {"now": "memory.current", "peak": "memory.peak", "most": "memory.max"}
    one = Path("/sys/fs/cgroup/memory", layout.name, ones[name])
    return int((one if one.exists() else Path("/sys/fs/cgroup", layout.name, twos[name])).read_text())


def _killed(layout: Layout) -> int:
    """Return how many processes were ended for memory, in any sandbox."""
    count = 0
    for pattern in (f"memory/{layout.name}/**/memory.oom_control", f"{layout.name}/memory.events"):
        for file in Path("/sys/fs/cgroup").glob(pattern):
            count += sum(int(line.split()[1]) for line in file.read_text().splitlines() if line.startswith("oom_kill "))
    return count


async def _crowd(house: House) -> list[Row]:
    limits = usual(total_memory_mib=CROWD_MIB - OUTSIDE_MIB, planned_memory_mib=64)
    sandboxes = house.sandboxes(limits)
    layout = house.layout
    made: list[str] = []
    answering, idle_mib = 0, 0.0
    started = time.perf_counter()
    try:
        for number in range(CROWD):
            made.append((await sandboxes.create(f"crowd-{number}")).sandbox_id)
            if len(made) == min(20, CROWD):
                idle_mib = (_group(layout, "now") / MIB + outside_mib(layout)) / len(made)
        for sandbox_id in made:
            await time_program(sandboxes, sandbox_id, "docker", "run", "-d", "-p", "8080:80", "nginx")
        seconds = time.perf_counter() - started
        for sandbox_id in made:
            argv = ("curl", "-sf", "--retry", "3", "--retry-connrefused", "-o", "/dev/null", "localhost:8080")
            answering += await time_program(sandboxes, sandbox_id, *argv) >= 0
        peak, most, outside = _group(layout, "peak") / MIB, _group(layout, "most") / MIB, outside_mib(layout)
        killed = await asyncio.to_thread(_killed, layout)
    finally:
        for sandbox_id in made:
            await sandboxes.remove(sandbox_id)
    return [
        at_most("memory of an idle sandbox, all in", idle_mib, "MiB", 60),
        Row(f"sandboxes with nginx answering, of {CROWD}", answering, "", f">= {CROWD}", answering >= CROWD),
        Row("seconds until nginx ran in all of them", seconds, "s"),
        at_most("memory of them all, peak (the kernel's limit on them is the target)", peak, "MiB", most),
        at_most("with the engine around them", peak + outside, "MiB", CROWD_MIB),
        at_most("processes ended for memory", killed, "", 0),
    ]
