"""A private answer after a thinking state that all saw: never lost, never doubled, never for all to see."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.core.reply import Attachment, Code, Picture, Reply, Visibility
from bot.storage.database import Database
from bot.storage.outbox import Outbox
from bot.storage.personal import Personal
from tests.discord_face.script import Held, Script
from tests.discord_face.starting import FaceStarter
from tests.discord_face.waiting import let_pass_until
from tests.fake_discord import Drop, FakeDiscord, Interaction, Late, Outcome, Person
from tests.fake_discord.errors import ApiError, rate_limited
from tests.fake_discord.models import EPHEMERAL, Json, Permission
from tests.fake_discord.rest import Call

CALLBACK = r"^/interactions/"
ORIGINAL = r"^/webhooks/.*/@original$"
APART = r"^/webhooks/[^/]+/[^/]+$"
MESSAGE = r"^/channels/\d+/messages/\d+$"
SECRET = "비밀이에요"
SECRETLY = Reply(SECRET, visibility=Visibility.PERSONAL)
CALL = "답 보기"

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


class Asked:
    """Alice has asked, all see that her answer is thought about, and it will be for her alone."""

    def __init__(self, fake: FakeDiscord, start_face: FaceStarter, outbox: Outbox, database: Database) -> None:
        self.fake = fake
        self.start_face = start_face
        self.outbox = outbox
        self.database = database
        self.held = Held()
        self.presses: list[Interaction] = []

    async def begin(self, person: Person | None = None) -> Interaction:
        await self.start_face(Script({"run": self.held}))
        self.ran = await (person or self.fake.alice).slash("run", {"command": "docker ps"})
        await self.fake.clock.wait_for_sleepers(within=0.5)
        self.fake.clock.advance(0.5)
        await self.until(lambda: self.ran.callback == 5)
        return self.ran

    async def until(self, holds: Callable[[], object]) -> None:
        await let_pass_until(self.fake, holds, within=2.5)

    async def answer(self, reply: Reply = SECRETLY) -> None:
        self.held.say(reply)
        self.held.end()
        await self.until(lambda: not self._is_under_way())

    def _is_under_way(self) -> bool:
        """Whether it is neither shown with nothing else around it, nor to be called for."""
        return not self.notes() and not (self.seen() and not self.to_all())

    def seen(self) -> list[str]:
        """Return what Alice has before her, whatever way it came."""
        shown = [message for it in (self.ran, *self.presses) for message in it.shown if message["flags"] & EPHEMERAL]
        direct = self.fake.from_bot(self.fake.alice.in_dm.channel)
        return [message["content"] for message in (*shown, *direct)]

    def to_all(self) -> list[Json]:
        return [one for one in self.fake.from_bot(self.fake.channel) if one["content"]]

    def notes(self) -> list[Json]:
        return [message for message in self.to_all() if message["components"]]

    async def call(self) -> Interaction:
        """Press the note's button, and wait for what comes of it."""
        (note,) = self.notes()
        pressed = await self.fake.alice.click(note, CALL)
        self.presses.append(pressed)
        await self.until(lambda: pressed.shown)
        return pressed


@pytest.fixture
async def asked(fake_discord: FakeDiscord, start_face: FaceStarter, tmp_path: Path) -> AsyncIterator[Asked]:
    database = await Database.open(tmp_path / "gorae.db")
    start_face.post = outbox = Outbox(database)
    yield Asked(fake_discord, start_face, outbox, database)
    await start_face.stop()
    await database.close()


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


# -- what was set aside


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
    await asked.until(lambda: asked.fake.from_bot(alice.channel))
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


async def test_words_that_the_end_of_the_bot_cuts_off_come_after_it(asked: Asked) -> None:
    await asked.begin()
    asked.fake.faults.drop("PATCH", ORIGINAL, Drop.BEFORE, times=1000)
    asked.held.say(Reply("반쯤"))
    await asked.start_face.stop()
    await asked.start_face(Script())
    alice = asked.fake.alice.in_dm
    await asked.until(lambda: asked.fake.from_bot(alice.channel))
    (letter,) = asked.fake.from_bot(alice.channel)
    assert "다시 시작하고 있어서 여기서 멈췄어요" in letter["content"]


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
