"""Discord took an answer, stayed silent, and shows nobody whether it stands: no answer is put up a second time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.core.reply import Choice, Reply
from bot.storage.personal import Personal
from bot.storage.retention import Retention, Terms
from tests.discord_face.asking import CALL, SECRET, Asked
from tests.discord_face.doubt import (
    at_all,
    begun_for_alice_alone,
    gone,
    letters,
    note_in_dm,
    pass_by,
    press,
    say_the_rest,
)
from tests.discord_face.routes import APART, CALLBACK, ORIGINAL
from tests.discord_face.script import Script
from tests.discord_face.waiting import outlast
from tests.fake_discord import Drop, RealTime
from tests.fake_discord.errors import ApiError
from tests.fake_discord.models import Json, Permission

ALMOST_FIFTEEN_MINUTES = 14.5 * 60
SENT = r"^/channels/{}/messages$"
DIRECT = r"^/users/@me/channels$"
AWAY = [(method, "") for method in ("GET", "POST", "PATCH", "DELETE")]


@pytest.mark.parametrize("when", Drop)
async def test_a_private_answer_whose_fifteen_minutes_end_is_called_for(asked: Asked, when: Drop) -> None:
    await begun_for_alice_alone(asked)
    asked.fake.clock.advance(ALMOST_FIFTEEN_MINUTES)
    asked.fake.faults.drop("PATCH", ORIGINAL, when, times=7)
    say_the_rest(asked)
    note = await note_in_dm(asked)
    assert len(at_all(asked.fake, SECRET)) == (when is Drop.AFTER)
    await press(asked, note, SECRET)
    await gone(asked, note)
    assert len(at_all(asked.fake, SECRET)) == 1 + (when is Drop.AFTER)  # the second was asked for


async def test_nor_is_one_sent_again_that_discord_py_itself_repeated_until_the_end(asked: Asked) -> None:
    await begun_for_alice_alone(asked)
    asked.fake.clock.advance(ALMOST_FIFTEEN_MINUTES)
    fault = asked.fake.faults.server_error("PATCH", ORIGINAL, 502, is_late=True)
    say_the_rest(asked)
    await asked.fake.until(lambda: fault.struck)
    asked.fake.clock.advance(40.0)  # while discord.py waits a second
    await note_in_dm(asked)
    assert len(at_all(asked.fake, SECRET)) == 1


async def test_as_long_as_it_can_be_looked_what_did_not_arrive_comes_itself(asked: Asked) -> None:
    await begun_for_alice_alone(asked)
    asked.fake.faults.drop("PATCH", ORIGINAL, Drop.BEFORE, times=8)
    say_the_rest(asked)
    alice = asked.fake.alice.in_dm
    await outlast(asked.fake, lambda: asked.fake.from_bot(alice.channel))
    (answer,) = asked.fake.from_bot(alice.channel)
    assert answer["content"].startswith(SECRET)
    assert not answer["components"]


async def silent_without_history(asked: Asked) -> str:
    """Let a channel whose history is hidden take an answer, and never say so; returns the answer."""
    fake = asked.fake
    await asked.start_face(Script())
    fake.world.bot_denied[fake.channel["id"]] = Permission.READ_MESSAGE_HISTORY
    fake.faults.drop("POST", SENT.format(fake.channel["id"]), Drop.AFTER, skip=1, times=8)  # the first is refused
    await fake.alice.say(f"<@{fake.world.app_id}> 도커가 뭐야?")
    return "[도커가 뭐야?]"


async def test_where_no_history_may_be_read_an_answer_is_called_for(asked: Asked) -> None:
    answer = await silent_without_history(asked)
    note = await note_in_dm(asked)
    assert f"<#{asked.fake.channel['id']}>" in note["content"]
    assert len(at_all(asked.fake, answer)) == 1
    await asked.start_face.stop()
    await asked.start_face(Script())
    await press(asked, note, answer)
    await gone(asked, note)


async def forget(asked: Asked) -> None:
    await Personal(asked.database).delete(asked.fake.alice.id)


async def let_a_month_pass(asked: Asked) -> None:
    swept, _ = await Retention(asked.database, Terms(), RealTime()).sweep(asked.fake.clock.now() + timedelta(days=31))
    assert swept["outbox"] == 2  # the answer, and the letter with the note


@pytest.mark.parametrize("go", [forget, let_a_month_pass])
async def test_the_button_of_an_answer_that_is_not_kept_any_more_says_so(
    asked: Asked, go: Callable[[Asked], Awaitable[None]]
) -> None:
    await silent_without_history(asked)
    note = await note_in_dm(asked)
    await go(asked)
    await press(asked, note, "한 번 더 물어봐 주세요")
    await gone(asked, note)


@pytest.mark.parametrize(("hidden", "notes"), [(Permission(0), 0), (Permission.READ_MESSAGE_HISTORY, 1)])
async def test_a_permission_that_is_taken_away_meanwhile_says_nothing_of_what_was_sent_before(
    asked: Asked, hidden: Permission, notes: int
) -> None:
    fake = asked.fake
    await asked.start_face(Script())
    fault = fake.faults.drop("POST", SENT.format(fake.channel["id"]), Drop.AFTER)
    await fake.alice.say(f"<@{fake.world.app_id}> 도커가 뭐야?")
    await fake.until(lambda: fault.struck)
    fake.world.bot_denied[fake.channel["id"]] = Permission.SEND_MESSAGES | hidden
    refused = 403
    await outlast(fake, lambda: any(one.status == refused for one in fake.log.requests))
    if notes:
        await note_in_dm(asked)
    await asked.start_face.stop()
    assert len(at_all(fake, "[도커가 뭐야?]")) == 1
    assert len(at_all(fake, "답이 보이지 않으면")) == notes


@pytest.mark.parametrize("choices", [(), (Choice("다음", "quiz:next:1"),)])
async def test_what_goes_on_in_the_channel_stands_there_once(asked: Asked, choices: tuple[Choice, ...]) -> None:
    fake, held = asked.fake, asked.held
    await asked.start_face(Script({"run": held}))
    ran = await fake.alice.slash("run", {"command": "docker ps"})
    held.say(Reply("받는 중"))
    await ran.reply("받는 중")
    fake.clock.advance(15 * 60)
    fault = fake.faults.drop("POST", SENT.format(fake.channel["id"]), Drop.AFTER, times=8)
    held.say(Reply("다 받았어요", choices=choices))
    held.end()
    await outlast(fake, lambda: fault.struck == 8)
    if not choices:  # the same words might be another answer
        note = await note_in_dm(asked)
        await press(asked, note, "다 받았어요")
        await gone(asked, note)
    await pass_by(fake, 10.0)
    await asked.start_face.stop()
    assert [one["content"] for one in fake.from_bot(fake.channel)] == ["받는 중", "다 받았어요"]
    assert len(at_all(fake, "답이 보이지 않으면")) == 0


async def test_in_direct_messages_too_nothing_is_sent_again(asked: Asked) -> None:
    fake, alice = asked.fake, asked.fake.alice.in_dm
    await asked.start_face(Script())
    fault = fake.faults.drop("POST", SENT.format(alice.channel["id"]), Drop.AFTER, times=8)
    fake.faults.add("GET", SENT.format(alice.channel["id"]), ApiError(503, 0, "503: Service Unavailable"), times=5)
    await alice.say("도커가 뭐야?")
    await outlast(fake, lambda: fault.struck == 8)
    await outlast(fake, lambda: len(fake.from_bot(alice.channel)) == 2)
    answer, note = fake.from_bot(alice.channel)
    assert answer["content"] == "[도커가 뭐야?]"
    await press(asked, note, "[도커가 뭐야?]")


async def test_a_note_comes_after_a_restart_when_discord_is_back_and_shows_the_answer_once(asked: Asked) -> None:
    fake, held = asked.fake, asked.held
    await asked.start_face(Script({"run": held}))
    ran = await fake.alice.slash("run", {"command": "docker ps"})
    held.say(Reply("1"))
    await ran.reply("1")
    for method, path in AWAY:
        fake.faults.drop(method, path, Drop.AFTER if method == "PATCH" else Drop.BEFORE, times=1000)
    held.say(Reply("2"))
    held.end()
    await outlast(fake, lambda: len(at_all(fake, "2")) == 1)
    await letters(asked)
    await asked.start_face.stop()
    fake.faults.waiting.clear()
    await asked.start_face(Script())
    note = await note_in_dm(asked)
    assert len(at_all(fake, "답이 보이지 않으면")) == 1
    kept = {**note}
    await press(asked, note, "2")
    await gone(asked, note)
    fake.world.messages[note["id"]] = kept  # as a client that has not heard of its end yet shows it
    fake.clock.advance(2.5)
    await press(asked, note, "이 답은 이미 보여 드렸거나")


async def unheard_note(asked: Asked) -> Json:
    """Let an answer be lost, and Discord take the note on it without a word, nor any to who looks; returns the note."""
    fake = asked.fake
    await asked.begin()
    fake.faults.drop("POST", APART, Drop.AFTER)
    fake.faults.drop("PATCH", ORIGINAL, Drop.AFTER, times=1000, skip=1)  # that which stands in may come
    fake.faults.drop("GET", ORIGINAL, Drop.BEFORE, times=1000)
    say_the_rest(asked)
    await letters(asked)
    (first,) = asked.notes()
    return first


async def test_a_note_that_was_never_owned_to_is_found_where_it_stands(asked: Asked) -> None:
    first = await unheard_note(asked)
    await pass_by(asked.fake, 60.0)
    assert not await asked.outbox.waiting(asked.fake.clock.now() + timedelta(days=1))
    assert len(at_all(asked.fake, "답이 보이지 않으면")) == 1
    pressed = await asked.fake.alice.click(first, CALL)
    assert SECRET in (await pressed.reply())["content"]
    await gone(asked, first)


async def test_where_nobody_can_look_the_note_comes_again_and_the_answer_does_not(asked: Asked) -> None:
    fake = asked.fake
    fake.world.bot_denied[fake.channel["id"]] = Permission.READ_MESSAGE_HISTORY
    first = await unheard_note(asked)
    direct = await note_in_dm(asked)
    await press(asked, direct, SECRET)
    await gone(asked, direct)
    pressed = await fake.alice.click(first, CALL)
    assert "이 답은 이미 보여 드렸거나" in (await pressed.reply())["content"]
    await gone(asked, first)


async def test_what_grows_for_minutes_unheard_is_one_message(asked: Asked) -> None:
    fake, held = asked.fake, asked.held
    await asked.start_face(Script({"말": held}))
    for method in ("POST", "GET"):
        fake.faults.drop(method, SENT.format(fake.channel["id"]), Drop.AFTER, times=1000)
    await fake.alice.say(f"<@{fake.world.app_id}> 말")
    for number in range(6):
        held.say(Reply(f"{number}"))
        await pass_by(fake, 40.0)
    fake.world.nonces.clear()
    fake.faults.waiting.clear()
    held.say(Reply("끝"))
    held.end()
    await outlast(fake, lambda: at_all(fake, "끝"))
    await asked.start_face.stop()
    assert len(fake.from_bot(fake.channel)) == 1


async def test_a_question_edited_while_discord_is_away_has_both_its_answers_in_the_end(asked: Asked) -> None:
    fake, alice = asked.fake, asked.fake.alice.in_dm
    await asked.start_face(Script())
    fake.faults.drop("POST", SENT.format(alice.channel["id"]), Drop.BEFORE, times=1000)
    question = await alice.say("도커가 뭐야?")
    await letters(asked)
    await alice.edit_message(question, "컨테이너가 뭐야?")
    await letters(asked, 2)
    fake.faults.waiting.clear()
    await outlast(fake, lambda: len(fake.from_bot(alice.channel)) == 2)
    told = sorted(one["content"].splitlines()[0] for one in fake.from_bot(alice.channel))
    assert told == ["[도커가 뭐야?]", "[컨테이너가 뭐야?]"]


@pytest.mark.parametrize("when", Drop)
async def test_words_about_a_terminal_are_answers_like_all_others(asked: Asked, when: Drop) -> None:
    fake = asked.fake
    await asked.start_face(Script({"terminal": Reply("이 옵션은 여기서 쓸 수 없어요")}))
    for method, path in (("POST", CALLBACK), ("PATCH", ORIGINAL), ("GET", ORIGINAL), ("POST", DIRECT)):
        fake.faults.drop(method, path, when, times=1000)
    await fake.alice.slash("terminal", {"command": "docker run --privileged -it busybox"})
    await letters(asked)
    fake.faults.waiting.clear()
    await press(asked, await note_in_dm(asked), "쓸 수 없어요")
