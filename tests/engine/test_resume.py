"""A sandbox that ended comes back: files, images, networks, volumes, containers, and what could not is named."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from bot.core.clock import SystemClock
from bot.core.people import Member
from bot.practice.images import policy_of
from bot.practice.room import PracticeSettings, open_practice
from bot.practice.service import PracticeService
from bot.practice.updates import Failed, Finished, NeedsFresh, PracticeUpdate, Resumed, ResumeUpdate, Resuming
from bot.storage.commands import CommandJournal
from bot.storage.database import Database
from bot.storage.personal import Personal
from sandbox.ledger import EndReason
from sandbox.limits import Limits
from tests.engine_fixtures import CACHE, LiveEngine

pytestmark = [pytest.mark.engine, pytest.mark.asyncio(loop_scope="module")]
LIMITS = Limits(commands_a_minute=1000, live_sandboxes=4)
POLICY = policy_of((), is_embedded=True)
COMPOSE = """services:
  web:
    image: nginx
    ports: ["8090:80"]
"""


@dataclass
class Learner:
    member: Member
    practice: PracticeService
    database: Database

    async def types(self, line: str) -> PracticeUpdate:
        last: PracticeUpdate = Failed("silent")
        async for update in self.practice.run(self.member, line):
            last = update
        return last

    async def sees(self, line: str) -> str:
        ran = await self.types(line)
        assert isinstance(ran, Finished), ran
        assert ran.exit_code == 0, ran
        return ran.steps[-1].text

    async def loses_the_sandbox(self) -> None:
        assert await self.practice._sessions.end(str(self.member.user_id), EndReason.IDLE)

    async def resumes(self, *, fresh: bool = False) -> list[ResumeUpdate]:
        return [update async for update in self.practice.resume(self.member, fresh=fresh)]

    async def has_resumed(self, *, fresh: bool = False) -> Resumed:
        last = (await self.resumes(fresh=fresh))[-1]
        assert isinstance(last, Resumed), last
        return last


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def practice(
    live_engine: LiveEngine, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[PracticeService, Database]]:
    database = await Database.open(tmp_path_factory.mktemp("resume") / "gorae.db")
    settings = PracticeSettings(
        data_folder=live_engine.data_folder, cache_folder=CACHE, limits=LIMITS, policy=POLICY, spares=0
    )
    async with open_practice(settings, database, SystemClock(), lambda _: None) as opened:
        yield opened, database
    await database.close()


@pytest_asyncio.fixture(loop_scope="module")
async def kim(practice: tuple[PracticeService, Database]) -> AsyncIterator[Learner]:
    service, database = practice
    learner = Learner(Member(-11, "kim"), service, database)
    yield learner
    await service.reset(learner.member.user_id)


async def test_all_a_learner_made_comes_back(kim: Learner) -> None:
    await kim.practice.inside.write_file(-11, "app/Dockerfile", b"FROM nginx\nCOPY index.html /usr/share/nginx/html/\n")
    await kim.practice.inside.write_file(-11, "compose.yaml", COMPOSE.encode())
    for line in (
        "cd app",
        "echo hello-again > index.html",
        "docker build -t mypage:1 .",
        "docker network create shop",
        "docker volume create keep",
        "docker run --rm -v keep:/d busybox sh -c 'echo stored > /d/f'",
        "docker run -d -p 8081:80 --network shop mypage:1",
        "docker run --name hi hello-world",
        "cd",
        "docker compose up -d",
    ):
        await kim.sees(line)
    before = await kim.sees("docker ps -a --format '{{.Names}} {{.State}}' | sort")
    await kim.loses_the_sandbox()

    told = await kim.types("docker ps -aq")
    assert isinstance(told, Finished)
    assert [notice.values["can_resume"] for notice in told.notices] == [1]

    updates = await kim.resumes()
    assert any(isinstance(update, Resuming) and "docker build" in update.line for update in updates)
    assert updates[-1] == Resumed(files=True, containers=3)
    assert await kim.sees("docker ps -a --format '{{.Names}} {{.State}}' | sort") == before
    assert await kim.sees("curl -s --retry 3 --retry-connrefused localhost:8081") == "hello-again"
    assert "Welcome to nginx!" in await kim.sees("curl -s --retry 3 --retry-connrefused localhost:8090")
    assert await kim.sees("docker run --rm -v keep:/d busybox cat /d/f") == "stored"
    assert "shop" in await kim.sees("docker network ls")
    assert await kim.sees("cat app/index.html") == "hello-again"

    assert await kim.resumes() == [Failed("resumed_already")]
    await kim.loses_the_sandbox()
    again = await kim.has_resumed()
    assert (again.containers, again.missing, again.failed) == (3, (), ())


async def test_what_can_not_come_back_is_named(kim: Learner) -> None:
    await kim.sees("docker run -d --name web nginx")
    session = kim.practice._sessions.of("-11")
    assert session is not None
    async with kim.database.transaction() as connection:  # as if it had been made in a terminal, which leaves no line
        await connection.execute("DELETE FROM commands WHERE session = ?", (session.lease.session,))
    await kim.loses_the_sandbox()
    resumed = await kim.has_resumed()
    assert resumed.missing == (("container", "web"),)
    assert (await kim.sees("docker images -q nginx")) != ""


async def test_a_file_too_big_to_keep_is_named_and_the_others_are_kept(kim: Learner) -> None:
    await kim.practice.inside.write_file(-11, "small.txt", "작은 파일\n".encode())
    await kim.practice.inside.execute(-11, ("dd", "if=/dev/zero", "of=/home/learner/big.bin", "bs=1M", "count=2"))
    await kim.sees("touch seen")
    await kim.loses_the_sandbox()
    resumed = await kim.has_resumed()
    assert resumed.left_out == ("big.bin",)
    assert await kim.sees("cat small.txt") == "작은 파일"


async def test_what_is_in_the_present_sandbox_is_given_up_only_when_asked(kim: Learner) -> None:
    await kim.sees("docker volume create old")
    await kim.loses_the_sandbox()
    await kim.sees("docker volume create new")
    assert await kim.resumes() == [NeedsFresh()]
    assert "new" in await kim.sees("docker volume ls -q")
    await kim.has_resumed(fresh=True)
    assert await kim.sees("docker volume ls -q") == "old"


async def test_a_resume_that_was_interrupted_can_be_made_again(kim: Learner) -> None:
    for name in ("one", "two", "three"):
        await kim.sees(f"docker volume create {name}")
    await kim.loses_the_sandbox()
    resuming = kim.practice.resume(kim.member)
    async for update in resuming:
        if isinstance(update, Resuming) and update.done == 1:
            break
    await resuming.aclose()
    await kim.loses_the_sandbox()
    assert (await kim.has_resumed()).missing == ()
    assert await kim.sees("docker volume ls -q | sort") == "one\nthree\ntwo"


async def test_a_stop_ends_it_and_names_what_is_left(kim: Learner) -> None:
    await kim.sees("docker volume create first")
    await kim.sees("docker run --name slow -v first:/d busybox sleep 2")
    await kim.sees("docker volume create last")
    await kim.loses_the_sandbox()
    last: ResumeUpdate | None = None
    async for update in kim.practice.resume(kim.member):
        last = update
        if isinstance(update, Resuming) and "slow" in update.line:
            stopping = asyncio.ensure_future(_stop_soon(kim))
    await stopping
    assert isinstance(last, Resumed)
    assert "docker volume create last" in last.failed
    assert ("volume", "last") in last.missing


async def _stop_soon(kim: Learner) -> None:
    for _ in range(2400):
        if await kim.practice.stop(-11):
            return
        await asyncio.sleep(0.05)


async def test_a_reset_lets_go_of_what_would_come_back(kim: Learner) -> None:
    await kim.sees("docker volume create old")
    await kim.practice.reset(-11)
    assert await kim.resumes() == [Failed("nothing_to_resume")]


async def test_lines_of_a_journal_pass_the_policy_again(kim: Learner) -> None:
    await kim.sees("docker volume create fine")
    journal = CommandJournal(kim.database)
    (fine,) = await journal.latest(-11, 1)
    async with kim.database.transaction() as connection:
        await connection.execute(
            "UPDATE commands SET line = 'docker run --privileged nginx' WHERE session = ?", (fine.session,)
        )
    await kim.loses_the_sandbox()
    resumed = await kim.has_resumed()
    assert resumed.failed == ("docker run --privileged nginx",)
    assert (await journal.latest(-11, 1))[0].session == fine.session


async def test_it_is_exported_and_deleted_with_the_person(kim: Learner, tmp_path: Path) -> None:
    del tmp_path
    await kim.practice.inside.write_file(-11, "mine.txt", b"mine\n")
    personal = Personal(kim.database)
    (kept,) = (await personal.export(-11))["snapshots"]
    assert isinstance(kept["files"], str)
    await personal.delete(-11)
    assert "snapshots" not in await personal.count(-11)
