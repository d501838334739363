"""What the fake does with requests that no library would make."""

from __future__ import annotations

import aiohttp
import pytest

from tests.fake_discord import Drop, FakeDiscord, Spec
from tests.fake_discord.by_hand import call
from tests.fake_discord.errors import ApiError
from tests.fake_discord.models import Permission


async def test_a_path_of_no_ones_is_a_violation(fake_discord: FakeDiscord) -> None:
    assert (await call(fake_discord, "GET", "/no/such/path"))[0] == 404
    with pytest.raises(AssertionError, match="unknown route"):
        fake_discord.check()
    fake_discord.expect_violation("GET /no/such/path")


async def test_a_body_that_does_not_fit_is_a_violation(fake_discord: FakeDiscord) -> None:
    path = f"/channels/{fake_discord.channel['id']}/messages"
    status, answer = await call(fake_discord, "POST", path, {"content": "x", "flags": "many"})
    if fake_discord.door.has_spec:
        assert (status, answer["code"]) == (400, 50035)
    fake_discord.expect_violation("flags" if fake_discord.door.has_spec else "the fake crashed")


@pytest.mark.parametrize("query", ["limit=0", "limit=many", "before=yesterday", "newest=1"])
async def test_a_query_that_does_not_fit_is_a_violation(fake_discord: FakeDiscord, query: str) -> None:
    if not fake_discord.door.has_spec:
        pytest.skip("needs Discord's description")
    path = f"/channels/{fake_discord.channel['id']}/messages"
    assert (await call(fake_discord, "GET", f"{path}?limit=100&before=1"))[0] == 200
    status, answer = await call(fake_discord, "GET", f"{path}?{query}")
    assert (status, answer["code"]) == (400, 50035)
    fake_discord.expect_violation(query.partition("=")[0])


@pytest.mark.parametrize(
    ("status", "body", "fits"),
    [
        (200, [], True),
        (200, None, False),
        (201, [], False),
        (204, None, False),
        (404, {"code": 10003, "message": "Unknown Channel"}, True),
        (404, {"message": "Unknown Channel"}, False),
        (429, {"code": 0, "message": "Slow down", "retry_after": 0.5, "global": False}, True),
        (429, {"code": 0, "message": "Slow down"}, False),
        (503, None, True),  # of what is no answer of the API's nothing is described
    ],
)
def test_an_answer_is_looked_at_whatever_its_status(
    discord_spec: Spec | None, status: int, body: object, fits: bool
) -> None:
    if discord_spec is None:
        pytest.skip("needs Discord's description")
    operation = discord_spec.find("GET", "/channels/1/messages")
    assert operation is not None
    assert (discord_spec.check_response(operation, status, body) is None) is fits


async def test_a_refusal_that_does_not_fit_is_a_violation_of_the_fake_s_own(fake_discord: FakeDiscord) -> None:
    if not fake_discord.door.has_spec:
        pytest.skip("needs Discord's description")
    fake_discord.faults.add("GET", "^/users/@me$", ApiError(429, 0, "You are being rate limited."))
    assert (await call(fake_discord, "GET", "/users/@me"))[0] == 429
    fake_discord.expect_violation("GET /users/@me 429")


async def test_a_thread_that_begins_is_created(fake_discord: FakeDiscord) -> None:
    path = f"/channels/{fake_discord.channel['id']}"
    status, _ = await call(fake_discord, "POST", f"{path}/threads", {"name": "x", "type": 12})
    assert status == 201
    _, sent = await call(fake_discord, "POST", f"{path}/messages", {"content": "x"})
    assert (await call(fake_discord, "POST", f"{path}/messages/{sent['id']}/threads", {"name": "x"}))[0] == 201


async def test_who_is_not_logged_in_is_told(fake_discord: FakeDiscord) -> None:
    assert (await call(fake_discord, "GET", "/users/@me", headers={}))[0] == 401


@pytest.mark.parametrize(("denied", "code"), [(Permission.VIEW_CHANNEL, 50001), (Permission.SEND_MESSAGES, 50013)])
async def test_permissions_are_looked_at(fake_discord: FakeDiscord, denied: Permission, code: int) -> None:
    fake_discord.world.bot_denied[fake_discord.channel["id"]] = denied
    path = f"/channels/{fake_discord.channel['id']}/messages"
    status, answer = await call(fake_discord, "POST", path, {"content": "x"})
    assert (status, answer["code"]) == (403, code)


async def test_a_nonce_makes_two_sends_one(fake_discord: FakeDiscord) -> None:
    path = f"/channels/{fake_discord.channel['id']}/messages"
    body = {"content": "x", "nonce": "1", "enforce_nonce": True}
    first, second = await call(fake_discord, "POST", path, body), await call(fake_discord, "POST", path, body)
    assert first[1]["id"] == second[1]["id"]
    assert len(fake_discord.from_bot(fake_discord.channel)) == 1


async def test_a_bucket_is_emptied_and_filled(fake_discord: FakeDiscord) -> None:
    fake_discord.door.buckets.limit, fake_discord.door.buckets.window_seconds = 2, 5.0
    path = f"/channels/{fake_discord.channel['id']}/messages"
    statuses = [(await call(fake_discord, "POST", path, {"content": "x"}))[0] for _ in range(3)]
    assert statuses == [200, 200, 429]
    fake_discord.clock.advance(5)
    assert (await call(fake_discord, "POST", path, {"content": "x"}))[0] == 200


@pytest.mark.parametrize(("when", "count"), [(Drop.BEFORE, 0), (Drop.AFTER, 1)])
async def test_a_dropped_request_took_effect_or_not(fake_discord: FakeDiscord, when: Drop, count: int) -> None:
    fake_discord.faults.drop("POST", "/messages$", when)
    path = f"/channels/{fake_discord.channel['id']}/messages"
    with pytest.raises(aiohttp.ClientError):
        await call(fake_discord, "POST", path, {"content": "x"})
    assert len(fake_discord.from_bot(fake_discord.channel)) == count


async def test_a_forgiven_violation_fails_nothing_and_one_that_never_was_does(fake_discord: FakeDiscord) -> None:
    await call(fake_discord, "GET", "/no/such/path")
    fake_discord.expect_violation("unknown route")
    fake_discord.check()
    with pytest.raises(AssertionError, match="nothing broke the rules"):
        fake_discord.expect_violation("unknown route")


async def test_faults_strike_as_often_as_asked(fake_discord: FakeDiscord) -> None:
    fault = fake_discord.faults.server_error("GET", "^/users/@me$", 502, times=2, skip=1)
    statuses = [(await call(fake_discord, "GET", "/users/@me"))[0] for _ in range(4)]
    assert statuses == [200, 502, 502, 200]
    assert fault.struck == 2


async def test_the_transcript_tells_what_happened(fake_discord: FakeDiscord) -> None:
    await call(fake_discord, "GET", "/users/@me")
    assert "GET /users/@me" in fake_discord.log.transcript()
    with pytest.raises(pytest.fail.Exception, match="GET /users/@me"):
        await fake_discord.until(lambda: False, seconds=0.01)
