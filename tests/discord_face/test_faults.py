"""Requests that fail: nothing lost, nothing doubled."""

from __future__ import annotations

import pytest

from bot.core.reply import Attachment, Reply
from bot.faces.discord.sturdy import PATIENT_SECONDS
from tests.discord_face.routes import CALLBACK, MESSAGE, ORIGINAL, SEND, seen
from tests.discord_face.script import Held, Script
from tests.discord_face.starting import FaceStarter
from tests.discord_face.waiting import let_pass, let_pass_until, outlast_step
from tests.fake_discord import Drop, FakeDiscord
from tests.fake_discord.models import Permission


@pytest.mark.parametrize("when", Drop)
async def test_a_dropped_callback_answers_once(fake_discord: FakeDiscord, start_face: FaceStarter, when: Drop) -> None:
    await start_face(Script())
    fake_discord.faults.drop("POST", CALLBACK, when)
    asked = await fake_discord.alice.slash("ask", {"question": "도커"})
    await let_pass(fake_discord, 0.25)
    await asked.reply("[ask]")
    await start_face.stop()
    assert len(fake_discord.from_bot(fake_discord.channel)) == 1


async def test_a_callback_that_was_heard_and_never_answered_is_edited(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    await start_face(Script())
    fault = fake_discord.faults.drop("POST", CALLBACK, Drop.AFTER, times=5)
    asked = await fake_discord.alice.slash("ask", {"question": "도커"})
    await let_pass_until(fake_discord, lambda: fault.struck == 5)
    await fake_discord.until(lambda: any(one.method == "PATCH" for one in fake_discord.log.requests))
    await start_face.stop()
    assert [message["content"] for message in asked.shown] == ["[ask]"]
    assert len(fake_discord.from_bot(fake_discord.channel)) == 1


async def test_an_answer_waits_half_a_minute_for_its_own_place(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    held = Held()
    await start_face(Script({"run": held}))
    ran = await fake_discord.alice.slash("run", {"command": "docker ps"})
    held.say(Reply("1"))
    await ran.reply("1")
    fault = fake_discord.faults.drop("PATCH", ORIGINAL, Drop.AFTER, times=7)
    since = fake_discord.clock.monotonic()
    held.say(Reply("2"))
    held.end()
    await let_pass_until(fake_discord, lambda: fault.struck == 7)
    await let_pass_until(
        fake_discord, lambda: [one for one in fake_discord.log.requests if one.method == "PATCH" and one.status == 200]
    )
    await start_face.stop()
    assert fake_discord.clock.monotonic() - since > 30
    assert [message["content"] for message in fake_discord.from_bot(fake_discord.channel)] == ["2"]


@pytest.mark.parametrize("when", Drop)
async def test_a_dropped_edit_is_made_again(fake_discord: FakeDiscord, start_face: FaceStarter, when: Drop) -> None:
    held = Held()
    await start_face(Script({"run": held}))
    ran = await fake_discord.alice.slash("run", {"command": "docker ps"})
    held.say(Reply("1"))
    await ran.reply("1")
    fault = fake_discord.faults.drop("PATCH", ORIGINAL, when)
    held.say(Reply("2", file=Attachment("a.txt", b"a")))
    held.end()
    await let_pass(fake_discord, 1.2)
    await fake_discord.until(lambda: fault.struck)
    await let_pass(fake_discord, 0.25)
    await start_face.stop()
    assert [message["content"] for message in ran.shown] == ["2"]
    assert len(ran.shown[0]["attachments"]) == 1


@pytest.mark.parametrize("when", Drop)
async def test_a_dropped_message_is_sent_once(fake_discord: FakeDiscord, start_face: FaceStarter, when: Drop) -> None:
    await start_face(Script())
    fake_discord.faults.drop("POST", SEND, when)
    alice = fake_discord.alice.in_dm
    await alice.say("도커가 뭐야?")
    await let_pass(fake_discord, 0.25)
    await fake_discord.until(lambda: fake_discord.from_bot(alice.channel))
    await start_face.stop()
    assert [message["content"] for message in fake_discord.from_bot(alice.channel)] == ["[도커가 뭐야?]"]


@pytest.mark.parametrize("status", [500, 502])
async def test_a_server_error_on_a_callback_is_outlived(
    fake_discord: FakeDiscord, start_face: FaceStarter, status: int
) -> None:
    await start_face(Script())
    fake_discord.faults.server_error("POST", CALLBACK, status)
    asked = await fake_discord.alice.slash("ask", {"question": "도커"})
    await asked.reply("[ask]")
    await start_face.stop()
    assert seen(fake_discord) == ["[ask]"]


async def test_an_unavailable_server_does_not_lose_a_message(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    await start_face(Script())
    fake_discord.faults.server_error("POST", SEND, 503, times=2)
    alice = fake_discord.alice.in_dm
    await alice.say("도커가 뭐야?")
    for delay in (0.25, 0.5):
        await let_pass(fake_discord, delay)
    await fake_discord.until(lambda: fake_discord.from_bot(alice.channel))
    assert len(fake_discord.from_bot(alice.channel)) == 1


async def test_an_answer_that_discord_never_takes_goes_to_the_channel(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    held = Held()
    await start_face(Script({"run": held}))
    ran = await fake_discord.alice.slash("run", {"command": "docker ps"})
    held.say(Reply("1"))
    await ran.reply("1")
    fake_discord.faults.drop("PATCH", ORIGINAL, Drop.BEFORE, times=8)
    held.say(Reply("2"))
    held.end()
    for delay in (1.2, *PATIENT_SECONDS):
        await let_pass(fake_discord, delay)
    await fake_discord.until(lambda: seen(fake_discord)[-1] == "2")
    await start_face.stop()
    assert seen(fake_discord) == ["1", "2"]


async def test_an_answer_that_was_heard_and_never_answered_stands_once(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    growing, talk = Held(), Held()
    await start_face(Script({"run": growing, "말": talk}))
    ran = await fake_discord.alice.slash("run", {"command": "docker ps"})
    said = await fake_discord.alice.say(f"<@{fake_discord.world.app_id}> 말")
    for held in (growing, talk):
        held.say(Reply("1"))
    await ran.reply("1")
    await fake_discord.until(lambda: len(fake_discord.from_bot(fake_discord.channel)) == 2)
    for path in (ORIGINAL, MESSAGE, SEND):
        fake_discord.faults.drop("POST" if path == SEND else "PATCH", path, Drop.AFTER, times=1000)
    for held in (growing, talk):
        held.say(Reply("2"))
        held.end()
    asked = await fake_discord.alice.say(f"<@{fake_discord.world.app_id}> 도커가 뭐야?")
    looks = 3
    await let_pass_until(
        fake_discord,
        lambda: sum(one.method == "GET" and "messages" in one.path for one in fake_discord.log.requests) == looks,
    )
    await start_face.stop()
    shown = fake_discord.from_bot(fake_discord.channel)
    replies = {one.get("message_reference", {}).get("message_id"): one["content"] for one in shown}
    assert replies == {None: "2", said["id"]: "2", asked["id"]: "[도커가 뭐야?]"}
    assert len(shown) == 3
    assert not fake_discord.from_bot(fake_discord.alice.in_dm.channel)


@pytest.mark.parametrize("is_global", [False, True])
@pytest.mark.parametrize("path", [CALLBACK, SEND])
async def test_too_many_requests_are_waited_out(
    fake_discord: FakeDiscord, start_face: FaceStarter, path: str, *, is_global: bool
) -> None:
    await start_face(Script())
    fault = fake_discord.faults.too_many("POST", path, is_global=is_global, times=2)
    alice = fake_discord.alice.in_dm
    asked = await alice.slash("ask", {"question": "도커"})
    await asked.reply("[ask]")
    await alice.say("도커가 뭐야?")
    await fake_discord.until(lambda: len(fake_discord.from_bot(alice.channel)) == 2)
    assert fault.struck == 2


async def test_a_normal_session_never_meets_a_rate_limit(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    held = Held()
    await start_face(Script({"run": held}))
    fake_discord.door.buckets.limit, fake_discord.door.buckets.window_seconds = 5, 5.0
    ran = await fake_discord.alice.slash("run", {"command": "docker pull nginx"})
    held.say(Reply("0"))
    await ran.reply("0")
    for number in range(1, 100):
        held.say(Reply(f"{number}"))
        await outlast_step(fake_discord)
    held.end()
    await let_pass_until(fake_discord, lambda: ran.shown[0]["content"] == "99")
    edits = [request.at for request in fake_discord.log.requests if request.method == "PATCH"]
    assert len(edits) > 15
    assert all(sixth - first > 5.0 for first, sixth in zip(edits, edits[5:], strict=False))
    assert not [request for request in fake_discord.log.requests if request.status == 429]


async def test_permission_taken_away_sends_the_answer_to_direct_messages(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    await start_face(Script())
    await fake_discord.deny(fake_discord.channel, Permission.SEND_MESSAGES)
    await fake_discord.alice.say(f"<@{fake_discord.world.app_id}> 도커가 뭐야?")
    dm = fake_discord.alice.in_dm.channel
    await fake_discord.until(lambda: fake_discord.from_bot(dm))
    await start_face.stop()
    (told,) = fake_discord.from_bot(dm)
    assert told["content"].startswith("[도커가 뭐야?]\n-# <#")
    assert "없는 권한: **메시지 보내기**." in told["content"]
    assert not seen(fake_discord)


async def test_without_the_message_history_an_answer_refers_to_nothing(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    await start_face(Script({"그림": Reply("그림이에요", file=Attachment("a.txt", b"a"))}))
    fake_discord.world.bot_denied[fake_discord.channel["id"]] = Permission.READ_MESSAGE_HISTORY
    await fake_discord.alice.say(f"<@{fake_discord.world.app_id}> 그림")
    await fake_discord.until(lambda: fake_discord.from_bot(fake_discord.channel))
    answer = fake_discord.from_bot(fake_discord.channel)[0]
    assert "message_reference" not in answer
    assert len(answer["attachments"]) == 1


async def test_what_went_with_its_thread_is_not_put_up_elsewhere(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    held = Held()
    await start_face(Script({"run": held}))
    thread = fake_discord.world.add_thread(fake_discord.channel, "연습", fake_discord.alice.user["id"])
    await fake_discord.gateway.dispatch("THREAD_CREATE", thread, guild_id=fake_discord.guild.id)
    alice = fake_discord.alice.at(thread)
    ran = await alice.slash("run", {"command": "docker ps"})
    held.say(Reply("1"))
    await ran.reply("1")
    await fake_discord.remove_channel(thread)
    held.say(Reply("2"))
    held.end()
    await let_pass(fake_discord, 1.2)
    await held.closed.wait()
    await start_face.stop()
    assert held.is_read_to_end
    # The message went with its thread: what a person deletes is not put up again elsewhere.
    assert not fake_discord.from_bot(alice.in_dm.channel)
    assert not fake_discord.from_bot(fake_discord.channel)


async def test_a_question_deleted_before_its_answer_is_answered_all_the_same(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    held = Held()
    await start_face(Script({"도커": held}))
    alice = fake_discord.alice.in_dm
    message = await alice.say("도커")
    await let_pass(fake_discord, 0.5)
    await alice.delete_message(message)
    held.say(Reply("답"))
    held.end()
    await fake_discord.until(lambda: fake_discord.from_bot(alice.channel))
    await start_face.stop()
    assert [message["content"] for message in fake_discord.from_bot(alice.channel)] == ["답"]
