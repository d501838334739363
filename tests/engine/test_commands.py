"""Every everyday program and every flag of `docker run` does what it says, typed by a learner through the service."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.core.clock import SystemClock
from bot.core.people import Member
from bot.practice.images import policy_of
from bot.practice.room import PracticeSettings, open_practice
from bot.practice.service import PracticeService
from bot.practice.updates import Failed, Finished, PracticeUpdate
from bot.storage.database import Database
from sandbox.engine import Cause
from sandbox.limits import Limits
from sandbox.policy.containers import RUN_FLAGS
from tests.engine.command_cases import CASES, FLAGS
from tests.engine_fixtures import CACHE, LiveEngine
from tests.timing import TRIES

pytestmark = [pytest.mark.engine, pytest.mark.long, pytest.mark.asyncio(loop_scope="module")]
ANN, BEN = Member(-41, "ann"), Member(-42, "ben")
# Flags that other tests or every lesson use.
ELSEWHERE = frozenset({
    *("--detach", "--interactive", "--tty", "--rm", "--name", "--network", "--publish", "--env", "--label", "--volume"),
    *("--mount", "--pull", "--pid", "--ipc", "--cpu-period", "--cpu-quota", "--health-interval", "--health-timeout"),
    *("--health-retries", "--health-start-period", "--health-start-interval", "--health-cmd"),
})  # fmt: skip
# Refused by the kernel for lack of the hardware, or of no effect that could be seen.
UNSEEN = frozenset({"--cpuset-mems", "--ip6"})


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def practice(live_engine: LiveEngine, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[PracticeService]:
    database = await Database.open(tmp_path_factory.mktemp("commands") / "gorae.db")
    settings = PracticeSettings(
        data_folder=live_engine.data_folder,
        cache_folder=CACHE,
        limits=Limits(commands_a_minute=5000, live_sandboxes=4),
        policy=policy_of((), is_embedded=True),
        spares=0,
    )
    async with open_practice(settings, database, SystemClock(), lambda _: None) as opened:
        assert (await opened.run_line(ANN, "docker pull busybox"))[0] == 0
        yield opened
        await opened.reset(ANN.user_id)
    await database.close()


async def _said(practice: PracticeService, line: str, member: Member = ANN) -> Finished:
    last: PracticeUpdate = Failed("silent")
    async for update in practice.run(member, line):
        last = update
    assert isinstance(last, Finished), last
    return last


@pytest.mark.parametrize("name", CASES)
async def test_what_is_typed_does_what_it_says(practice: PracticeService, name: str) -> None:
    line, expected = CASES[name]
    shown = ""
    for _ in range(TRIES):
        finished = await _said(practice, f"cd\n{line}")
        assert finished.cause in (Cause.EXIT, Cause.DEADLINE)  # the latter of what is followed for a while
        shown = "\n".join(step.text.replace("\r", "") for step in finished.steps)
        if shown.strip():  # docker waits two seconds for the output of what has ended, and a busy machine is late
            break
    assert re.search(expected, shown, re.MULTILINE), shown


async def test_every_flag_of_docker_run_is_seen_at_work_somewhere() -> None:
    tried = {word for name in FLAGS for word in name.split() if word.startswith("--")}
    assert {flag.long for flag in RUN_FLAGS} == tried & {flag.long for flag in RUN_FLAGS} | ELSEWHERE | UNSEEN


async def test_a_command_that_cannot_fork_is_told_so_before_its_deadline(practice: PracticeService) -> None:
    """The sandbox's own limit, met by a container that was given no lower one."""
    most = practice.limits.pids
    fork = f"i=0; while [ $i -lt {most + 100} ]; do sleep 60 & i=$((i+1)); done"
    finished = await _said(practice, f"docker run --rm debian sh -c '{fork}'")
    assert finished.cause is Cause.PIDS
    assert finished.values["limit"] == most
    assert finished.values["is_containers"] == 0
    assert finished.seconds < practice.limits.command_seconds
    assert (await _said(practice, "docker ps")).exit_code == 0


async def test_a_command_that_runs_when_its_sandbox_is_too_old_is_told_so(
    live_engine: LiveEngine, tmp_path: Path
) -> None:
    database = await Database.open(tmp_path / "gorae.db")
    settings = PracticeSettings(
        data_folder=live_engine.data_folder,
        cache_folder=CACHE,
        limits=Limits(lifetime_seconds=15, command_seconds=60, live_sandboxes=4),
        policy=policy_of((), is_embedded=True),
        spares=0,
    )
    async with open_practice(settings, database, SystemClock(), lambda _: None) as short:
        finished = await _said(short, "docker run --rm busybox sleep 55", BEN)
        assert finished.cause is Cause.LIFETIME
        assert finished.values == {"limit_minutes": 0}
        assert 10 <= finished.seconds < 40
        again = await _said(short, "docker ps", BEN)
        assert [(notice.key, notice.values["reason"]) for notice in again.notices] == [("sandbox-renewed", "lifetime")]
        await short.reset(BEN.user_id)
    await database.close()
