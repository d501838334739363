"""Answers that grow side by side in one channel share its rate limit, and never run into it: in real time."""

from __future__ import annotations

import pytest

from bot.core.reply import Reply
from tests.discord_face.script import Held, Script
from tests.discord_face.starting import FaceStarter
from tests.fake_discord import FakeDiscord
from tests.fake_discord.clock import ManualClock, RealTime

LIMIT, WINDOW_SECONDS = 5, 5.0
"""What Discord usually allows of one route in one channel."""
MEMBERS = 4


@pytest.fixture
def discord_clock() -> ManualClock:
    return RealTime()


async def test_chat_answers_that_grow_in_one_channel_meet_no_rate_limit(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    fake_discord.door.buckets.limit, fake_discord.door.buckets.window_seconds = LIMIT, WINDOW_SECONDS
    held = {f"질문 {number}": Held() for number in range(MEMBERS)}
    await start_face(Script(held))

    async def all_show(words: str) -> None:
        for answer in held.values():
            answer.say(Reply(words))
        shown = [words] * MEMBERS
        await fake_discord.until(
            lambda: [one["content"] for one in fake_discord.from_bot(fake_discord.channel)] == shown
        )

    for number, question in enumerate(held):
        await fake_discord.join(f"학생{number}").say(f"<@{fake_discord.world.app_id}> {question}")
    for words in ("하나", "둘", "셋"):
        await all_show(words)
    for answer in held.values():
        answer.end()
    edits = [request.at for request in fake_discord.log.requests if request.method == "PATCH"]
    assert len(edits) == 2 * MEMBERS
    assert edits[LIMIT] - edits[0] >= WINDOW_SECONDS - 0.1  # what is too much for the bucket waits for its turn
    assert not [request for request in fake_discord.log.requests if request.status == 429]
