"""Fifty members command at once, by the clock on the wall: every wait counts, also one that needs no processor."""

from __future__ import annotations

import asyncio

import pytest

from bot.core.reply import Choice, Reply
from tests.discord_face.script import Script
from tests.discord_face.starting import FaceStarter
from tests.fake_discord import FakeDiscord, ManualClock, RealTime
from tests.timing import within

MEMBERS = 50
MOST_SECONDS = 1.0


@pytest.fixture
def discord_clock() -> ManualClock:
    """Return the machine's own time: Discord's three seconds are real here."""
    return RealTime()


async def longest_wait(fake: FakeDiscord) -> float:
    """Let everyone run a command at once; returns the longest wait for an acknowledgement, in seconds.

    However busy the machine, each must be acknowledged while Discord takes it, and answered once.
    """
    before, requested = len(fake.from_bot(fake.channel)), len(fake.log.requests)
    members = [fake.join(f"학생{number}") for number in range(MEMBERS)]
    asked = await asyncio.gather(*(member.slash("run", {"command": "docker ps"}) for member in members))
    await fake.until(lambda: len(fake.from_bot(fake.channel)) >= before + MEMBERS)
    assert not [request for request in fake.log.requests[requested:] if request.status >= 400], "10062 and its like"
    assert [len(it.shown) for it in asked] == [1] * MEMBERS
    waits = [it.acknowledged_at - it.created_at for it in asked if it.acknowledged_at is not None]
    assert len(waits) == MEMBERS
    return max(waits)


@pytest.mark.timeout(600)
async def test_fifty_members_at_once_are_acknowledged_in_time(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    face = await start_face(Script({"run": Reply("실행했어요.", choices=(Choice("다시", "run:again:1"),))}))
    tries: list[float] = []

    async def measured() -> float:
        tries.append(await longest_wait(fake_discord))
        return tries[-1]

    await within(MOST_SECONDS, measured)
    await face.stop()
    assert len(fake_discord.from_bot(fake_discord.channel)) == MEMBERS * len(tries), "each once"
