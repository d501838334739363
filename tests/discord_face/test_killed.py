"""`kill -9` at many moments of the postman's round: every letter arrives once, or one note on it."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from random import Random

import aiohttp

from bot.core.letters import Letter
from bot.core.reply import Reply
from bot.storage.database import Database
from bot.storage.outbox import Outbox
from tests.fake_discord import TOKEN, FakeDiscord
from tests.fake_discord.clock import START
from tests.fake_discord.models import Permission

PROJECT = Path(__file__).parents[2]
KILLS = 40
MOST_STEPS = 220
"""About what the delivery of one letter takes, from the first look at the outbox; a few moments fall behind it."""


class Runs:
    """The process that forks faces."""

    def __init__(self, fake: FakeDiscord, process: asyncio.subprocess.Process, path: Path) -> None:
        self._fake, self._process, self._path = fake, process, path

    async def run(self, step: int = 0) -> bool:
        """Let a face deliver, and kill it before a step of its event loop; returns whether it was killed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {"base": self._fake.base, "gateway": self._fake.gateway.url, "path": str(self._path), "step": step}
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        await self._process.stdin.drain()
        status = json.loads(await self._process.stdout.readline())["status"]
        assert status in {0, signal.SIGKILL}
        return bool(status == signal.SIGKILL)


@asynccontextmanager
async def faces(fake: FakeDiscord, path: Path) -> AsyncIterator[Runs]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.discord_face.posting"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=PROJECT,
    )
    yield Runs(fake, process, path)
    assert process.stdin is not None
    process.stdin.close()
    assert await process.wait() == 0


async def write(outbox: Outbox, fake: FakeDiscord, number: int) -> None:
    """Write one letter to the channel and one to Alice."""
    now, channel = START, fake.channel
    reply = Reply(f"채널 {number};")
    to_channel = Letter(f"c{number}", reply, now, channel_id=int(channel["id"]), guild_id=int(channel["guild_id"]))
    await outbox.write(to_channel, now)
    await outbox.write(Letter(f"a{number}", Reply(f"앨리스 {number};"), now, user_id=fake.alice.id), now)


async def test_of_letters_in_doubt_one_note_comes_however_often_the_program_is_killed(
    fake_discord: FakeDiscord, tmp_path: Path
) -> None:
    fake, chance, killed = fake_discord, Random(7), 0
    fake.clock.advance(3600)
    fake.world.bot_denied[fake.channel["id"]] = Permission.READ_MESSAGE_HISTORY
    fake.gateway.is_mute = True
    await fake.alice.say("다들 있어요?")
    database = await Database.open(tmp_path / "gorae.db")
    outbox = Outbox(database)
    async with faces(fake, tmp_path / "gorae.db") as runs:
        for number in range(KILLS // 2):
            letter = Letter(f"c{number}", Reply(f"채널 {number};"), START, channel_id=int(fake.channel["id"]))
            await outbox.write(letter, START, unsure_since=START - timedelta(hours=1))
            killed += await runs.run(chance.randrange(1, MOST_STEPS))
        assert not await runs.run()
    await database.close()
    arrived = Counter(message["content"].splitlines()[0] for message in fake.from_bot(fake.channel))
    assert arrived == Counter(f"> 채널 {number};" for number in range(KILLS // 2))
    assert killed > KILLS / 4


async def test_letters_arrive_once_however_often_the_program_is_killed(
    fake_discord: FakeDiscord, tmp_path: Path
) -> None:
    chance, killed = Random(7), 0
    fake_discord.clock.advance(3600)  # the hurried faces, which begin their time anew, never overtake it
    database = await Database.open(tmp_path / "gorae.db")
    outbox = Outbox(database)
    headers = {"Authorization": f"Bot {TOKEN}"}
    async with faces(fake_discord, tmp_path / "gorae.db") as runs, aiohttp.ClientSession(headers=headers) as session:
        for number in range(KILLS):
            await write(outbox, fake_discord, number)
            killed += await runs.run(chance.randrange(1, MOST_STEPS))
            # What the killed one had sent has gone round by now; then Discord forgets the nonces, every other time.
            async with session.get(f"{fake_discord.base}/api/v10/users/@me"):
                pass
            if number % 2:
                fake_discord.world.nonces.clear()
        assert not await runs.run()
    await database.close()
    arrived = Counter(
        message["content"] for message in fake_discord.world.messages.values() if message["author"].get("bot")
    )
    assert arrived == Counter(f"{name} {number};" for name in ("채널", "앨리스") for number in range(KILLS))
    assert killed > KILLS / 2
