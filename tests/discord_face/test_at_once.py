"""Fifty members command at once, by the clock on the wall: every wait counts, also one that needs no processor."""

from __future__ import annotations

import asyncio
import math
from functools import partial

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

    What Discord no longer takes for an acknowledgement is answered in the channel.
    """
    before, requested = len(fake.from_bot(fake.channel)), len(fake.log.requests)
    members = [fake.join(f"학생{number}") for number in range(MEMBERS)]
    asked = await asyncio.gather(*(member.slash("run", {"command": "docker ps"}) for member in members))
    await fake.until(lambda: len(fake.from_bot(fake.channel)) == before + MEMBERS)
    if any(request.status == 404 for request in fake.log.requests[requested:]):  # 10062
        return math.inf
    return max(math.inf if it.acknowledged_at is None else it.acknowledged_at - it.created_at for it in asked)


@pytest.mark.timeout(600)
async def test_fifty_members_at_once_are_acknowledged_in_time(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    await start_face(Script({"run": Reply("실행했어요.", choices=(Choice("다시", "run:again:1"),))}))
    await within(MOST_SECONDS, partial(longest_wait, fake_discord))
    assert len(fake_discord.from_bot(fake_discord.channel)) % MEMBERS == 0, "each once"
