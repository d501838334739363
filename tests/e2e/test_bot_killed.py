"""The bot killed in the middle of everything, by a signal and by the kernel for its memory."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import tempfile
import time
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from random import Random

import pytest

from bot.core.clock import SystemClock
from sandbox.docker_engine import DockerClient, DockerSandboxes
from sandbox.embedded import EmbeddedEngine
from sandbox.limits import Limits
from tests.e2e.load import READY_SECONDS, STOP_SECONDS, Load, start_bot
from tests.e2e.load_members import Crowd
from tests.e2e.test_faults import BACK_SECONDS, processes
from tests.engine_fixtures import CACHE, ended
from tests.fake_discord import FakeDiscord, RealTime
from tests.fake_discord.spec import Spec
from tests.secrecy import logs_with_token
from tests.timing import PATIENCE_SECONDS, within

pytestmark = [pytest.mark.engine, pytest.mark.long, pytest.mark.timeout(1800)]

LOAD = Load(
    members=20, pause_seconds=(0.5, 2.0), think_seconds=(0.2, 0.6), practice_share=0.2, sandboxes=4, warm=1,
    patience_seconds=120.0,
)  # fmt: skip
KILLS = 3  # by a signal, before the one by the kernel
KILLED_AFTER = (40, 80)  # things that members did to their end
KILLED_WITHIN = (0.0, 0.5)  # seconds after that: in the middle of others
LINES_OF = 25  # things, at least one is a line
DRINK_MIB = 64
GRADED = ("맞았어요", "아쉬워요")


class Night:
    """A group that goes on while its bot is killed and started again."""

    def __init__(self, fake: FakeDiscord, folder: Path, chance: Random) -> None:
        self._fake, self._folder, self._chance = fake, folder, chance
        self.crowd = Crowd(fake, LOAD.pause_seconds, LOAD.think_seconds, LOAD.practice_share, LOAD.patience_seconds)
        self._members = self.crowd.gather(LOAD.members, chance)
        self._starts = 0
        self.took = 0.0
        """The seconds that the last start took to an answer, or from there to a line's end, whichever is more."""

    async def start(self) -> Process:
        """Start the bot and let one member ask, and practise after that."""
        self._starts += 1
        began = time.monotonic()
        bot = await start_bot(self._fake, LOAD, self._folder, CACHE)
        await self._fake.until(
            lambda: self._fake.gateway.identifies >= self._starts and self._fake.world.global_commands,
            seconds=READY_SECONDS,
        )
        await self._members[0].ask_first()
        answered = time.monotonic()
        await self._members[0].run_first()
        self.took = max(answered - began, time.monotonic() - answered)
        return bot

    async def until_killed(self, bot: Process, *, by_kernel: bool) -> None:
        """Let everybody act, and kill the bot at some moment."""
        before, wanted = len(self.crowd.acts), self._chance.randint(*KILLED_AFTER)
        lives = [asyncio.ensure_future(member.live()) for member in self._members]

        def have_done_enough() -> bool:
            acts = self.crowd.acts[before:]
            done = Counter(act.what for act in acts if act.is_over)
            return done.total() >= wanted and done["press"] > 0 and done["run"] > len(acts) / LINES_OF

        await self._fake.until(have_done_enough, seconds=READY_SECONDS)
        await asyncio.sleep(self._chance.uniform(*KILLED_WITHIN))
        if by_kernel:
            with small_memory(bot.pid, self._folder.name):
                bot.send_signal(signal.SIGUSR1)
                await bot.wait()
        else:
            bot.kill()
            await bot.wait()
        assert bot.returncode == -signal.SIGKILL
        for life in lives:
            life.cancel()
        await asyncio.gather(*lives, return_exceptions=True)


@contextmanager
def small_memory(pid: int, name: str) -> Iterator[None]:
    """Let the kernel end a process that takes much more memory."""
    group, limit = Path("/sys/fs/cgroup/memory") / name, "memory.limit_in_bytes"
    if not group.parent.is_dir():
        group, limit = Path("/sys/fs/cgroup") / name, "memory.max"
    group.mkdir()
    try:
        (group / limit).write_text(str(DRINK_MIB << 20))
        (group / "cgroup.procs").write_text(str(pid))
        yield
    finally:
        group.rmdir()


async def test_a_killed_bot_is_back_with_all_it_had_shown_and_leaves_no_orphan(discord_spec: Spec | None) -> None:
    fake = FakeDiscord(RealTime(), discord_spec)
    await fake.start()
    with tempfile.TemporaryDirectory(prefix="gorae-killed-") as name:
        folder = Path(name)
        try:
            night = Night(fake, folder, Random(8))
            bot = await night.start()

            async def measure(*, by_kernel: bool) -> float:
                nonlocal bot
                await night.until_killed(bot, by_kernel=by_kernel)
                bot = await night.start()
                return night.took

            for by_kernel in (*[False] * KILLS, True):
                await within(BACK_SECONDS, partial(measure, by_kernel=by_kernel))
            await no_orphan(folder)
            bot.send_signal(signal.SIGTERM)
            async with asyncio.timeout(STOP_SECONDS):
                assert await bot.wait() == 0, (folder / "bot.log").read_text("utf-8")[-2000:]
            nothing_lost(folder / "data" / "gorae.db", night.crowd)
            assert not logs_with_token(folder)
        finally:
            for pid in processes("tests.e2e.load_bot", name):
                os.kill(pid, signal.SIGKILL)
            await ended(folder / "data")
            await fake.stop()
    fake.check()


async def no_orphan(folder: Path) -> None:
    """One supervisor; every sandbox that runs is somebody's or a spare."""
    assert len(processes("sandbox.supervisor", str(folder))) == 1
    async with EmbeddedEngine(folder / "data", lambda _: None, cache_folder=CACHE) as ready:
        client = DockerClient(Path(ready.socket))
        sandboxes = DockerSandboxes(client, ready.instance, Limits(), SystemClock())
        async with asyncio.timeout(PATIENCE_SECONDS):
            # The end of a container is asked for.
            while len({one.sandbox_id for one in await sandboxes.live()} - leased(folder)) > LOAD.warm:  # noqa: ASYNC110
                await asyncio.sleep(0.5)
        assert leased(folder) <= {sandbox.sandbox_id for sandbox in await sandboxes.live()}
        await sandboxes.close()
        await client.close()


def leased(folder: Path) -> set[str]:
    with closing(sqlite3.connect(folder / "data" / "gorae.db")) as file:
        return {name for (name,) in file.execute("SELECT sandbox_id FROM sandboxes WHERE state = 'live'")}


def nothing_lost(path: Path, crowd: Crowd) -> None:
    """Whatever was shown as done is stored: graded answers, and lines in the journal."""
    with closing(sqlite3.connect(path)) as file:
        answered = {tuple(map(str, row)) for row in file.execute("SELECT run_id, position FROM attempts")}
        ran = Counter(tuple(map(str, row)) for row in file.execute("SELECT user_id, line FROM commands"))
    shown = [act for act in crowd.acts if act.is_over and act.told_of]
    pressed = {act.told_of: act.last_seen for act in shown if act.what == "press"}  # told to be slower, some are not
    graded = {told_of: said for told_of, said in pressed.items() if any(words in said for words in GRADED)}
    assert len(graded) > len(pressed) / 2
    assert {told_of: said for told_of, said in graded.items() if told_of not in answered} == {}
    lines = Counter(act.told_of for act in shown if act.what == "run")
    assert lines <= ran
    assert answered
    assert sum(lines.values()) > len(crowd.acts) / 50
