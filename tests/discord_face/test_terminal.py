"""Terminals in threads: opened where that may be, typed into by their owner alone, ended when nobody can look."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from bot.core.reply import Code, Reply, Visibility
from bot.faces.discord.terminal import JUST_OVER_SECONDS
from tests.discord_face.script import Held
from tests.discord_face.terminals import AGAIN, KEYS, LINE, OPENING, PREPARING, TYPE, Room, over, screen
from tests.discord_face.waiting import let_pass, let_pass_until, outlast_step
from tests.fake_discord import CannotDoError, FakeDiscord
from tests.fake_discord.models import EPHEMERAL, ChannelType, Permission


async def test_a_terminal_opens_in_a_private_thread_with_its_owner(room: Room, fake_discord: FakeDiscord) -> None:
    thread = await room.open(fake_discord.alice)
    assert thread["type"] == ChannelType.PRIVATE_THREAD
    assert thread["name"] == f"터미널 · {LINE}"
    assert fake_discord.world.thread_members[thread["id"]] == {
        fake_discord.world.app_id,
        fake_discord.alice.user["id"],
    }
    assert [one["label"] for row in room.shown(thread)["components"] for one in row["components"]] == [
        choice.label for choice in KEYS
    ]
    assert not fake_discord.from_bot(fake_discord.channel)
    with pytest.raises(CannotDoError):
        await fake_discord.join("밥").at(thread).say("나도 볼래")


async def test_the_screen_is_one_message_edited_without_haste(room: Room, fake_discord: FakeDiscord) -> None:
    thread = await room.open(fake_discord.alice)
    first = room.shown(thread)["id"]
    fake_discord.clock.advance(20 * 60)  # long after the interaction's own fifteen minutes
    for number in range(40):
        room.held.say(screen(f"line {number}"))
        await outlast_step(fake_discord)
    await room.see("line 39", thread)
    edits = [
        request.at
        for request in fake_discord.log.requests
        if request.method == "PATCH" and thread["id"] in request.path
    ]
    assert len(edits) > 5
    assert all(later - earlier >= 1.2 - 1e-6 for earlier, later in pairwise(edits))
    assert room.shown(thread)["id"] == first


async def test_where_private_threads_are_not_allowed_a_public_one_is_used(
    room: Room, fake_discord: FakeDiscord
) -> None:
    fake_discord.world.bot_denied[fake_discord.channel["id"]] = Permission.CREATE_PRIVATE_THREADS
    thread = await room.open(fake_discord.alice)
    assert thread["type"] == ChannelType.PUBLIC_THREAD
    bob = fake_discord.join("밥").at(thread)
    for _ in range(2):
        await bob.say("rm -rf /")
    await bob.say(f"<@{fake_discord.world.app_id}> 도커가 뭐야?")
    await fake_discord.until(lambda: any(asked.way == "say" for asked in room.script.asked))
    told = [one for one in fake_discord.from_bot(thread) if "님만 입력할 수 있어요" in one["content"]]
    assert len(told) == 1
    assert not room.pressed


async def test_without_threads_it_runs_in_a_message_and_names_the_permission(
    room: Room, fake_discord: FakeDiscord
) -> None:
    fake_discord.world.bot_denied[fake_discord.channel["id"]] = (
        Permission.CREATE_PRIVATE_THREADS | Permission.CREATE_PUBLIC_THREADS
    )
    await room.open(fake_discord.alice, at=fake_discord.channel)
    said = [one["content"] for one in fake_discord.world.messages.values() if "권한을 켜 주세요" in one["content"]]
    assert len(said) == 1
    assert "**비공개 스레드 만들기, 공개 스레드 만들기**" in said[0]
    await fake_discord.alice.say("여기는 그냥 대화예요")
    await fake_discord.alice.say("ls -l", reply_to=room.shown(fake_discord.channel))
    assert await room.typed(1) == ["ls -l"]


async def test_where_nothing_may_be_written_it_runs_in_direct_messages(room: Room, fake_discord: FakeDiscord) -> None:
    fake_discord.world.bot_denied[fake_discord.channel["id"]] = Permission.SEND_MESSAGES
    await room.open(fake_discord.alice, at=fake_discord.alice.in_dm.channel)
    assert any("**메시지 보내기**" in one["content"] for one in fake_discord.world.messages.values())


async def test_in_direct_messages_it_is_a_message_that_takes_replies(room: Room, fake_discord: FakeDiscord) -> None:
    alice = fake_discord.alice.in_dm
    await room.open(alice, at=alice.channel)
    await alice.say("exit", reply_to=room.shown(alice.channel))
    assert await room.typed(1) == ["exit"]


async def test_replies_and_mentions_are_typed_in_without_the_content_intent(
    room: Room, fake_discord: FakeDiscord
) -> None:
    thread = await room.open(fake_discord.alice)
    alice = fake_discord.alice.at(thread)
    await alice.say("이 글은 봇에게 보이지 않아요")
    await alice.say("이 글도요")
    await alice.say("ls", reply_to=room.shown(thread))
    await alice.say(f"<@{fake_discord.world.app_id}> pwd")
    assert await room.typed(2) == ["ls", "pwd"]
    await fake_discord.until(lambda: len(fake_discord.from_bot(thread)) == 3)  # that Alice came, the screen, a word
    assert "읽을 수 없어요" in fake_discord.from_bot(thread)[-1]["content"]
    assert not [asked for asked in room.script.asked if asked.way == "say"]


async def test_keys_are_silent_and_count_each_time(room: Room, fake_discord: FakeDiscord) -> None:
    thread = await room.open(fake_discord.alice)
    alice, shown = fake_discord.alice.at(thread), room.shown(thread)
    for _ in range(8):
        pressed = await alice.click(shown, "Ctrl-C")
        assert await pressed.acknowledged() == 6
    assert room.pressed == [("term:key:k1:ctrl-c", {})] * 8
    assert len(fake_discord.from_bot(thread)) == 2  # the screen, and Discord's own word that Alice was added


@pytest.mark.parametrize("words", ["", "이미 끝났어요"])
async def test_a_key_that_takes_its_time_is_acknowledged_meanwhile(
    room: Room, fake_discord: FakeDiscord, words: str
) -> None:
    thread, slow = await room.open(fake_discord.alice), Held()
    room.script.answers["term:key:k1:ctrl-c"] = slow
    pressed = await fake_discord.alice.at(thread).click(room.shown(thread), "Ctrl-C")
    await let_pass(fake_discord, 0.5)
    assert await pressed.acknowledged() == 6
    before = room.shown(thread)["content"]
    if words:
        slow.say(Reply(words))
    slow.end()
    if words:
        await fake_discord.until(lambda: pressed.followups)
        assert [(one["content"], one["flags"] & EPHEMERAL) for one in pressed.followups] == [(words, EPHEMERAL)]
    await slow.closed.wait()
    assert room.shown(thread)["content"] == before
    assert len(pressed.followups) == bool(words)


async def test_the_type_button_opens_a_form_whose_line_is_typed(room: Room, fake_discord: FakeDiscord) -> None:
    thread = await room.open(fake_discord.alice)
    alice = fake_discord.alice.at(thread)
    for line in ("docker ps", ""):
        opened = await alice.click(room.shown(thread), "입력")
        await opened.form()
        sent = await alice.submit(opened, {"입력할 한 줄": line})
        assert await sent.acknowledged() == 6
    assert room.pressed == [(TYPE, {"text": "docker ps"}), (TYPE, {"text": ""})]


async def test_someone_else_s_key_is_answered_kindly(room: Room, fake_discord: FakeDiscord) -> None:
    fake_discord.world.bot_denied[fake_discord.channel["id"]] = Permission.CREATE_PRIVATE_THREADS
    thread = await room.open(fake_discord.alice)
    pressed = await fake_discord.join("밥").at(thread).click(room.shown(thread), "Ctrl-C")
    assert "다른 분의 것" in (await pressed.reply())["content"]
    assert not room.pressed


async def test_the_end_is_said_and_another_opens_in_the_same_thread(room: Room, fake_discord: FakeDiscord) -> None:
    thread = await room.open(fake_discord.alice)
    room.held.say(over("exit"))
    room.held.end()
    shown = await room.see("터미널이 끝났어요", thread)
    before = len(fake_discord.world.channels)
    pressed = await fake_discord.alice.at(thread).click(shown, "다시 열기")
    room.held.say(OPENING)
    room.held.say(screen("second"))
    await pressed.reply("스레드에 터미널을 열었어요")
    await room.see("second", thread)
    assert len(fake_discord.world.channels) == before


async def test_a_key_of_an_ended_terminal_offers_another(room: Room, fake_discord: FakeDiscord) -> None:
    thread = await room.open(fake_discord.alice)
    room.script.answers["term:key:k1:ctrl-c"] = Reply("이미 끝났어요", choices=AGAIN)
    pressed = await fake_discord.alice.at(thread).click(room.shown(thread), "Ctrl-C")
    assert "이미 끝났어요" in (await pressed.reply("이미 끝났어요"))["content"]
    assert pressed.is_ephemeral


async def test_what_is_typed_as_a_terminal_ends_is_no_question_and_a_little_later_is_one(
    room: Room, fake_discord: FakeDiscord
) -> None:
    alice = fake_discord.alice.at(await room.open(fake_discord.alice))
    room.script.answers[TYPE] = Reply("이미 끝난 터미널이에요")
    room.held.say(over("exit"))
    room.held.end()
    await room.see("터미널이 끝났어요", alice.channel)
    said = f"<@{fake_discord.world.app_id}> ls"
    await alice.say(said)
    await fake_discord.until(lambda: "이미 끝난 터미널이에요" in fake_discord.from_bot(alice.channel)[-1]["content"])
    fake_discord.clock.advance(JUST_OVER_SECONDS + 1)
    await alice.say(said)
    await fake_discord.until(lambda: fake_discord.from_bot(alice.channel)[-1]["content"] == "[ls]")


async def test_who_writes_where_another_s_terminal_just_ended_asks_the_bot(
    room: Room, fake_discord: FakeDiscord
) -> None:
    fake_discord.world.bot_denied[fake_discord.channel["id"]] = Permission.CREATE_PRIVATE_THREADS
    thread = await room.open(fake_discord.alice)
    room.held.say(over("exit"))
    room.held.end()
    await room.see("터미널이 끝났어요", thread)
    await fake_discord.join("밥").at(thread).say(f"<@{fake_discord.world.app_id}> 볼륨이 뭐예요")
    await fake_discord.until(lambda: fake_discord.from_bot(thread)[-1]["content"] == "[볼륨이 뭐예요]")


async def test_of_several_words_to_what_was_typed_the_last_is_said(room: Room, fake_discord: FakeDiscord) -> None:
    thread = await room.open(fake_discord.alice)
    room.script.answers[TYPE] = (Reply("보내는 중이에요"), Reply("이미 끝난 터미널이에요"))
    await fake_discord.alice.at(thread).say(f"<@{fake_discord.world.app_id}> ls")
    await fake_discord.until(lambda: "이미 끝난 터미널이에요" in [m["content"] for m in fake_discord.from_bot(thread)])
    assert "보내는 중이에요" not in [message["content"] for message in fake_discord.from_bot(thread)]


async def test_what_opens_no_terminal_is_said_to_the_person_alone(room: Room, fake_discord: FakeDiscord) -> None:
    room.held.say(PREPARING)
    room.held.say(Reply("이 옵션은 여기서 쓸 수 없어요"))
    room.held.end()
    asked = await fake_discord.alice.slash("terminal", {"command": "docker run --privileged -it busybox"})
    await asked.reply("쓸 수 없어요")
    assert asked.is_ephemeral
    assert not fake_discord.from_bot(fake_discord.channel)


async def test_two_people_have_a_terminal_each(room: Room, fake_discord: FakeDiscord) -> None:
    fake_discord.world.bot_denied[fake_discord.channel["id"]] = Permission.CREATE_PRIVATE_THREADS
    thread = await room.open(fake_discord.alice)
    other = Held()
    room.script.answers["terminal"] = other
    bob = fake_discord.join("밥").at(thread)
    other.say(OPENING)
    other.say(Reply("**터미널** 밥", Code("bob"), choices=(), takes="term:type:k2"))
    room.script.answers["term:type:k2"] = ()
    await bob.slash("terminal")
    await room.see("bob", thread)
    await bob.say(f"<@{fake_discord.world.app_id}> whoami")
    await fake_discord.alice.at(thread).say(f"<@{fake_discord.world.app_id}> id")
    async with asyncio.timeout(30):
        heard = [await room.script.presses.get() for _ in range(2)]
    assert heard == [("term:type:k2", {"text": "whoami"}), (TYPE, {"text": "id"})]


async def test_what_keeps_it_from_opening_after_all_is_said_where_its_screen_stands(
    room: Room, fake_discord: FakeDiscord
) -> None:
    thread = await room.open(fake_discord.alice)
    first = room.shown(thread)["id"]
    room.held.say(Reply("연습장이 방금 사라졌어요.", visibility=Visibility.PERSONAL))
    room.held.end()

    def saying() -> list[str]:
        return [key for key, one in fake_discord.world.messages.items() if "사라졌어요" in one["content"]]

    await let_pass_until(fake_discord, saying, within=3.0)
    assert saying() == [first]
