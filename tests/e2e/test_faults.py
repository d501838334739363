"""What an operator's night may bring: after each, back within 30 seconds, no orphan, nothing acknowledged lost."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import opened
from bot.core.clock import SystemClock
from bot.core.people import Member
from bot.practice.updates import Finished, PracticeUpdate
from bot.product import Product
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.memory import Memory
from bot.storage.sandboxes import SandboxLedger
from sandbox.ledger import Lease
from tests.engine_fixtures import CACHE, ended
from tests.timing import PATIENCE_SECONDS, within

pytestmark = [pytest.mark.engine, pytest.mark.long, pytest.mark.timeout(900)]
KIM = Member(-21, "kim")
BACK_SECONDS = 30.0


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="gorae-night-") as name:
        yield Path(name)
        asyncio.run(ended(Path(name)))


def settings_of(folder: Path) -> Settings:
    # Who types a line until it works may type it often.
    return Settings(data=folder, cache=CACHE, live_sandboxes=4, commands_a_minute=600)


async def ran(product: Product, line: str) -> PracticeUpdate | None:
    last: PracticeUpdate | None = None
    if product.door.service is not None:
        async for update in product.door.service.run(KIM, line):
            last = update
    return last


async def works_again(product: Product, line: str) -> Finished:
    """Type a line until it works."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            outcome = await ran(product, line)
            if isinstance(outcome, Finished) and outcome.exit_code == 0:
                return outcome
            await asyncio.sleep(0.2)


def processes(*words: str) -> list[int]:
    """Return the processes whose command lines hold all the words.

    One that was forked and has not become another program yet has its parent's: it is left out.
    """
    found: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            parent = _parent(entry)
        except OSError:
            continue
        if all(word in line for word in words):
            found[int(entry.name)] = parent
    return [pid for pid, parent in found.items() if parent not in found]


def _parent(process: Path) -> int:
    # Field 4 of /proc/PID/stat; counted behind the name, which may hold blanks.
    return int((process / "stat").read_text("ascii", errors="replace").rpartition(")")[2].split()[1])


async def test_a_killed_engine_is_back_and_so_is_what_was_made(folder: Path) -> None:
    async with opened(settings_of(folder), SystemClock(), lambda _: None, spares=0) as product:
        await product.door.settled.wait()
        await works_again(product, "docker volume create keep")

        async def measure() -> float:
            (supervisor,) = processes("sandbox.supervisor", str(folder))
            began = time.monotonic()
            os.kill(supervisor, signal.SIGKILL)
            outcome = await works_again(product, "docker version")
            took = time.monotonic() - began
            assert [notice.key for notice in outcome.notices] == ["sandbox-renewed"]
            assert product.door.service is not None  # another one: the first ended with its engine
            async for _ in product.door.service.resume(KIM):
                pass
            listed = await works_again(product, "docker volume ls -q")
            assert listed.steps[0].text == "keep"
            assert len(processes("sandbox.supervisor", str(folder))) == 1
            return took

        await within(BACK_SECONDS, measure)
        assert product.door.service is not None
        await product.door.service.reset(KIM.user_id)


async def test_a_killed_registry_is_back(folder: Path) -> None:
    async with opened(settings_of(folder), SystemClock(), lambda _: None, spares=0) as product:
        await product.door.settled.wait()
        await works_again(product, "docker pull hello-world")
        supervisor = processes("sandbox.supervisor", str(folder))

        async def measure() -> float:
            registries = _registries(supervisor)
            assert registries
            began = time.monotonic()
            for pid in registries:
                os.kill(pid, signal.SIGKILL)
            outcome = await works_again(product, "docker pull busybox:latest")
            took = time.monotonic() - began
            assert "busybox" in outcome.steps[0].text
            assert len(_registries(supervisor)) == len(registries)
            return took

        await within(BACK_SECONDS, measure)
        assert "hello-world" in (await works_again(product, "docker images")).steps[0].text
        assert product.door.service is not None
        await product.door.service.reset(KIM.user_id)


def _registries(supervisor: list[int]) -> list[int]:
    return [pid for pid in processes("docker-registry", "serve") if _descends(pid, supervisor)]


def _descends(pid: int, ancestors: list[int]) -> bool:
    while pid > 1:
        if pid in ancestors:
            return True
        try:
            pid = _parent(Path(f"/proc/{pid}"))
        except OSError:
            return False
    return False


async def test_a_thousand_leases_of_a_lost_machine_are_closed_at_the_start(folder: Path) -> None:
    numbers = itertools.count()

    async def measure() -> float:
        database = await Database.open(folder / "gorae.db")
        ledger, now = SandboxLedger(database), datetime.now(UTC)  # noqa: TID251 - real times of a real start
        for number in itertools.islice(numbers, 1000):
            lease = Lease(
                owner=str(number),
                session=f"s{number}",
                sandbox_id=f"{number:064x}",
                created_at=now,
                last_used_at=now,
                expires_at=now + timedelta(hours=4),
            )
            await ledger.open(lease)
        await database.close()
        began = time.monotonic()
        async with opened(settings_of(folder), SystemClock(), lambda _: None, spares=0) as product:
            await product.door.settled.wait()
            await works_again(product, "docker version")
            took = time.monotonic() - began
            assert product.door.service is not None
            assert product.door.service.live == 1
            await product.door.service.reset(KIM.user_id)
        database = await Database.open(folder / "gorae.db")
        assert await SandboxLedger(database).live() == []
        await database.close()
        return took

    await within(BACK_SECONDS, measure)


async def test_a_bot_that_the_kernel_ended_for_its_memory_lost_nothing_it_had_said(folder: Path) -> None:
    group = Path("/sys/fs/cgroup/memory") / folder.name
    limit = "memory.limit_in_bytes"
    if not group.parent.is_dir():
        group, limit = Path("/sys/fs/cgroup") / folder.name, "memory.max"
    group.mkdir()
    try:
        (group / limit).write_text(str(160 << 20))
        command = ["sh", "-c", f'echo $$ > {group}/cgroup.procs; exec "$@"', "sh"]
        ended = subprocess.run(  # noqa: S603, ASYNC221 - ours, and there is nothing to do meanwhile
            [*command, sys.executable, "-m", "tests.e2e.drinks_memory", str(folder / "gorae.db")],
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
    finally:
        group.rmdir()
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    said = ended.stdout.split()
    assert len(said) > 10
    database = await Database.open(folder / "gorae.db")
    for number in said:
        assert await Memory(database).get(f"word{number}") == "기억"
    await database.close()
