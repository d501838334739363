"""A private answer after a thinking state that all saw: never lost, never doubled, never for all to see."""

from __future__ import annotations

import asyncio

import pytest

from bot.storage.personal import Personal
from tests.discord_face.asking import SECRET, SECRETLY, Asked
from tests.discord_face.routes import APART, CALLBACK, MESSAGE, ORIGINAL
from tests.discord_face.script import Script
from tests.fake_discord import Drop, Late, Outcome
from tests.fake_discord.errors import ApiError, rate_limited
from tests.fake_discord.rest import Call

OUTCOMES: dict[str, Outcome] = {
    "502": ApiError(502, 0, "502: Bad Gateway"),
    "502 after": Late(ApiError(502, 0, "502: Bad Gateway")),
    "dropped before": Drop.BEFORE,
    "dropped after": Drop.AFTER,
    "429": rate_limited(0.02),
}
ROUTES = {
    "thinking": ("POST", CALLBACK, 0),
    "words in its place": ("PATCH", ORIGINAL, 0),
    "answer": ("POST", APART, 0),
    "end of the words": ("DELETE", ORIGINAL, 0),
}
AFTERWARDS = {
    "note": ("PATCH", ORIGINAL, 1),
    "call for it": ("POST", CALLBACK, 0),
    "end of the note": ("DELETE", MESSAGE, 0),
}


# -- whatever goes wrong


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("route", ROUTES)
async def test_it_comes_once_whatever_goes_wrong(asked: Asked, route: str, outcome: str) -> None:
    method, path, skip = ROUTES[route]
    fault = asked.fake.faults.add(method, path, OUTCOMES[outcome], skip=skip)
    await asked.begin()
    await asked.answer()
    if not asked.seen():  # who sees the answer has no reason to press
        await asked.call()
        await asked.until(lambda: not asked.to_all())
    await asked.start_face.stop()
    assert fault.struck == 1
    assert asked.seen() == [SECRET]
    assert all(SECRET not in message["content"] for message in asked.to_all())


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("route", AFTERWARDS)
async def test_and_whatever_goes_wrong_after_that(asked: Asked, route: str, outcome: str) -> None:
    await asked.begin()
    lost = asked.fake.faults.drop("POST", APART, Drop.BEFORE)
    method, path, skip = AFTERWARDS[route]
    fault = asked.fake.faults.add(method, path, OUTCOMES[outcome], skip=skip)
    await asked.answer()
    await asked.call()
    await asked.until(lambda: not asked.to_all() and fault.struck)
    await asked.start_face.stop()
    assert (lost.struck, fault.struck) == (1, 1)
    assert asked.seen() == [SECRET]


async def test_as_a_rule_nothing_but_the_answer_is_left(asked: Asked) -> None:
    await asked.begin()
    await asked.answer()
    await asked.start_face.stop()
    assert asked.seen() == [SECRET]
    assert not asked.to_all()
    assert not await Personal(asked.database).count(asked.fake.alice.id)


async def test_the_end_of_the_bot_while_it_is_sent_loses_nothing(asked: Asked) -> None:
    await asked.begin()
    door, key = asked.fake.door, ("POST", "/webhooks/{webhook_id}/{webhook_token}")
    route, arrived = door.routes[key], asyncio.Event()

    async def stuck(_call: Call) -> None:
        arrived.set()
        await asyncio.Event().wait()

    door.routes[key] = stuck
    asked.held.say(SECRETLY)
    asked.held.end()
    await arrived.wait()
    await asked.start_face.stop()
    door.routes[key] = route
    await asked.start_face(Script())
    await asked.call()
    assert asked.seen() == [SECRET]


# -- what must not be taken for what


async def test_a_thinking_state_that_was_heard_unanswered_never_holds_a_private_answer(asked: Asked) -> None:
    fault = asked.fake.faults.drop("POST", CALLBACK, Drop.AFTER, times=5)
    await asked.begin()
    await asked.until(lambda: fault.struck == 5)
    await asked.answer()
    assert asked.seen() == [SECRET]
    assert not asked.to_all()


async def test_in_direct_messages_it_takes_the_place_of_the_thinking_state(asked: Asked) -> None:
    ran = await asked.begin(asked.fake.alice.in_dm)
    asked.held.say(SECRETLY)
    asked.held.end()
    assert (await ran.reply(SECRET))["id"] == ran.original_id
    assert not [one for one in asked.fake.log.requests if one.method == "POST" and one.path.startswith("/webhooks/")]
