"""Plain chat's thinking state: the bot is seen typing until its answer is there."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.core.reply import Reply
from tests.discord_face.script import Held, Script
from tests.discord_face.starting import FaceStarter
from tests.discord_face.waiting import let_pass_until
from tests.fake_discord import Drop, FakeDiscord, Outcome, Person
from tests.fake_discord.errors import ApiError
from tests.fake_discord.models import Json

SHOWN_SECONDS = 10
TRIES = 5  # that discord.py makes of one request, and waits longer after each
"""How long Discord shows that somebody is typing."""
BAD_GATEWAY, NOT_ALLOWED = ApiError(502, 0, "502: Bad Gateway"), ApiError(403, 50013, "Missing Permissions")


@pytest.fixture
def alice(fake_discord: FakeDiscord) -> Person:
    return fake_discord.alice.in_dm


async def answer_to(fake: FakeDiscord, alice: Person) -> Json:
    await fake.until(lambda: fake.from_bot(alice.channel))
    (answer,) = fake.from_bot(alice.channel)
    return answer


def typed_at(fake: FakeDiscord) -> list[float]:
    return [request.at for request in fake.log.requests if request.template.endswith("/typing")]


async def test_the_bot_is_seen_typing_until_a_slow_answer_is_there(
    fake_discord: FakeDiscord, start_face: FaceStarter, alice: Person
) -> None:
    held = Held()
    await start_face(Script({"도커": held}))
    since = fake_discord.clock.monotonic()
    await alice.say("도커")
    await let_pass_until(fake_discord, lambda: len(typed_at(fake_discord)) == 4)
    typed = [at - since for at in typed_at(fake_discord)]
    assert typed[0] <= 1
    assert all(later - earlier < SHOWN_SECONDS for earlier, later in pairwise(typed))
    held.say(Reply("답"))
    assert (await answer_to(fake_discord, alice))["content"] == "답"
    fake_discord.clock.advance(60)
    held.end()
    await held.closed.wait()
    await start_face.stop()
    assert len(typed_at(fake_discord)) == 4


@pytest.mark.parametrize("outcome", [BAD_GATEWAY, NOT_ALLOWED, *Drop])
async def test_an_answer_comes_at_once_though_typing_fails(
    fake_discord: FakeDiscord, start_face: FaceStarter, alice: Person, outcome: Outcome
) -> None:
    held = Held()
    await start_face(Script({"도커": held}))
    fault = fake_discord.faults.add("POST", "/typing$", outcome, times=1000)
    await alice.say("도커")
    await let_pass_until(fake_discord, lambda: fault.struck)
    held.say(Reply("답"))
    held.end()
    assert (await answer_to(fake_discord, alice))["content"] == "답"
    assert fault.struck < TRIES  # discord.py alone would make all of them first, for more than twenty seconds
