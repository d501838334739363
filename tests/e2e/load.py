"""The whole product under a study group's load: 200 members, the real engine, the real database, the real discord.py.

`python -m tests.e2e.load [SECONDS]` (`make soak`) prints a table, keeps it in `bench.json`, and ends with 1 when a
target is missed. The Discord is ours (`tests/fake_discord`) and lives in this process; the bot has one of its own.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from rich.console import Console

from bench.__main__ import keep, table
from bot.settings import read_settings
from tests.e2e.load_figures import WARM_SHARE, Outcome
from tests.e2e.load_members import Crowd
from tests.engine_fixtures import ended
from tests.fake_discord import TOKEN, FakeDiscord, RealTime
from tests.fake_discord.plugin import read_spec
from tests.secrecy import logs_with_token

PROJECT = Path(__file__).parents[2]
READY_SECONDS = 600.0  # images that are not there yet are made first
STOP_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much, how long. A member acts once in `pause_seconds` (between the two), and thinks within a quiz.

    `practice_share` of what members begin is practice; every `class_seconds` a class of `class_size` begins at once.
    An answer is lost after `patience_seconds`; what is left over is counted `settle_seconds` after the last (idle
    connections are closed after 15).
    """

    seconds: float = 1800.0
    members: int = 200
    pause_seconds: tuple[float, float] = (40.0, 80.0)
    think_seconds: tuple[float, float] = (4.0, 10.0)
    practice_share: float = 0.04
    sandboxes: int = 12
    warm: int = 2
    class_seconds: float = 300.0
    class_size: int = 18
    patience_seconds: float = 240.0
    settle_seconds: float = 20.0
    seed: int = 20260302


async def start_bot(fake: FakeDiscord, load: Load, folder: Path, cache: Path) -> Process:
    """Start the bot in a process of its own; its words are in `bot.log`, what it takes in `report.jsonl`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GORAE_", "DISCORD_"))}
    settings = {
        "DISCORD_TOKEN": TOKEN,
        "GORAE_DATA": str(folder / "data"),
        "GORAE_CACHE": str(cache),
        "GORAE_WEB": "",
        "GORAE_LIVE_SANDBOXES": str(load.sandboxes),
        "GORAE_WARM_SANDBOXES": str(load.warm),
        "GORAE_SANDBOX_IDLE_MINUTES": "1",
    }
    with (folder / "bot.log").open("ab") as log:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.e2e.load_bot", fake.base, fake.gateway.url, str(folder / "report.jsonl")),
            cwd=PROJECT,
            env={**kept, **settings},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )


@asynccontextmanager
async def running_bot(fake: FakeDiscord, load: Load, folder: Path, cache: Path) -> AsyncIterator[Process]:
    """Run the bot; whatever is left of it and its engine at the end of the block is ended."""
    bot = await start_bot(fake, load, folder, cache)
    try:
        yield bot
    finally:
        if bot.returncode is None:
            bot.kill()
            await bot.wait()
        await ended(folder / "data")


async def under_load(load: Load, folder: Path, cache: Path) -> Outcome:
    """Put the product under load, end it in order, and return what was seen.

    Raises `AssertionError` with the bot's log when it does not come up or does not end.
    """
    fake, chance = FakeDiscord(RealTime(), read_spec()), Random(load.seed)
    await fake.start()
    try:
        async with running_bot(fake, load, folder, cache) as bot:
            log = folder / "bot.log"
            gone = asyncio.ensure_future(bot.wait())
            ready = asyncio.ensure_future(crowd_can_come(fake, READY_SECONDS))
            await asyncio.wait({gone, ready}, return_when=asyncio.FIRST_COMPLETED)
            assert bot.returncode is None, log.read_text()
            await ready
            counting = asyncio.ensure_future(_count_when_warm(bot, load))
            crowd = await crowded(fake, load, chance)
            await asyncio.sleep(load.settle_seconds)  # what the bot holds when nobody asks for anything
            await counting
            bot.send_signal(signal.SIGUSR2)
            began = time.monotonic()
            bot.send_signal(signal.SIGTERM)
            async with asyncio.timeout(STOP_SECONDS):
                await gone
            took = time.monotonic() - began
        assert not logs_with_token(folder)
        return Outcome(
            began=crowd.began,
            load_seconds=load.seconds,
            acts=crowd.acts,
            sittings=crowd.sittings,
            looks=[json.loads(line) for line in (folder / "report.jsonl").read_text("utf-8").splitlines()],
            log=[_entry(line) for line in log.read_text("utf-8").splitlines()],
            violations=[str(violation) for violation in fake.log.violations],
            strays=crowd.strays(),
            exit_code=bot.returncode or 0,
            stop_seconds=took,
        )
    finally:
        await fake.stop()


async def _count_when_warm(bot: Process, load: Load) -> None:
    """Let the bot count what is alive in it once its caches are warm."""
    await asyncio.sleep(load.seconds * WARM_SHARE)
    bot.send_signal(signal.SIGUSR2)


async def crowd_can_come(fake: FakeDiscord, seconds: float) -> None:
    """Wait until the bot is logged in and its commands are there."""
    await fake.until(lambda: fake.gateway.identifies and fake.world.global_commands, seconds=seconds)


async def crowded(fake: FakeDiscord, load: Load, chance: Random) -> Crowd:
    """Let members come, act for as long as the load says, and wait for all they asked for."""
    crowd = Crowd(fake, load.pause_seconds, load.think_seconds, load.practice_share, load.patience_seconds)
    members = crowd.gather(load.members, chance)
    await members[0].ask_first()
    crowd.began = time.monotonic()
    ending = crowd.began + load.seconds
    lives = [asyncio.ensure_future(member.live()) for member in members]
    try:
        next_class = time.monotonic() + min(load.class_seconds, load.seconds) / 3
        while (left := ending - time.monotonic()) > 0:
            await asyncio.sleep(min(left, max(0.0, next_class - time.monotonic()) + 0.01))
            if time.monotonic() >= next_class:
                next_class += load.class_seconds
                for member in chance.sample(members, load.class_size):
                    member.call_to_practice()
        crowd.over.set()
        await asyncio.gather(*lives)
    finally:
        for life in lives:
            life.cancel()
    return crowd


def _entry(line: str) -> dict[str, Any]:
    try:
        entry: dict[str, Any] = json.loads(line)
    except ValueError:
        return {"level": "unread", "event": line}
    return entry


def main(seconds: float) -> int:
    """Measure, print, keep; return 1 when a target is missed."""
    cache = read_settings().cache or read_settings().data_folder / "cache"
    with tempfile.TemporaryDirectory(prefix="gorae-load-") as name:
        outcome = asyncio.run(under_load(Load(seconds=seconds), Path(name), cache.resolve()))
    rows = outcome.rows()
    Console().print(table(rows))
    Console().print("alive, most grown since warm:", *(f"{kind} +{more}" for kind, more in outcome.most_grown()))
    for line in outcome.wrongs():
        Console().print(line)
    keep(rows)
    return int(any(row.holds is False for row in rows) or bool(outcome.wrongs()))


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else Load().seconds))
