"""A letter to a channel that Discord may have taken without a word: it never comes twice, and is never out of reach."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import discord.http
import pytest

from bot.core.letters import Letter
from bot.core.reply import Choice, Reply
from bot.faces.discord import aside
from bot.faces.discord.postman import LOOK_SECONDS
from bot.storage.database import Database
from bot.storage.outbox import Outbox
from bot.storage.personal import Personal
from bot.storage.retention import Retention, Terms
from tests.discord_face.routes import SEND
from tests.discord_face.script import Script
from tests.discord_face.starting import FaceStarter
from tests.discord_face.waiting import let_pass, opened, outlast
from tests.fake_discord import Drop, FakeDiscord, RealTime
from tests.fake_discord.actors import Person
from tests.fake_discord.models import EPHEMERAL, Json, Permission

TITLE, CALL = "🗓️ **오늘의 퀴즈** (3월 2일)", "글 보기"
WORDS = f"{TITLE}\n\n이미지는 무엇인가요?"
NOBODY = "http://127.0.0.1:9"
FORGOTTEN_SECONDS = 150.0
"""After so long Discord need not know a nonce any more."""


class Quiz:
    """A day's question is on its way to a channel whose history the bot may not read, and no event tells of it."""

    def __init__(self, fake: FakeDiscord, start_face: FaceStarter, outbox: Outbox, database: Database) -> None:
        self.fake = fake
        self.outbox = outbox
        self.database = database
        self.start_face = start_face
        fake.world.bot_denied[fake.channel["id"]] = Permission.READ_MESSAGE_HISTORY
        fake.gateway.is_mute = True

    async def write(self) -> None:
        now, channel = self.fake.clock.now(), self.fake.channel
        reply = Reply(WORDS, choices=(Choice("1. 빵틀", "daily:answer:1:1"),))
        letter = Letter("daily:1", reply, now, channel_id=int(channel["id"]), guild_id=int(channel["guild_id"]))
        await self.outbox.write(letter, now)

    async def start(self) -> None:
        await self.start_face(Script())

    async def send_unheard(self, when: Drop, *, is_said_meanwhile: bool = True) -> None:
        """Start the bot, and let Discord say nothing of the letter, until it has forgotten the nonce."""
        await self.start()
        await self.write()
        await self.silence(when, is_said_meanwhile=is_said_meanwhile)

    async def restart(self) -> None:
        await self.start_face.stop()
        await self.start()

    async def let(self, seconds: float) -> None:
        over = self.fake.clock.monotonic() + seconds
        await outlast(self.fake, lambda: self.fake.clock.monotonic() > over)

    async def silence(self, when: Drop, *, is_said_meanwhile: bool = True) -> None:
        """Let Discord say nothing of what is sent, until it has forgotten the nonces."""
        fault = self.fake.faults.drop("POST", SEND, when, times=1000)
        await outlast(self.fake, lambda: fault.struck)
        if is_said_meanwhile:
            await self.fake.alice.say("다들 있어요?")
        await self.let(FORGOTTEN_SECONDS)
        self.speak()

    def speak(self) -> None:
        self.fake.faults.waiting.clear()
        self.fake.world.nonces.clear()

    async def settled(self) -> None:
        """Let time pass until nothing waits."""
        while await self.outbox.waiting(self.fake.clock.now() + timedelta(days=1)):
            await self.let(30.0)

    async def comes_itself(self) -> None:
        """Fail unless in the end the letter stands once, and no note on it."""
        await self.settled()
        assert len(self.letters()) == 1
        assert not self.notes()

    def letters(self) -> list[Json]:
        return [one for one in self.fake.from_bot(self.fake.channel) if one["content"].startswith(TITLE)]

    def notes(self) -> list[Json]:
        return [one for one in self.fake.from_bot(self.fake.channel) if "위에 보이지 않으면" in one["content"]]

    async def called(self, person: Person, note: Json) -> Json:
        shown = await (await person.click(note, CALL)).reply(TITLE)
        assert shown["flags"] & EPHEMERAL
        return shown


@pytest.fixture
async def quiz(fake_discord: FakeDiscord, start_face: FaceStarter, tmp_path: Path) -> AsyncIterator[Quiz]:
    async with opened(fake_discord, tmp_path / "gorae.db") as database:
        start_face.post = outbox = Outbox(database)
        yield Quiz(fake_discord, start_face, outbox, database)
        await start_face.stop()


async def in_doubt(quiz: Quiz, when: Drop = Drop.AFTER) -> Json:
    """Let a letter be in doubt, and return the note."""
    await quiz.send_unheard(when)
    await quiz.settled()
    (note,) = quiz.notes()
    return note


# -- what is known all the same


async def test_where_nothing_was_written_since_the_letter_comes_itself(quiz: Quiz) -> None:
    await quiz.fake.alice.say("어제 한 말")
    quiz.fake.clock.advance(120)
    await quiz.send_unheard(Drop.BEFORE, is_said_meanwhile=False)
    await quiz.comes_itself()


async def test_as_long_as_discord_knows_the_nonce_it_comes_itself_too(quiz: Quiz) -> None:
    await quiz.start()
    fault = quiz.fake.faults.drop("POST", SEND, Drop.BEFORE, times=5)
    await quiz.write()
    await outlast(quiz.fake, lambda: fault.struck == 5)
    await quiz.fake.alice.say("다들 있어요?")
    await quiz.comes_itself()


async def test_what_no_connection_took_begins_no_doubt(quiz: Quiz, monkeypatch: pytest.MonkeyPatch) -> None:
    await quiz.start()
    there = discord.http.Route.BASE
    monkeypatch.setattr(discord.http.Route, "BASE", f"{NOBODY}/api/v10")
    await quiz.write()
    await quiz.let(20.0)
    (posted,) = await quiz.outbox.waiting(quiz.fake.clock.now() + timedelta(hours=1))
    assert (posted.attempts, posted.unsure_since) == (1, None)
    await quiz.fake.alice.say("다들 있어요?")
    await quiz.let(FORGOTTEN_SECONDS)
    monkeypatch.setattr(discord.http.Route, "BASE", there)
    await quiz.comes_itself()


async def test_what_discord_py_repeated_without_a_connection_may_have_been_heard(quiz: Quiz) -> None:
    fake = quiz.fake
    await quiz.start()
    fault = fake.faults.server_error("POST", SEND, 502, is_late=True)
    await quiz.write()
    await outlast(fake, lambda: fault.struck)
    await fake.stop()  # while discord.py waits a second
    later = fake.clock.now() + timedelta(hours=1)
    while (posted := (await quiz.outbox.waiting(later))[0]).letter.not_before == posted.written_at:
        await asyncio.sleep(0.01)
        fake.clock.advance(0.01)
    assert posted.unsure_since is not None


async def test_a_try_that_took_longer_than_discord_knows_the_nonce_is_looked_for_first(quiz: Quiz) -> None:
    quiz.fake.world.bot_denied.clear()
    await quiz.start()
    fault = quiz.fake.faults.drop("POST", SEND, Drop.AFTER)
    await quiz.write()
    await let_pass(quiz.fake, LOOK_SECONDS)
    await quiz.fake.until(lambda: fault.struck)
    quiz.fake.clock.advance(FORGOTTEN_SECONDS)
    quiz.speak()
    await quiz.settled()
    assert len(quiz.letters()) == 1


async def test_what_is_refused_is_given_up_without_a_note(quiz: Quiz) -> None:
    await quiz.write()
    quiz.fake.world.bot_denied[quiz.fake.channel["id"]] |= Permission.SEND_MESSAGES
    await quiz.start()
    await quiz.settled()
    assert (await quiz.outbox.given_up("daily:1")).startswith("403")
    assert not quiz.notes()


async def test_where_the_history_may_be_read_it_tells(quiz: Quiz) -> None:
    quiz.fake.world.bot_denied.clear()
    await quiz.send_unheard(Drop.BEFORE)
    await quiz.comes_itself()


# -- the note


@pytest.mark.parametrize("when", Drop)
async def test_beyond_that_a_note_comes_instead_and_calls_for_it(quiz: Quiz, when: Drop) -> None:
    note = await in_doubt(quiz, when)
    assert len(quiz.letters()) == (when is Drop.AFTER)
    assert note["content"].startswith(f"> {TITLE}\n")
    await quiz.called(quiz.fake.alice, note)
    assert len(quiz.letters()) == (when is Drop.AFTER)
    assert len(quiz.notes()) == 1
    assert await quiz.outbox.given_up("daily:1") == "", "it may have reached somebody: its answer is told"


async def test_whoever_sees_the_channel_may_call_and_answer_also_after_a_restart(quiz: Quiz) -> None:
    note = await in_doubt(quiz)
    for person in (quiz.fake.alice, quiz.fake.join("민준"), quiz.fake.alice):
        shown = await quiz.called(person, note)
        told = await (await person.click(shown, "1. 빵틀")).reply("[daily:answer:1:1]")
        assert told["flags"] & EPHEMERAL
        await quiz.restart()
    assert note["id"] in quiz.fake.world.messages


@pytest.mark.parametrize("key", ["daily:1", "daily:2", "note:daily:1", "' OR 1=1 --", ""])
async def test_in_another_place_or_by_a_made_up_key_nothing_comes_but_a_word(quiz: Quiz, key: str) -> None:
    fake, note = quiz.fake, await in_doubt(quiz)
    guild = fake.world.add_guild("다른 서버", fake.owner.user)
    fake.world.add_member(guild, fake.alice.user)
    there = [(fake.alice, note)] if key != "daily:1" else []
    for channel in (fake.world.add_channel(fake.guild, "잡담"), fake.world.add_channel(guild, "도커")):
        crafted = fake.world.add_message(channel, fake.world.bot, {"content": "?", "components": note["components"]})
        there.append((fake.alice.at(channel), crafted))
    for person, message in there:
        button = message["components"][0]["components"][0]
        button["custom_id"] = button["custom_id"].replace("face:letter:daily:1", f"face:letter:{key}")
        shown = await (await person.click(message, CALL)).reply("여기서는 볼 수 없어요")
        assert shown["flags"] & EPHEMERAL
        fake.clock.advance(5.0)


async def forget(quiz: Quiz) -> None:
    await Personal(quiz.database).delete(quiz.fake.owner.id)


async def let_a_month_pass(quiz: Quiz) -> None:
    swept, _ = await Retention(quiz.database, Terms(), RealTime()).sweep(quiz.fake.clock.now() + timedelta(days=31))
    assert swept["outbox"] == 2  # the letter and its note


@pytest.mark.parametrize("go", [forget, let_a_month_pass])
async def test_what_is_not_kept_any_more_says_so(quiz: Quiz, go: Callable[[Quiz], Awaitable[None]]) -> None:
    note = await in_doubt(quiz)
    await go(quiz)
    await (await quiz.fake.alice.click(note, CALL)).reply("기간이 지났거나")


# -- never a second note


@pytest.mark.parametrize("when", Drop)
async def test_of_a_note_in_doubt_there_is_no_other(quiz: Quiz, when: Drop) -> None:
    await quiz.send_unheard(Drop.AFTER)
    await quiz.silence(when)
    await quiz.settled()
    assert len(quiz.letters()) == 1
    assert len(quiz.notes()) == (when is Drop.AFTER)


async def test_a_note_that_surely_did_not_arrive_comes_again(quiz: Quiz) -> None:
    await quiz.send_unheard(Drop.BEFORE)
    await quiz.silence(Drop.BEFORE, is_said_meanwhile=False)
    await quiz.settled()
    assert len(quiz.notes()) == 1


async def test_the_end_of_the_bot_between_any_two_steps_doubles_nothing(quiz: Quiz) -> None:
    fake = quiz.fake
    await quiz.start()
    for write in (quiz.write, None):  # what is cut short is the letter, then its note
        taken = fake.faults.drop("POST", SEND, Drop.AFTER)
        if write is not None:
            await write()
        await outlast(fake, lambda: taken.struck)  # noqa: B023 - it is waited for here
        await quiz.start_face.stop()
        fake.clock.advance(FORGOTTEN_SECONDS)
        quiz.speak()
        await quiz.start()
    await quiz.settled()
    assert (len(quiz.letters()), len(quiz.notes())) == (1, 1)
    await quiz.called(fake.alice, quiz.notes()[0])


async def test_a_note_keeps_the_quiet_of_its_letter(quiz: Quiz) -> None:
    now = quiz.fake.clock.now()
    letter = Letter("daily:1", Reply(WORDS), now, channel_id=5, guild_id=1, is_hushed=True)
    assert aside.note_on(letter, now).is_hushed
