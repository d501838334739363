"""A container that has the workspace bound swaps what was judged, in a loop: what runs is what was judged."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
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
from tests.engine.policy_cases import PRIVILEGED_PROJECT, PROJECT, RACES, Race
from tests.engine.told import Told
from tests.engine_fixtures import CACHE, LiveEngine
from tests.timing import PATIENCE_SECONDS

pytestmark = [pytest.mark.engine, pytest.mark.asyncio(loop_scope="module")]
EVE = Member(-33, "eve")
TRIES = 40
MOST_TRIES = 160  # where a busy machine has not met both by then
SWAP = "cd /app; while :; do for one in good bad; do {swap}; sleep 0.04; done; done"


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


@pytest.fixture(scope="module")
def told() -> Iterator[Told]:
    kept = Told()
    yield kept
    kept.write()


@asynccontextmanager
async def swapping(practice: PracticeService, race: Race) -> AsyncIterator[None]:
    """Swap something in the workspace for as long as the block runs, from within a container."""
    for name, text in {**race.files, "swap.txt": SWAP.format(swap=race.swap)}.items():
        await practice.inside.write_file(EVE.user_id, name, text.encode())
    code, said = await practice.run_line(EVE, "docker run -d --name swap -v .:/app busybox sh /app/swap.txt")
    assert code == 0, said
    try:
        yield
    finally:
        await practice.run_line(EVE, "docker rm -f swap")
        await practice.inside.execute(EVE.user_id, ("find", "/home/learner", "-mindepth", "1", "-delete"))


@pytest.mark.parametrize("name", RACES)
async def test_what_is_swapped_between_the_look_and_the_run_changes_nothing(
    practice: PracticeService, told: Told, name: str
) -> None:
    """Tried so often that both are met: what is closed is refused by the look, or was never there."""
    race, said, keys = RACES[name], "", set[str]()
    async with swapping(practice, race):
        for tried in range(MOST_TRIES):
            if tried >= TRIES and keys and race.judged in said:
                break
            async for update in practice.run(EVE, race.line):
                if isinstance(update, Refused):
                    keys.add(update.refusal.key)
                elif isinstance(update, Finished):
                    said += "".join(step.text for step in update.steps)
    assert keys == {race.key}
    assert race.judged in said
    told.keep("races", name, f"{race.swap} · {race.line}", race.key if race.closed not in said else "it worked")
    assert race.closed not in said


async def test_a_terminal_opens_on_the_files_that_were_judged(practice: PracticeService) -> None:
    await practice.inside.write_file(EVE.user_id, "compose.yaml", f"version: '3'\n{PROJECT}".encode())
    terminal = await practice.open_terminal(EVE, "docker compose run --name it a sh")
    assert isinstance(terminal, Terminal)
    await practice.inside.write_file(EVE.user_id, "compose.yaml", PRIVILEGED_PROJECT.encode())
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
    assert b"/home/learner/compose.yaml: the attribute `version` is obsolete" in shown


async def test_a_link_of_the_workspace_is_followed_in_a_container_and_not_by_the_engine(
    practice: PracticeService,
) -> None:
    made = ("sh", "-c", "mkdir real && echo mine >real/file && ln -s real link")
    assert (await practice.inside.execute(EVE.user_id, made)).exit_code == 0
    code, said = await practice.run_line(EVE, "docker run --rm -v .:/data busybox cat /data/link/file")
    assert (code, said.splitlines()[-1]) == (0, "mine")
    code, said = await practice.run_line(EVE, "docker run --rm -v ./link:/data busybox cat /data/file")
    assert (code, "error while creating mount source path" in said) == (125, True), said
