"""What an engine outlives: after each, practice is back within 30 seconds, nothing is orphaned, nothing lost."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from datetime import datetime, timedelta
from pathlib import Path

import docker
import pytest

from bot.app import opened
from bot.core.clock import Clock, SystemClock
from bot.core.reply import Reply
from bot.product import Product
from bot.settings import Settings
from bot.storage import database as storage
from sandbox.docker_engine import DockerClient, DockerSandboxes
from sandbox.limits import Limits
from tests.e2e.test_faults import BACK_SECONDS, KIM, works_again
from tests.engine_fixtures import LiveEngine
from tests.timing import within

STALE = int(os.environ.get("GORAE_STALE", "100"))
"""The suite's share of a thousand: making them is what takes the time. `make stale` has all of them."""
pytestmark = [pytest.mark.engine, pytest.mark.timeout(600 + 3 * STALE)]


class SetClock(SystemClock):
    """A wall clock that somebody sets; what is monotonic stays so."""

    def __init__(self) -> None:
        self.off = timedelta()

    def now(self) -> datetime:
        return super().now() + self.off


@pytest.fixture(autouse=True)
def fresh_database(settings: Settings) -> Iterator[None]:
    """The data folder is the whole run's: leave no database in it."""
    yield
    for left in settings.data_folder.glob("gorae.db*"):
        left.unlink()


@asynccontextmanager
async def open_product(settings: Settings, clock: Clock) -> AsyncIterator[Product]:
    async with opened(settings, clock, lambda _progress: None, spares=0) as product:
        await product.door.settled.wait()
        yield product
        assert product.door.service is not None
        await product.door.service.reset(KIM.user_id)


async def done(product: Product, verb: str, **options: str) -> Reply:
    return [reply async for reply in product.conversation.do(KIM, verb, options)][-1]


async def test_stale_containers_keep_nobody_waiting_and_are_gone_soon(
    live_engine: LiveEngine, settings: Settings
) -> None:
    client = DockerClient(Path(live_engine.ready.socket), threads=8)
    sandboxes = DockerSandboxes(client, live_engine.ready.instance, Limits(), SystemClock())
    try:

        async def measure() -> float:
            await asyncio.gather(*(client.call(_stale(live_engine, sandboxes, number)) for number in range(STALE)))
            began = time.monotonic()
            async with open_product(settings, SystemClock()) as product:
                await works_again(product, "docker volume create keep")
                took = time.monotonic() - began
                async with asyncio.timeout(BACK_SECONDS + STALE):
                    # The end of a container is asked for.
                    while any(one.session.startswith("stale") for one in await sandboxes.live()):  # noqa: ASYNC110
                        await asyncio.sleep(0.5)
                assert (await works_again(product, "docker volume ls -q")).steps[0].text == "keep"
            return took

        await within(BACK_SECONDS, measure)
    finally:
        await sandboxes.close()
        await client.close()


def _stale(live: LiveEngine, sandboxes: DockerSandboxes, number: int) -> Callable[[docker.APIClient], object]:
    """Return what makes a sandbox of a program that is no more, and never started it."""
    labels = {
        "gorae.instance": live.ready.instance.name,
        "gorae.session": f"stale{number}",
        "gorae.created": SystemClock().now().isoformat(),
        "gorae.maker": "nobody",
    }
    return lambda api: api.create_container(
        live.ready.instance.image,
        name=f"gorae-stale{number}",
        labels=labels,
        host_config=sandboxes._configuration(),
    )


async def test_a_clock_set_back_an_hour_and_forward_again_ends_nothing_and_loses_nothing(settings: Settings) -> None:
    clock = SetClock()
    async with open_product(settings, clock) as product:
        await works_again(product, "docker volume create keep")
        assert product.door.service is not None
        before = await product.door.service.status(KIM.user_id)
        quiz = await done(product, "quiz", lesson="01-docker", count="1")
        for hours in (-1, 0):
            clock.off = timedelta(hours=hours)
            listed = await works_again(product, "docker volume ls -q")
            assert (listed.steps[0].text, listed.notices) == ("keep", ())
            status = await product.door.service.status(KIM.user_id)
            assert before is not None
            assert status is not None
            assert status.lease.session == before.lease.session
            assert product.door.service.live == 1
            assert "격리" in (await done(product, "ask", question="도커가 뭐야?")).text
        stop = next(choice.action for choice in quiz.choices if choice.action.startswith("quiz:stop"))
        ended = [reply async for reply in product.conversation.press(KIM, stop)][-1]
        assert "퀴즈 끝" in ended.text


async def test_a_database_that_another_program_locks_is_told_and_all_goes_on_after(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "BUSY_MILLISECONDS", 100)
    async with open_product(settings, SystemClock()) as product:
        await works_again(product, "docker volume create keep")
        with closing(sqlite3.connect(settings.data_folder / "gorae.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert "저장" in (await done(product, "ask", question="도커가 뭐야?")).text
            assert "저장" in (await done(product, "run", command="docker volume create more")).text
            other.execute("ROLLBACK")
        assert "keep" in (await works_again(product, "docker volume ls -q")).steps[0].text
        assert "격리" in (await done(product, "ask", question="도커가 뭐야?")).text
    with closing(sqlite3.connect(settings.data_folder / "gorae.db")) as file:
        lines = [line for (line,) in file.execute("SELECT line FROM commands ORDER BY id")]
    assert lines[0] == "docker volume create keep"
