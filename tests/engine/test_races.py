"""A container that has the workspace bound swaps what was judged, in a loop: what runs is what was judged."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio

from bot.core.clock import SystemClock
from bot.core.people import Member
from bot.practice.images import policy_of
from bot.practice.room import PracticeSettings, open_practice
from bot.practice.service import PracticeService
from bot.practice.terminal import Terminal
from bot.practice.updates import Finished, Refused
from bot.storage.database import Database
from sandbox.engine import Ended
from sandbox.limits import Limits
from tests.engine_fixtures import CACHE, LiveEngine
from tests.timing import PATIENCE_SECONDS

pytestmark = [pytest.mark.engine, pytest.mark.asyncio(loop_scope="module")]
EVE = Member(-33, "eve")
TRIES = 40
SWAP = "cd /app; while :; do for one in good bad; do {swap}; sleep 0.04; done; done"
OVER = "cp $one.txt .new && mv -T .new {file}"
LINK = "rm -rf data; if [ $one = good ]; then mkdir data; else ln -s / data; fi"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def practice(live_engine: LiveEngine, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[PracticeService]:
    database = await Database.open(tmp_path_factory.mktemp("races") / "gorae.db")
    settings = PracticeSettings(
        data_folder=live_engine.data_folder,
        cache_folder=CACHE,
        limits=Limits(commands_a_minute=10_000, live_sandboxes=4),
        policy=policy_of(()),
        spares=0,
    )
    async with open_practice(settings, database, SystemClock(), lambda _: None) as opened:
        yield opened
        await opened.reset(EVE.user_id)
    await database.close()


@asynccontextmanager
async def swapping(practice: PracticeService, swap: str, **files: str) -> AsyncIterator[None]:
    """Swap something in the workspace for as long as the block runs, from within a container."""
    for name, text in {**files, "swap.txt": SWAP.format(swap=swap)}.items():
        await practice.write_file(EVE.user_id, name, text.encode())
    code, said = await practice.run_line(EVE, "docker run -d --name swap -v .:/app busybox sh /app/swap.txt")
    assert code == 0, said
    try:
        yield
    finally:
        await practice.run_line(EVE, "docker rm -f swap")
        await practice.execute(EVE.user_id, ("find", "/home/learner", "-mindepth", "1", "-delete"))


async def tried(practice: PracticeService, line: str) -> tuple[str, int]:
    """Run a line again and again, where both may be met; return all it printed, and how often it was refused."""
    said, ran, refused = "", 0, 0
    for _ in range(TRIES):
        async for update in practice.run(EVE, line):
            refused += isinstance(update, Refused)
            if isinstance(update, Finished):
                ran += 1
                said += "".join(step.text for step in update.steps)
    assert ran
    return said, refused


def project(*, is_privileged: bool) -> str:
    return json.dumps({"services": {"a": {"image": "busybox", "privileged": is_privileged}}})


async def test_a_compose_file_that_is_swapped_makes_no_privileged_container(practice: PracticeService) -> None:
    good, bad = project(is_privileged=False), project(is_privileged=True)
    files = {"good.txt": good, "bad.txt": bad, "compose.yaml": good}
    line = "docker compose -p it create; docker inspect -f '{{.HostConfig.Privileged}}' it-a-1"
    async with swapping(practice, OVER.format(file="compose.yaml"), **files):
        said, refused = await tried(practice, line)
    assert refused
    assert "false" in said
    assert "true" not in said


async def test_variables_that_are_swapped_ask_for_no_closed_image(practice: PracticeService) -> None:
    files = {"good.txt": "IT=busybox", "bad.txt": "IT=evil/web", ".env": "IT=busybox"}
    named = json.dumps({"services": {"a": {"image": "${IT}"}}})
    async with swapping(practice, OVER.format(file=".env"), **{**files, "compose.yaml": named}):
        said, refused = await tried(practice, "docker compose create")
    assert refused
    assert "evil" not in said


async def test_a_folder_that_is_swapped_for_a_link_binds_nothing_outside(practice: PracticeService) -> None:
    async with swapping(practice, LINK):
        said, refused = await tried(practice, "docker run --rm -v ./data:/data busybox ls /data")
    assert refused
    assert "boot" not in said


async def test_a_terminal_opens_on_the_files_that_were_judged(practice: PracticeService) -> None:
    good, bad = project(is_privileged=False), project(is_privileged=True)
    await practice.write_file(EVE.user_id, "compose.yaml", good.encode())
    terminal = await practice.open_terminal(EVE, "docker compose run --name it a sh")
    assert isinstance(terminal, Terminal)
    await practice.write_file(EVE.user_id, "compose.yaml", bad.encode())
    shown, is_typed = b"", False
    async with asyncio.timeout(PATIENCE_SECONDS):
        async for drawn in terminal.output():
            if isinstance(drawn, Ended):
                break
            shown += drawn
            if b"#" in shown and not is_typed:
                is_typed = True
                await terminal.type(b"exit\n")
    await terminal.close()
    _, said = await practice.run_line(EVE, "docker inspect -f '{{.HostConfig.Privileged}}' it")
    assert said.strip() == "false", shown
