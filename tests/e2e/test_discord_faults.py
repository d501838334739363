"""Discord and the engine fail apart: what the one loses, the other tells."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import opened
from bot.core.clock import SystemClock
from bot.product import Product
from tests.discord_face.starting import FaceStarter
from tests.e2e.test_faults import BACK_SECONDS, processes, settings_of
from tests.engine_fixtures import ended
from tests.fake_discord import Drop, FakeDiscord, Interaction
from tests.timing import within

pytestmark = [pytest.mark.engine, pytest.mark.timeout(300)]
WAITING = ("실행하고 있어요", "연습장을 준비하고 있어요")  # that the engine is not there yet is why a line cannot run
COUNTING = "docker run --rm busybox sh -c 'for n in 1 2 3 4 5 6 7 8 9; do echo line $n; sleep 0.7; done'"


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="gorae-night-") as name:
        yield Path(name)
        asyncio.run(ended(Path(name)))


def words(it: Interaction) -> str:
    """Return what an interaction shows now."""
    return it.shown[0]["content"] if it.shown else ""


def is_over(it: Interaction) -> bool:
    """Say whether a line has ended: what can be done next is there as buttons."""
    return bool(it.shown and it.shown[0]["components"])


async def run(fake: FakeDiscord, line: str) -> Interaction:
    """Run a line to its end."""
    ran = await fake.alice.slash("run", {"command": line})
    await fake.until(lambda: is_over(ran), seconds=120.0)
    return ran


async def line_of(fake: FakeDiscord, line: str) -> Interaction:
    """Run a line until what it prints, or why it cannot run, is shown."""
    ran = await fake.alice.slash("run", {"command": line})
    await fake.until(lambda: words(ran) and not any(wait in words(ran) for wait in WAITING))
    return ran


async def test_a_learner_whose_engine_is_killed_is_told_and_goes_on_when_it_is_back(
    fake_discord: FakeDiscord, start_face: FaceStarter, folder: Path
) -> None:
    async with opened(settings_of(folder), SystemClock(), lambda _: None, spares=0) as product:
        await product.door.settled.wait()
        await start_face(product.conversation, verbs=product.conversation.verbs, clock=SystemClock())

        async def measure() -> float:
            await run(fake_discord, "docker pull busybox")
            cut = await fake_discord.alice.slash("run", {"command": COUNTING})
            await fake_discord.until(lambda: "line 2" in words(cut))
            (supervisor,) = processes("sandbox.supervisor", str(folder))
            began = time.monotonic()
            os.kill(supervisor, signal.SIGKILL)
            told = await cut.reply("엔진이 끝나서 명령도 끝났어요")
            assert "line 2" in told["content"]
            await (await fake_discord.alice.slash("ask", {"question": "도커가 뭐야?"})).reply("격리")
            while "CONTAINER ID" not in words(await line_of(fake_discord, "docker ps")):  # noqa: ASYNC110 - a person
                await asyncio.sleep(1)  # they type it again and again: the promise is the time it may take in all
            return time.monotonic() - began

        await within(BACK_SECONDS, measure)
        await start_face.stop()


async def test_a_line_goes_on_while_discord_is_away_and_its_end_is_shown_once(
    fake_discord: FakeDiscord, start_face: FaceStarter, product: Product
) -> None:
    await start_face(product.conversation, verbs=product.conversation.verbs, clock=SystemClock())
    await run(fake_discord, "docker pull busybox")
    ran = await fake_discord.alice.slash("run", {"command": COUNTING})
    await fake_discord.until(lambda: "line 2" in words(ran))
    away = fake_discord.faults.drop("PATCH", "/@original$", Drop.BEFORE, times=3)
    await fake_discord.gateway.drop(4000)
    await fake_discord.until(lambda: is_over(ran), seconds=60.0)
    assert away.struck == 3
    assert all(f"line {number}" in words(ran) for number in range(1, 10))
    assert len(ran.shown) == 1
    await fake_discord.until(lambda: fake_discord.gateway.resumes == 1)
    await run(fake_discord, "docker ps")
