"""Other engines on the same machine, ours or not, are not touched."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.docker_engine import DockerClient, DockerSandboxes
from sandbox.embedded import EmbeddedEngine
from sandbox.limits import Limits
from sandbox.supervisor.layout import Layout
from sandbox.supervisor.stock import Stock
from sandbox.supervisor.wall import SystemClock
from tests.engine_fixtures import CACHE, PROJECT, LiveEngine, ended, open_bench

pytestmark = [pytest.mark.engine, pytest.mark.long]


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="gorae-two-") as name:
        yield Path(name)
        asyncio.run(ended(Path(name)))


async def test_two_data_folders_have_two_engines_that_never_touch(live_engine: LiveEngine, folder: Path) -> None:
    async with open_bench(live_engine, "neighbour") as bench:
        assert (await bench.run("docker", "run", "-d", "--name", "kept", "busybox", "sleep", "100")).exit_code == 0
        async with EmbeddedEngine(folder, lambda _: None, cache_folder=CACHE) as ready:
            assert ready.instance.name != live_engine.ready.instance.name
            client = DockerClient(Path(ready.socket))
            sandboxes = DockerSandboxes(client, ready.instance, Limits(), SystemClock())
            assert await sandboxes.live() == []
            await sandboxes.create("neighbour")
            assert len(await sandboxes.live()) == 1
            await sandboxes.close()
        await client.close()
        assert "kept" in (await bench.run("docker", "ps")).stdout


async def test_a_docker_that_was_there_before_keeps_its_bridge_its_rules_and_its_containers(folder: Path) -> None:
    layout = Layout.of(folder / "data", CACHE)
    await asyncio.to_thread(layout.prepare)
    stock = Stock(layout, lambda _stage, _fraction, _values: None)
    await stock.fill()
    (folder / "theirs").mkdir()
    child = await asyncio.create_subprocess_exec(
        *("unshare", "--mount", "--pid", "--net", "--fork", "--kill-child", "--mount-proc"),
        *(str(PROJECT / "tests" / "engine" / "machine.sh"), str(folder / "theirs"), sys.executable),
        *(str(layout.data), str(CACHE), str(stock.base_archive)),
        cwd=PROJECT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await child.communicate()
    log = (folder / "theirs" / "dockerd.log").read_text()[-2000:]
    assert child.returncode == 0, said.decode() + log


@pytest.mark.parametrize("controllers", ["", "without-controllers"])
async def test_control_groups_version_2_work_and_missing_controllers_are_not_passed_over(
    folder: Path, controllers: str
) -> None:
    """The kernel here gives its controllers to version 1: on this version 2 the limits are missing."""
    child = await asyncio.create_subprocess_exec(
        *("unshare", "--mount", str(PROJECT / "tests" / "engine" / "cgroup2.sh"), sys.executable),
        *(str(folder / "data"), str(CACHE), controllers),
        cwd=PROJECT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await child.communicate()
    if controllers or _has_version_2_controllers():
        assert child.returncode == 0, said.decode()
    else:
        assert child.returncode != 0
        assert b"create_failed" in said or b"limits_missing" in said


def _has_version_2_controllers() -> bool:
    return Path("/sys/fs/cgroup/cgroup.controllers").exists()
