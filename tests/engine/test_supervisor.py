"""The supervisor: one engine a data folder, leased, ended in order, and gone without a trace when it is killed."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import socket
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.docker_engine import DockerClient, DockerSandboxes
from sandbox.embedded import EmbeddedEngine, stop_engine
from sandbox.limits import Limits
from sandbox.sockets import ShortPath
from sandbox.supervisor.control import Progress
from sandbox.supervisor.layout import Layout
from sandbox.supervisor.wall import SystemClock
from tests.engine_fixtures import CACHE
from tests.timing import PATIENCE_SECONDS, within

pytestmark = [pytest.mark.engine, pytest.mark.long]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="gorae-sup-") as name:
        yield Path(name)


def silent(_: Progress) -> None:
    return


def processes_of(data: Path) -> list[int]:
    """Return the processes whose command line names a data folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if os.fsencode(data) in words:
                found.append(int(entry.name))
    return found


def supervisor_of(data: Path) -> int:
    """Return the supervisor: of the processes that name the folder, the one that has lived longest."""
    # Field 22 of /proc/PID/stat is the start in clock ticks; counted behind the name, which may hold blanks.
    return min(
        processes_of(data), key=lambda pid: int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
    )


def traces(data: Path) -> list[str]:
    """Return what a data folder's engine left on the machine: mounts, control groups."""
    name = Layout.of(data).name
    mounts = [line for line in Path("/proc/self/mountinfo").read_text().splitlines() if str(data) in line]
    groups = [str(path) for path in Path("/sys/fs/cgroup").glob(f"*/{name}*")]
    return mounts + groups + [str(path) for path in Path("/sys/fs/cgroup").glob(f"{name}*")]


async def until(what: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not what():  # noqa: ASYNC110  the end of a process makes no event here
            await asyncio.sleep(0.02)


async def make_one(socket: str, instance: object) -> str:
    client = DockerClient(Path(socket))
    sandboxes = DockerSandboxes(client, instance, Limits(), SystemClock())  # type: ignore[arg-type]
    try:
        return (await sandboxes.create("one")).sandbox_id
    finally:
        await sandboxes.close()
        await client.close()


async def test_the_engine_ends_with_its_last_lease_and_leaves_no_trace(folder: Path) -> None:
    async with EmbeddedEngine(folder, silent, cache_folder=CACHE) as first:
        async with EmbeddedEngine(folder, silent, cache_folder=CACHE) as second:
            assert first == second
        await make_one(first.socket, first.instance)
        assert processes_of(folder)
    await until(lambda: not processes_of(folder))
    assert traces(folder) == []


def rights(path: Path) -> tuple[str, int, int]:
    seen = path.stat()
    return stat.filemode(seen.st_mode), seen.st_uid, seen.st_gid


async def test_the_sockets_are_their_owner_s_and_not_those_of_whoever_may_use_the_machine_s_docker(
    folder: Path,
) -> None:
    async with EmbeddedEngine(folder, silent, cache_folder=CACHE) as ready:
        owner = os.getuid(), os.getgid()
        assert rights(Layout.of(folder, CACHE).control) == ("srw-------", *owner)
        assert rights(Path(ready.socket)) == ("srw-rw----", *owner)
    await until(lambda: not processes_of(folder))


async def test_a_killed_supervisor_takes_the_engine_and_every_sandbox_with_it(folder: Path) -> None:
    engine = EmbeddedEngine(folder, silent, cache_folder=CACHE)
    ready = await engine.__aenter__()
    await make_one(ready.socket, ready.instance)
    supervisor = supervisor_of(folder)
    os.kill(supervisor, signal.SIGKILL)
    await engine.__aexit__(None, None, None)
    await until(lambda: not processes_of(folder))
    assert [line for line in traces(folder) if "cgroup" not in line] == []
    async with EmbeddedEngine(folder, silent, cache_folder=CACHE) as again:
        client = DockerClient(Path(again.socket))
        assert await client.call(lambda api: api.containers(all=True)) == []
        await client.close()
    await until(lambda: not processes_of(folder))
    assert traces(folder) == []


async def test_a_client_that_came_while_another_life_was_ending_gets_the_next_one(folder: Path) -> None:
    layout = Layout.of(folder, CACHE)
    layout.prepare()
    with socket.socket(socket.AF_UNIX) as dying:
        name = ShortPath(layout.control)
        dying.bind(name.text)
        name.close()
        dying.listen()
        engine = EmbeddedEngine(folder, silent, cache_folder=CACHE)
        async with asyncio.TaskGroup() as group:
            entering = group.create_task(engine.__aenter__())
            await until(lambda: bool(select.select([dying], [], [], 0)[0]))
            dying.close()  # its queue is reset, as the kernel does when a supervisor is killed
        assert entering.result().socket
        await engine.__aexit__(None, None, None)
    await until(lambda: not processes_of(folder))


async def test_a_terminated_supervisor_stops_all_in_order_within_ten_seconds(folder: Path) -> None:
    async def measure() -> float:
        engine = EmbeddedEngine(folder, silent, cache_folder=CACHE)
        ready = await engine.__aenter__()
        await make_one(ready.socket, ready.instance)
        began = time.monotonic()
        os.kill(supervisor_of(folder), signal.SIGTERM)
        await until(lambda: not processes_of(folder))
        took = time.monotonic() - began
        await engine.__aexit__(None, None, None)
        assert traces(folder) == []
        return took

    await within(10, measure)


async def test_the_engine_lingers_as_long_as_a_client_asked(folder: Path) -> None:
    async with EmbeddedEngine(folder, silent, cache_folder=CACHE, linger_seconds=600) as first:
        kept = await make_one(first.socket, first.instance)
    async with EmbeddedEngine(folder, silent, cache_folder=CACHE) as again:
        client = DockerClient(Path(again.socket))
        assert [entry["Id"] for entry in await client.call(lambda api: api.containers())] == [kept]
        await client.close()
    assert processes_of(folder)
    assert await stop_engine(folder)
    assert not await stop_engine(folder)
    await until(lambda: not processes_of(folder))


async def test_whoever_stops_an_engine_that_is_ending_already_waits_until_nothing_writes_into_its_folder(
    folder: Path,
) -> None:
    async with EmbeddedEngine(folder, silent, cache_folder=CACHE):
        ours = set(processes_of(folder)) - {supervisor_of(folder)}
    await until(lambda: not Layout.of(folder).control.exists())
    await stop_engine(folder)
    assert ours
    assert not ours & set(processes_of(folder))


async def test_a_data_folder_with_a_very_long_name_works(folder: Path) -> None:
    deep = folder / ("long-" * 30) / ("name-" * 30)
    async with EmbeddedEngine(deep, silent, cache_folder=CACHE) as ready:
        assert len(ready.socket) > 300
        await make_one(ready.socket, ready.instance)
    await until(lambda: not processes_of(deep))


async def test_a_paused_container_inside_does_not_keep_a_sandbox_or_the_engine_alive(folder: Path) -> None:
    async with EmbeddedEngine(folder, silent, cache_folder=CACHE) as ready:
        client = DockerClient(Path(ready.socket))
        sandboxes = DockerSandboxes(client, ready.instance, Limits(), SystemClock())
        script = "docker run -d --name frozen busybox sleep 1000 && docker pause frozen"

        async def with_paused(session: str) -> str:
            made = await sandboxes.create(session)

            def pause(api: object) -> int:
                ran = api.exec_create(made.sandbox_id, ["sh", "-c", script])  # type: ignore[attr-defined]
                api.exec_start(ran["Id"])  # type: ignore[attr-defined]
                return int(api.exec_inspect(ran["Id"])["ExitCode"])  # type: ignore[attr-defined]

            assert await client.call(pause) == 0
            return made.sandbox_id

        async def measure() -> float:
            sandbox_id = await with_paused("removed")
            began = time.monotonic()
            await sandboxes.remove(sandbox_id)
            took = time.monotonic() - began
            assert await sandboxes.live() == []
            return took

        await within(10, measure)
        await with_paused("left")
        await sandboxes.close()
        await client.close()
    await until(lambda: not processes_of(folder))
    assert traces(folder) == []
