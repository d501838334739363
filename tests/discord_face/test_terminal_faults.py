"""Terminals in bad moments: places that go, connections that end, keys that fail, the end of the bot."""

from __future__ import annotations

import asyncio

import pytest

from bot.core.errors import GoraeError
from bot.core.reply import Reply
from bot.faces.discord.terminal_places import MOST_BURIED
from sandbox.errors import SandboxError
from tests.discord_face.script import Held
from tests.discord_face.starting import FaceStarter
from tests.discord_face.terminals import LINE, OPENING, TYPE, Room, screen
from tests.discord_face.waiting import let_pass, let_pass_until, outlast
from tests.fake_discord import Drop, FakeDiscord, Outcome
from tests.fake_discord.errors import ApiError
from tests.fake_discord.models import EPHEMERAL, ChannelType, Permission


async def test_a_key_whose_silence_was_heard_unanswered_leaves_the_screen_alone(
    room: Room, fake_discord: FakeDiscord
) -> None:
    thread, slow = await room.open(fake_discord.alice), Held()
    room.script.answers["term:key:k1:ctrl-c"] = slow
    fake_discord.faults.drop("POST", "^/interactions/", Drop.AFTER)
    pressed = await fake_discord.alice.at(thread).click(room.shown(thread), "Ctrl-C")
    before = room.shown(thread)["content"]
    await let_pass_until(fake_discord, lambda: pressed.callback == 6)
    slow.say(Reply("이미 끝났어요"))
    slow.end()
    await let_pass_until(fake_discord, lambda: pressed.followups)
    assert [(one["content"], one["flags"] & EPHEMERAL) for one in pressed.followups] == [("이미 끝났어요", EPHEMERAL)]
    assert room.shown(thread)["content"] == before


@pytest.mark.usefixtures("outbox")
@pytest.mark.parametrize("when", Drop)
async def test_what_a_slow_key_says_is_called_for_when_it_may_be_lost(
    fake_discord: FakeDiscord, start_face: FaceStarter, when: Drop
) -> None:
    room = Room(fake_discord)
    room.face = await start_face(room.script)
    thread, slow = await room.open(fake_discord.alice), Held()
    room.script.answers["term:key:k1:ctrl-c"] = slow
    pressed = await fake_discord.alice.at(thread).click(room.shown(thread), "Ctrl-C")
    await let_pass(fake_discord, 0.5)
    assert await pressed.acknowledged() == 6
    fake_discord.faults.drop("POST", "^/webhooks/[^/]+/[^/]+$", when)
    slow.say(Reply("이미 끝났어요"))
    slow.end()
    alice = fake_discord.alice.in_dm
    await outlast(fake_discord, lambda: fake_discord.from_bot(alice.channel))
    (note,) = fake_discord.from_bot(alice.channel)
    assert "답이 보이지 않으면" in note["content"]
    assert len(pressed.followups) == (when is Drop.AFTER)
    await (await alice.click(note, "답 보기")).reply("이미 끝났어요")


@pytest.mark.parametrize("error", [GoraeError("action-unknown"), SandboxError("sandbox_gone"), RuntimeError("down")])
async def test_a_key_that_fails_says_so(room: Room, fake_discord: FakeDiscord, error: Exception) -> None:
    thread = await room.open(fake_discord.alice)
    room.script.answers["term:key:k1:ctrl-c"] = error
    pressed = await fake_discord.alice.at(thread).click(room.shown(thread), "Ctrl-C")
    assert (await pressed.reply())["content"]
    assert pressed.is_ephemeral


async def test_a_deleted_thread_ends_the_program(room: Room, fake_discord: FakeDiscord) -> None:
    thread = await room.open(fake_discord.alice)
    await fake_discord.remove_channel(thread)
    await asyncio.wait_for(room.held.closed.wait(), 30)
    assert not fake_discord.from_bot(fake_discord.alice.in_dm.channel)


async def test_a_deleted_channel_ends_the_program_in_its_thread(room: Room, fake_discord: FakeDiscord) -> None:
    await room.open(fake_discord.alice)
    await fake_discord.remove_channel(fake_discord.channel)
    await asyncio.wait_for(room.held.closed.wait(), 30)


async def test_a_deleted_channel_ends_the_program_that_is_shown_in_it(room: Room, fake_discord: FakeDiscord) -> None:
    no_threads = Permission.CREATE_PRIVATE_THREADS | Permission.CREATE_PUBLIC_THREADS
    fake_discord.world.bot_denied[fake_discord.channel["id"]] = no_threads
    await room.open(fake_discord.alice, at=fake_discord.channel)
    await fake_discord.remove_channel(fake_discord.channel)
    await asyncio.wait_for(room.held.closed.wait(), 30)


async def test_a_deleted_screen_ends_the_program(room: Room, fake_discord: FakeDiscord) -> None:
    thread = await room.open(fake_discord.alice)
    await fake_discord.owner.at(thread).delete_message(room.shown(thread))
    room.held.say(screen("more"))
    await let_pass(fake_discord, 1.2)
    await asyncio.wait_for(room.held.closed.wait(), 30)


async def test_a_permission_taken_away_ends_the_program_and_says_so_elsewhere(
    room: Room, fake_discord: FakeDiscord
) -> None:
    thread = await room.open(fake_discord.alice)
    fake_discord.world.bot_denied[thread["id"]] = Permission.VIEW_CHANNEL
    room.held.say(screen("more"))
    await let_pass(fake_discord, 1.2)
    dm = fake_discord.alice.in_dm.channel
    await asyncio.wait_for(room.held.closed.wait(), 30)
    await let_pass(fake_discord, 1.2)
    await fake_discord.until(
        lambda: any("보여 줄 곳이 없어져서" in one["content"] for one in fake_discord.from_bot(dm))
    )


async def test_a_discord_that_is_away_for_a_while_ends_nothing(room: Room, fake_discord: FakeDiscord) -> None:
    thread = await room.open(fake_discord.alice)
    fake_discord.faults.server_error("PATCH", rf"/channels/{thread['id']}/messages", 503, times=12)
    room.held.say(screen("after the storm"))
    await room.see("after the storm", thread)
    assert not room.held.closed.is_set()
    assert len(fake_discord.from_bot(thread)) == 2


async def test_a_refused_thread_is_not_tried_twice(room: Room, fake_discord: FakeDiscord) -> None:
    fake_discord.faults.server_error("POST", r"/threads$", 403, times=2)
    await room.open(fake_discord.alice, at=fake_discord.channel)
    assert not [one for one in fake_discord.world.channels.values() if "thread_metadata" in one]


async def test_a_screen_that_was_written_under_comes_down_again(room: Room, fake_discord: FakeDiscord) -> None:
    thread = await room.open(fake_discord.alice)
    first = room.shown(thread)
    alice = fake_discord.alice.at(thread)
    for number in range(MOST_BURIED):
        await alice.say(f"<@{fake_discord.world.app_id}> line {number}")
    await room.typed(MOST_BURIED)
    room.held.say(screen("below"))
    await room.see("below", thread)
    await fake_discord.until(lambda: first["id"] in fake_discord.world.deleted_messages)
    last = fake_discord.messages_in(thread)[-1]
    assert "below" in last["content"]
    await alice.say("ls", reply_to=last)
    assert await room.typed(1) == ["ls"]


@pytest.mark.parametrize(("hidden", "tries"), [(Permission(0), 5), (Permission.READ_MESSAGE_HISTORY, 7)])
async def test_a_screen_comes_down_once_however_often_the_connection_ends(
    room: Room, fake_discord: FakeDiscord, hidden: Permission, tries: int
) -> None:
    thread = await room.open(fake_discord.alice)
    first = room.shown(thread)
    for number in range(MOST_BURIED):
        await fake_discord.alice.at(thread).say(f"<@{fake_discord.world.app_id}> line {number}")
    await room.typed(MOST_BURIED)
    fake_discord.world.bot_denied[thread["id"]] = hidden
    fault = fake_discord.faults.drop("POST", f"^/channels/{thread['id']}/messages$", Drop.AFTER, times=7)
    room.held.say(screen("below"))
    await let_pass_until(fake_discord, lambda: first["id"] in fake_discord.world.deleted_messages)
    assert fault.struck == tries
    assert len([one for one in fake_discord.from_bot(thread) if "**터미널**" in one["content"]]) == 1


@pytest.mark.parametrize("outcome", [Drop.BEFORE, Drop.AFTER, ApiError(503, 0, "503: Service Unavailable")])
@pytest.mark.parametrize(("method", "path"), [("POST", r"/threads$"), ("PUT", r"/thread-members/")])
async def test_a_bad_moment_opens_no_terminal_for_all_to_see(
    room: Room, fake_discord: FakeDiscord, method: str, path: str, outcome: Outcome
) -> None:
    fault = fake_discord.faults.add(method, path, outcome)
    room.held.say(OPENING)
    asked = await fake_discord.alice.slash("terminal", {"command": LINE})
    room.held.say(screen("/ # "))
    await let_pass_until(fake_discord, lambda: asked.shown and "스레드에 터미널을" in asked.shown[-1]["content"])
    assert fault.struck == 1
    assert room.thread["type"] == ChannelType.PRIVATE_THREAD
    assert fake_discord.alice.user["id"] in fake_discord.world.thread_members[room.thread["id"]]
    assert [one for one in fake_discord.world.channels.values() if "thread_metadata" in one] == [room.thread]


async def test_a_public_thread_is_made_once_though_the_connection_ends(room: Room, fake_discord: FakeDiscord) -> None:
    fake_discord.world.bot_denied[fake_discord.channel["id"]] = Permission.CREATE_PRIVATE_THREADS
    people = [fake_discord.alice, fake_discord.join("밥")]
    for person in people:
        room.held = room.script.answers["terminal"] = Held()
        fake_discord.faults.drop("POST", r"/threads$", Drop.AFTER)
        await room.open(person)
    threads = [one for one in fake_discord.world.channels.values() if "thread_metadata" in one]
    assert [one["type"] for one in threads] == [ChannelType.PUBLIC_THREAD] * 2
    comers = [fake_discord.world.thread_members[one["id"]] - {fake_discord.world.app_id} for one in threads]
    assert comers == [{person.user["id"]} for person in people]


async def test_a_thread_that_was_made_without_a_word_and_is_found_too_late_is_put_away(
    room: Room, fake_discord: FakeDiscord
) -> None:
    fake_discord.faults.drop("POST", r"/threads$", Drop.AFTER)
    fake_discord.faults.drop("GET", r"/threads/active$", Drop.BEFORE, times=1000)
    room.held.say(OPENING)
    asked = await fake_discord.alice.slash("terminal", {"command": LINE})
    room.held.say(screen("/ # "))
    await outlast(fake_discord, lambda: asked.shown and "스레드에 터미널을" in asked.shown[-1]["content"])
    (empty, used) = [one for one in fake_discord.world.channels.values() if "thread_metadata" in one]
    assert (empty["type"], used["type"]) == (ChannelType.PRIVATE_THREAD, ChannelType.PUBLIC_THREAD)
    fake_discord.faults.waiting.clear()
    await outlast(fake_discord, lambda: empty["thread_metadata"]["archived"])
    assert not used["thread_metadata"]["archived"]


async def test_words_to_what_was_typed_wait_half_a_minute_for_their_place(
    room: Room, fake_discord: FakeDiscord
) -> None:
    thread = await room.open(fake_discord.alice)
    room.script.answers[TYPE] = Reply("이미 끝난 터미널이에요")
    fault = fake_discord.faults.drop("POST", f"^/channels/{thread['id']}/messages$", Drop.BEFORE, times=6)
    await fake_discord.alice.at(thread).say(f"<@{fake_discord.world.app_id}> ls")
    await outlast(fake_discord, lambda: "이미 끝난 터미널이에요" in fake_discord.from_bot(thread)[-1]["content"])
    assert fault.struck == 6


async def test_the_bots_end_closes_the_terminal_and_its_screen_says_so(room: Room, fake_discord: FakeDiscord) -> None:
    thread = await room.open(fake_discord.alice)
    assert room.face is not None
    await room.face.stop()
    assert room.held.closed.is_set()
    assert "다시 시작하고 있어서" in room.shown(thread)["content"]
    assert not room.shown(thread)["components"]
