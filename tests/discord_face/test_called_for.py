"""What may not have arrived is set aside for its reader, who calls for it."""

from __future__ import annotations

import asyncio

import pytest

from bot.core.reply import Attachment, Code, Picture, Reply, Visibility
from bot.storage.personal import Personal
from tests.discord_face.asking import CALL, SECRET, SECRETLY, Asked
from tests.discord_face.routes import APART, MESSAGE, ORIGINAL
from tests.discord_face.script import Script
from tests.discord_face.waiting import outlast
from tests.fake_discord import Drop
from tests.fake_discord.errors import ApiError
from tests.fake_discord.models import Permission


async def test_it_outlives_a_restart_with_all_that_belongs_to_it(asked: Asked) -> None:
    whole = Reply(
        "실행했어요.",
        Code("\x1b[32mok\x1b[0m", "ansi"),
        picture=Picture(b"\x89PNG", "seen.png", "연습장"),
        file=Attachment("output.txt", b"all"),
        visibility=Visibility.PERSONAL,
        in_place=True,
    )
    await asked.begin()
    asked.fake.faults.drop("POST", APART, Drop.BEFORE)
    await asked.answer(whole)
    (note,) = asked.to_all()
    assert note["id"] == asked.ran.original_id
    assert asked.fake.alice.mention in note["content"]
    await asked.start_face.stop()
    await asked.start_face(Script())
    pressed = await asked.call()
    (shown,) = pressed.shown
    assert pressed.is_ephemeral
    assert shown["content"].startswith("실행했어요.\n```ansi")
    assert sorted(entry["filename"] for entry in shown["attachments"]) == ["output.txt", "seen.png"]
    await (await asked.fake.alice.click(shown, "공유하기")).reply("앨리스님이 공유했어요.")


async def test_a_press_by_another_gets_a_friendly_word(asked: Asked) -> None:
    await asked.begin()
    asked.fake.faults.drop("POST", APART, Drop.BEFORE)
    await asked.answer()
    (note,) = asked.notes()
    pressed = await asked.fake.join("밥").click(note, CALL)
    assert "다른 분의 것이에요" in (await pressed.reply())["content"]
    await asked.call()
    assert asked.seen() == [SECRET]


async def test_a_note_that_cannot_be_taken_away_may_be_pressed_again(asked: Asked) -> None:
    await asked.begin()
    asked.fake.faults.drop("POST", APART, Drop.BEFORE)
    await asked.answer()
    refused = asked.fake.faults.add("DELETE", MESSAGE, ApiError(403, 50001, "Missing Access"))
    await asked.call()
    await asked.fake.until(lambda: refused.struck)
    asked.fake.clock.advance(2.5)
    await asked.call()
    await asked.fake.until(lambda: not asked.to_all())
    assert asked.seen() == [SECRET, SECRET]


async def test_what_is_with_its_reader_is_forgotten(asked: Asked) -> None:
    await asked.begin()
    asked.fake.faults.drop("POST", APART, Drop.BEFORE)
    await asked.answer()
    (row,) = (await Personal(asked.database).export(asked.fake.alice.id))["outbox"]
    assert SECRET in str(row["reply"])
    assert await asked.outbox.called_for(str(row["key"]), asked.fake.owner.id) is None
    await asked.call()
    await asked.fake.until(lambda: not asked.to_all())
    await asyncio.wait({task for task in asyncio.all_tasks() if task.get_name().startswith("note ")})
    (row,) = (await Personal(asked.database).export(asked.fake.alice.id))["outbox"]
    assert row["reply"] == ""


async def test_who_had_everything_deleted_is_told_that_it_is_gone(asked: Asked) -> None:
    await asked.begin()
    asked.fake.faults.drop("POST", APART, Drop.BEFORE)
    await asked.answer()
    await Personal(asked.database).delete(asked.fake.alice.id)
    pressed = await asked.call()
    assert "한 번 더 물어봐 주세요" in (await pressed.reply())["content"]
    assert pressed.is_ephemeral


async def test_an_answer_that_grows_is_called_for_when_it_is_whole(asked: Asked) -> None:
    await asked.begin()
    lost = asked.fake.faults.drop("POST", APART, Drop.BEFORE)
    asked.held.say(Reply("반", visibility=Visibility.PERSONAL))
    await asked.fake.until(lambda: lost.struck)
    (words,) = asked.to_all()
    assert words["content"] == f"-# {asked.fake.alice.mention}님만 볼 수 있는 답이에요."
    await asked.answer()
    await asked.call()
    assert asked.seen() == [SECRET]


async def begun_and_deleted(asked: Asked) -> None:
    """Let the answer's first state be lost, and the words that stand for it be deleted by somebody."""
    await asked.begin()
    lost = asked.fake.faults.drop("POST", APART, Drop.BEFORE)
    asked.held.say(Reply("반", visibility=Visibility.PERSONAL))
    await asked.fake.until(lambda: lost.struck)
    (words,) = asked.to_all()
    await asked.fake.owner.delete_message(words)


async def test_a_note_comes_to_the_channel_when_its_place_was_deleted(asked: Asked) -> None:
    await begun_and_deleted(asked)
    await asked.answer()
    await asked.call()
    await asked.fake.until(lambda: not asked.to_all())
    assert asked.seen() == [SECRET]


async def test_where_nothing_can_be_written_the_note_comes_by_direct_message(asked: Asked) -> None:
    await begun_and_deleted(asked)
    asked.fake.world.bot_denied[asked.fake.channel["id"]] = Permission.SEND_MESSAGES
    asked.held.say(SECRETLY)
    asked.held.end()
    alice = asked.fake.alice.in_dm
    await outlast(asked.fake, lambda: asked.fake.from_bot(alice.channel))
    (note,) = asked.fake.from_bot(alice.channel)
    await (await alice.click(note, CALL)).reply(SECRET)


async def test_where_the_bot_is_not_a_member_the_note_stays_and_may_be_pressed_again(asked: Asked) -> None:
    there = asked.fake.elsewhere(asked.fake.alice)
    ran = await asked.begin(there)
    asked.fake.faults.drop("POST", APART, Drop.BEFORE)
    asked.held.say(SECRETLY)
    asked.held.end()
    note = await ran.reply("답이 보이지 않으면")
    for _ in range(2):
        await (await there.click(note, CALL)).reply(SECRET)
        asked.fake.clock.advance(2.5)


async def test_what_follows_a_thinking_state_that_somebody_deleted_is_not_put_up_elsewhere(asked: Asked) -> None:
    await asked.begin()
    (thought,) = asked.fake.from_bot(asked.fake.channel)
    await asked.fake.owner.delete_message(thought)
    asked.held.say(SECRETLY)
    asked.held.end()
    await asked.held.closed.wait()
    await asked.start_face.stop()
    assert not asked.seen()
    assert not asked.to_all()


@pytest.mark.parametrize("when", Drop)
async def test_an_answer_that_the_end_of_the_bot_cuts_off_is_called_for_after_it(asked: Asked, when: Drop) -> None:
    await asked.begin()
    fault = asked.fake.faults.drop("PATCH", ORIGINAL, when, times=1000)
    asked.held.say(Reply("끝났어요"))
    asked.held.end()
    await asked.fake.until(lambda: fault.struck)
    await asked.start_face.stop()
    asked.fake.faults.waiting.clear()
    assert [one["content"] for one in asked.to_all()] == (["끝났어요"] if when is Drop.AFTER else [])
    await asked.start_face(Script())
    alice = asked.fake.alice.in_dm
    await asked.until(lambda: asked.fake.from_bot(alice.channel))
    (letter,) = asked.fake.from_bot(alice.channel)
    assert "답이 보이지 않으면" in letter["content"]
    await (await alice.click(letter, CALL)).reply("끝났어요")


async def test_words_that_the_end_of_the_bot_cuts_off_are_called_for_after_it(asked: Asked) -> None:
    await asked.begin()
    asked.fake.faults.drop("PATCH", ORIGINAL, Drop.BEFORE, times=1000)
    asked.held.say(Reply("반쯤"))
    await asked.start_face.stop()
    await asked.start_face(Script())
    alice = asked.fake.alice.in_dm
    await asked.until(lambda: asked.fake.from_bot(alice.channel))
    (letter,) = asked.fake.from_bot(alice.channel)
    shown = await (await alice.click(letter, CALL)).reply("반쯤")
    assert "다시 시작하고 있어서 여기서 멈췄어요" in shown["content"]
