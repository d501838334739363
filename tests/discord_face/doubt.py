"""What may have arrived though nobody can tell: how a test finds it, calls for it and lets time pass meanwhile."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.core.reply import Reply, Visibility
from tests.discord_face.asking import CALL, SECRETLY, Asked
from tests.discord_face.script import Script
from tests.discord_face.waiting import outlast
from tests.fake_discord import FakeDiscord
from tests.fake_discord.models import Json


def at_all(fake: FakeDiscord, words: str) -> list[Json]:
    """Return every message that says so, wherever it stands."""
    return [one for one in fake.world.messages.values() if words in one["content"] and one["author"].get("bot")]


async def note_in_dm(asked: Asked) -> Json:
    """Wait for what comes to Alice's direct messages, which has to be a note and nothing else."""
    alice = asked.fake.alice.in_dm
    await outlast(asked.fake, lambda: asked.fake.from_bot(alice.channel))
    (note,) = asked.fake.from_bot(alice.channel)
    assert "물어보신 곳에 답이 보이지 않으면" in note["content"]
    return note


async def press(asked: Asked, note: Json, words: str) -> None:
    pressed = await asked.fake.alice.in_dm.click(note, CALL)
    assert words in (await pressed.reply())["content"]


async def gone(asked: Asked, note: Json) -> None:
    """Wait until a note is gone, and with it what it called for."""
    await asked.fake.until(lambda: note["id"] not in asked.fake.world.messages)
    if tidying := {task for task in asyncio.all_tasks() if task.get_name().startswith("note ")}:
        await asyncio.wait(tidying)


async def letters(asked: Asked, count: int = 1) -> None:
    """Let time pass until so many letters wait."""
    clock = asked.fake.clock
    async with asyncio.timeout(60):
        while len(await asked.outbox.waiting(clock.now() + timedelta(days=1))) < count:
            await pass_by(asked.fake, 0.0)


async def pass_by(fake: FakeDiscord, seconds: float) -> None:
    """Let more than so much time pass, though somebody always waits for it."""
    moment = fake.clock.monotonic() + seconds
    await outlast(fake, lambda: fake.clock.monotonic() > moment)


async def begun_for_alice_alone(asked: Asked) -> None:
    await asked.start_face(Script({"run": asked.held}))
    ran = await asked.fake.alice.slash("run", {"command": "docker ps"})
    asked.held.say(Reply("반", visibility=Visibility.PERSONAL))
    await ran.reply("반")


def say_the_rest(asked: Asked) -> None:
    asked.held.say(SECRETLY)
    asked.held.end()
