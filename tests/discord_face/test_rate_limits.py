"""What Discord allows of requests is kept, and what it says when it was too much: in real time."""

from __future__ import annotations

import re

import pytest

from bot.core.reply import Reply
from tests.discord_face.script import Held, Script
from tests.discord_face.starting import FaceStarter
from tests.fake_discord import FakeDiscord
from tests.fake_discord.clock import ManualClock, RealTime

LIMIT, WINDOW_SECONDS = 5, 5.0
"""What Discord usually allows of one route in one channel."""
MEMBERS = 4
TOO_MANY, RETRY_SECONDS = 429, 0.8
CALLBACK, SENT = r"^/interactions/", r"^/channels/\d+/messages$"


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
    await all_show("하나")
    before = fake_discord.clock.monotonic()
    for words in ("둘", "셋"):
        await all_show(words)
    for answer in held.values():
        answer.end()
    edits = [request.at for request in fake_discord.log.requests if request.method == "PATCH"]
    assert len(edits) == 2 * MEMBERS
    # What is too much for the bucket waits for its turn. Discord counts from when an edit comes, which is before `at`.
    assert edits[LIMIT] - before >= WINDOW_SECONDS
    assert not [request for request in fake_discord.log.requests if request.status == 429]


def to_wait_for(fake: FakeDiscord, path: str) -> tuple[float, float]:
    """Return when a request was too much, and when the next of its path was made."""
    (refused,) = [one for one in fake.log.requests if one.status == TOO_MANY]
    assert re.search(path, refused.path)
    again = [one.at for one in fake.log.requests if one.path == refused.path and one.at > refused.at]
    return refused.at, again[0]


@pytest.mark.parametrize("path", [CALLBACK, SENT])
async def test_what_was_too_much_is_asked_again_when_discord_says_and_not_before(
    fake_discord: FakeDiscord, start_face: FaceStarter, path: str
) -> None:
    await start_face(Script())
    alice = fake_discord.alice.in_dm
    fake_discord.faults.too_many("POST", path, retry_after=RETRY_SECONDS)
    if path == CALLBACK:
        await (await alice.slash("ask", {"question": "도커"})).reply("[ask]")
    else:
        await alice.say("도커가 뭐야?")
        await fake_discord.until(lambda: fake_discord.from_bot(alice.channel))
    refused_at, again_at = to_wait_for(fake_discord, path)
    assert RETRY_SECONDS <= again_at - refused_at < 2 * RETRY_SECONDS


@pytest.mark.parametrize("is_global", [False, True])
async def test_other_channels_wait_only_where_all_of_it_was_too_much(
    fake_discord: FakeDiscord, start_face: FaceStarter, *, is_global: bool
) -> None:
    await start_face(Script())
    alice, bob = fake_discord.alice.in_dm, fake_discord.join("밥").in_dm
    fault = fake_discord.faults.too_many("POST", SENT, retry_after=RETRY_SECONDS, is_global=is_global)
    await alice.say("도커가 뭐야?")
    await fake_discord.until(lambda: fault.struck)
    await bob.say("볼륨이 뭐야?")
    await fake_discord.until(lambda: fake_discord.from_bot(alice.channel) and fake_discord.from_bot(bob.channel))
    refused_at, again_at = to_wait_for(fake_discord, SENT)
    sends = [one for one in fake_discord.log.requests if one.path == f"/channels/{bob.channel['id']}/messages"]
    (other,) = [one.at for one in sends if one.method == "POST"]
    assert other >= refused_at + RETRY_SECONDS if is_global else other < again_at - RETRY_SECONDS / 2
