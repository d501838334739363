"""Connections that end: what was missed is made good, and what cannot be is said."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from datetime import datetime

import pytest
from discord.gateway import KeepAliveHandler
from pydantic import SecretStr

from bot.core.clock import SystemClock
from bot.core.errors import ConfigurationError
from bot.core.reply import Reply
from bot.faces.discord import DiscordSettings
from bot.faces.discord.settings import NoBook
from tests.discord_face.script import Held, Script
from tests.discord_face.starting import ALL_VERBS, FaceStarter
from tests.discord_face.waiting import let_pass
from tests.fake_discord import TOKEN, FakeDiscord
from tests.fake_discord.errors import ApiError

FAULTS: dict[str, Callable[[FakeDiscord], Awaitable[None]]] = {
    "closed 4000": lambda fake: fake.gateway.drop(4000),
    "closed 1011": lambda fake: fake.gateway.drop(1011),
    "op 7": lambda fake: fake.gateway.reconnect(),
    "op 9, resumable": lambda fake: fake.gateway.invalidate(is_resumable=True),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_what_was_missed_is_answered_after_a_resume(
    fake_discord: FakeDiscord, start_face: FaceStarter, fault: str
) -> None:
    script = Script()
    await start_face(script)
    await FAULTS[fault](fake_discord)
    missed = await fake_discord.alice.slash("ask", {"question": "도커"})
    await fake_discord.until(lambda: fake_discord.gateway.resumes)
    await missed.reply("[ask]")
    await start_face.stop()
    assert fake_discord.gateway.identifies == 1
    assert len(script.asked) == len(fake_discord.from_bot(fake_discord.channel)) == 1


async def test_a_session_that_is_gone_is_begun_anew(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    await start_face(Script())
    await fake_discord.gateway.invalidate(is_resumable=False)
    await fake_discord.until(lambda: fake_discord.gateway.identifies == 2 and fake_discord.gateway.sessions)
    asked = await fake_discord.alice.slash("ask", {"question": "도커"})
    await asked.reply("[ask]")


async def test_a_connection_that_was_being_made_ends_with_the_bot(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    await start_face(Script(), clock=SystemClock(), change=lambda settings: replace(settings, identify_seconds=1.0))
    before = beating()
    await fake_discord.gateway.invalidate(is_resumable=False)
    while set(beating()) <= set(before):  # noqa: ASYNC110 - threads wake no event
        await asyncio.sleep(0.01)
    await start_face.stop()
    assert beating() == []


def beating() -> list[KeepAliveHandler]:
    """Return the heartbeats that nobody has stopped."""
    threads = (thread for thread in threading.enumerate() if isinstance(thread, KeepAliveHandler))
    return [thread for thread in threads if not thread._stop_ev.is_set()]


async def test_a_connection_that_only_seems_alive_is_replaced(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    fake_discord.gateway.heartbeat_ms = 50
    await start_face(Script(), change=lambda settings: replace(settings, heartbeat_seconds=1.0))
    fake_discord.gateway.is_deaf = True
    await fake_discord.until(lambda: fake_discord.gateway.resumes)
    fake_discord.gateway.is_deaf = False
    asked = await fake_discord.alice.slash("ask", {"question": "도커"})
    await asked.reply("[ask]")


async def test_what_did_not_arrive_on_a_connection_that_only_seemed_alive_is_answered_on_the_next(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    fake_discord.gateway.heartbeat_ms = 50
    script = Script()
    await start_face(script, change=lambda settings: replace(settings, heartbeat_seconds=1.0))
    fake_discord.gateway.strand()
    missed = await fake_discord.alice.slash("ask", {"question": "도커"})
    await missed.reply("[ask]")
    assert fake_discord.gateway.replayed == len(script.asked) == 1


async def test_output_goes_on_while_the_connection_is_replaced(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    held = Held()
    await start_face(Script({"run": held}))
    ran = await fake_discord.alice.slash("run", {"command": "docker ps"})
    held.say(Reply("1"))
    await ran.reply("1")
    await fake_discord.gateway.drop(4000)
    held.say(Reply("2"))
    held.end()
    await let_pass(fake_discord, 1.2)
    await ran.reply("2")
    await fake_discord.until(lambda: fake_discord.gateway.resumes)


async def ended(starter: FaceStarter, token: str = "") -> BaseException | None:
    """Start a face that cannot stay and return how it ended."""
    settings = DiscordSettings(SecretStr(token or "MTA.fake.token"), ALL_VERBS, identify_seconds=0.0)
    face = starter.launch(Script(), settings)
    await asyncio.wait({face.task}, timeout=30)
    return face.task.exception()


async def test_a_refused_token_is_a_setting_at_fault(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    error = await ended(start_face, "MTA.wrong.token")
    assert isinstance(error, ConfigurationError)
    assert error.key == "discord-token-refused"
    assert fake_discord.gateway.identifies == 0


@pytest.mark.parametrize(("code", "key"), [(4004, "discord-token-refused"), (4014, "discord-intents-refused")])
async def test_a_login_that_the_gateway_refuses_is_a_setting_at_fault(
    fake_discord: FakeDiscord, start_face: FaceStarter, code: int, key: str
) -> None:
    fake_discord.gateway.refuse_identify = code
    error = await ended(start_face)
    assert isinstance(error, ConfigurationError)
    assert error.key == key


async def test_nothing_privileged_is_asked_for(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    await start_face(Script())
    session = next(iter(fake_discord.gateway.sessions.values()))
    assert session.intents == (1 << 0) | (1 << 9) | (1 << 12)


async def test_a_discord_that_cannot_be_reached_is_tried_again(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    fault = fake_discord.faults.add("GET", "^/users/@me$", ApiError(503, 0, "down"), times=2)
    settings = DiscordSettings(SecretStr("MTA.fake.token"), ALL_VERBS, ready_seconds=0.01, identify_seconds=0.0)
    face = start_face.launch(Script(), settings)
    for delay in (5.0, 10.0):
        await let_pass(fake_discord, delay)
    async with asyncio.timeout(30):
        await face.ready.wait()
    assert fault.struck == 2


async def test_a_stop_while_discord_is_away_is_heard(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    fake_discord.faults.add("GET", "^/users/@me$", ApiError(503, 0, "down"), times=1)
    face = start_face.launch(Script(), DiscordSettings(SecretStr("MTA.fake.token"), ALL_VERBS))
    await fake_discord.clock.wait_for_sleepers()
    async with asyncio.timeout(30):
        await face.stop()


async def test_a_stop_during_the_login_is_heard(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    face = start_face.launch(Script(), DiscordSettings(SecretStr("MTA.fake.token"), ALL_VERBS))
    await fake_discord.until(lambda: fake_discord.log.requests)
    async with asyncio.timeout(30):
        await face.stop()


async def test_every_shard_answers_its_guilds(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    fake_discord.gateway.shards = 3
    guilds = [await fake_discord.invite_bot(f"스터디 {number}") for number in range(5)]
    members = [fake_discord.join("학생", guild) for guild in guilds]
    await start_face(Script())
    assert sorted(session.shard for session in fake_discord.gateway.sessions.values()) == [(0, 3), (1, 3), (2, 3)]
    for member in [*members, fake_discord.alice, fake_discord.alice.in_dm]:
        asked = await member.slash("ask", {"question": "도커"})
        await asked.reply("[ask]")
    await fake_discord.gateway.drop(4000, shard=1)
    for member in members:
        asked = await member.slash("ask", {"question": "도커"})
        await asked.reply("[ask]")
    await fake_discord.until(lambda: fake_discord.gateway.resumes == 1)


class Known(NoBook):
    """A book that takes note of the groups the bot says it is in."""

    def __init__(self) -> None:
        self.guild_ids: set[int] = set()

    async def present(self, guild_ids: Collection[int], at: datetime) -> None:
        del at
        self.guild_ids = set(guild_ids)


async def test_two_and_a_half_thousand_guilds_are_taken(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    fake_discord.gateway.shards = 3
    for number in range(2500):
        fake_discord.world.add_channel(
            fake_discord.world.add_guild(f"스터디 {number}", fake_discord.owner.user), "도커"
        )
    start_face.groups = known = Known()
    await start_face(Script(), change=lambda settings: replace(settings, ready_seconds=0.2))
    await fake_discord.until(lambda: known.guild_ids)
    assert known.guild_ids == {int(guild_id) for guild_id in fake_discord.world.guilds}
    assert len(known.guild_ids) == 2501
    told = {
        session.shard[0]: {int(event["d"]["id"]) for event in session.events if event["t"] == "GUILD_CREATE"}
        for session in fake_discord.gateway.sessions.values()
    }
    assert told == {shard: {one for one in known.guild_ids if (one >> 22) % 3 == shard} for shard in range(3)}
    assert all(len(share) > 800 for share in told.values())
    of_each_shard = {(int(guild_id) >> 22) % 3: guild for guild_id, guild in fake_discord.world.guilds.items()}
    for shard in range(3):
        member = fake_discord.join("학생", of_each_shard[shard])
        asked = await member.slash("ask", {"question": "도커"})
        await asked.reply("[ask]")


async def test_between_two_logins_are_discord_s_five_seconds(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    fake_discord.gateway.shards = 2
    face = start_face.launch(Script(), DiscordSettings(SecretStr(TOKEN), ALL_VERBS, ready_seconds=0.01))
    for logins in (1, 2):
        await fake_discord.until(lambda logins=logins: fake_discord.gateway.identifies == logins)  # type: ignore[misc]
        if logins == 1:
            await fake_discord.clock.wait_for_sleepers(within=5.0)
            assert not fake_discord.clock.is_due(4.9)
            fake_discord.clock.advance(5.0)
    async with asyncio.timeout(30):
        await face.ready.wait()


async def test_a_guild_that_is_away_comes_back(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    await start_face(Script())
    await fake_discord.lose_guild(fake_discord.guild)
    asked = await fake_discord.alice.slash("ask", {"question": "도커"})
    await asked.reply("[ask]")
    await fake_discord.bring_back(fake_discord.guild)
    again = await fake_discord.alice.slash("ask", {"question": "도커"})
    await again.reply("[ask]")
    await start_face.stop()
    # Nothing but the two answers: a guild that is there again is not greeted as a new one.
    assert [entry["content"] for entry in fake_discord.from_bot(fake_discord.channel)] == ["[ask]", "[ask]"]
