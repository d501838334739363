"""Letters of the outbox, on real SQLite and the fake Discord."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.letters import Letter
from bot.core.reply import Choice, Reply
from bot.faces.discord.postman import LOOK_SECONDS, WORTH_TELLING
from bot.storage.outbox import Outbox
from tests.discord_face.routes import SEND
from tests.discord_face.script import Held, Script
from tests.discord_face.starting import FaceStarter
from tests.discord_face.waiting import let_pass, outlast
from tests.fake_discord import Drop, FakeDiscord
from tests.fake_discord.models import Permission


class Addressed:
    """Writes letters to the fake's channel and to Alice."""

    def __init__(self, fake: FakeDiscord, outbox: Outbox) -> None:
        self._fake = fake
        self._outbox = outbox

    async def to_channel(self, key: str = "a", words: str = "오늘의 문제예요") -> None:
        channel, now = self._fake.channel, self._fake.clock.now()
        reply = Reply(words, choices=(Choice("1번", "quiz:start:1"),))
        letter = Letter(key, reply, now, channel_id=int(channel["id"]), guild_id=int(channel["guild_id"]))
        await self._outbox.write(letter, now)

    async def to_alice(self, key: str = "b", words: str = "복습할 카드가 있어요") -> None:
        now = self._fake.clock.now()
        await self._outbox.write(Letter(key, Reply(words), now, user_id=int(self._fake.alice.id)), now)

    async def waiting(self) -> int:
        return len(await self._outbox.waiting(self._fake.clock.now() + timedelta(days=9)))


@pytest.fixture
def address(fake_discord: FakeDiscord, outbox: Outbox) -> Addressed:
    return Addressed(fake_discord, outbox)


async def settled(fake: FakeDiscord, address: Addressed, *, seconds: float = LOOK_SECONDS) -> None:
    """Let the postman make its rounds until nothing waits."""
    for _ in range(60):
        if not await address.waiting():
            return
        await let_pass(fake, seconds)
    raise AssertionError(fake.log.transcript())


def contents(fake: FakeDiscord) -> list[str]:
    return sorted(message["content"] for message in fake.world.messages.values() if message["author"].get("bot"))


async def test_letters_reach_a_channel_and_a_person(
    fake_discord: FakeDiscord, start_face: FaceStarter, outbox: Outbox, address: Addressed
) -> None:
    await address.to_channel()
    await address.to_alice()
    await start_face(Script())
    await settled(fake_discord, address)
    assert contents(fake_discord) == ["복습할 카드가 있어요", "오늘의 문제예요"]
    (message,) = fake_discord.from_bot(fake_discord.channel)
    assert await outbox.message_of("a") == int(message["id"])


async def test_anyone_may_press_a_button_of_a_letter_to_a_channel(
    fake_discord: FakeDiscord, start_face: FaceStarter, address: Addressed
) -> None:
    await address.to_channel()
    await start_face(Script())
    await settled(fake_discord, address)
    (message,) = fake_discord.from_bot(fake_discord.channel)
    for person in (fake_discord.alice, fake_discord.join("민준")):
        pressed = await person.click(message, "1번")
        await pressed.reply("[quiz:start:1]")


@pytest.mark.parametrize("when", Drop)
@pytest.mark.parametrize("times", [1, 7])
async def test_a_send_that_is_cut_short_arrives_once(
    fake_discord: FakeDiscord, start_face: FaceStarter, address: Addressed, when: Drop, times: int
) -> None:
    for _ in range(times):
        fake_discord.faults.drop("POST", SEND, when)
    await address.to_channel()
    await start_face(Script())
    await settled(fake_discord, address)
    await start_face.stop()
    assert contents(fake_discord) == ["오늘의 문제예요"]


async def test_a_letter_that_arrived_before_the_program_was_killed_is_found_in_the_channel(
    fake_discord: FakeDiscord, start_face: FaceStarter, outbox: Outbox, address: Addressed
) -> None:
    await address.to_channel()
    async with outbox._database.transaction() as connection:
        (written,) = await (await connection.execute("SELECT reply FROM outbox")).fetchall()
    await start_face(Script())
    await settled(fake_discord, address)
    await start_face.stop()
    async with outbox._database.transaction() as connection:  # as if killed before it was settled
        await connection.execute("UPDATE outbox SET settled_at = NULL, message_id = NULL, reply = ?", tuple(written))
    fake_discord.world.nonces.clear()  # long enough ago for Discord to have forgotten
    await start_face(Script())
    await settled(fake_discord, address)
    assert contents(fake_discord) == ["오늘의 문제예요"]
    (message,) = fake_discord.from_bot(fake_discord.channel)
    assert await outbox.message_of("a") == int(message["id"])


async def test_ten_minutes_without_discord_lose_nothing(
    fake_discord: FakeDiscord, start_face: FaceStarter, address: Addressed
) -> None:
    await start_face(Script())
    fault = fake_discord.faults.drop("POST", SEND, Drop.BEFORE, times=1000)
    await address.to_channel()
    since = fake_discord.clock.monotonic()
    for _ in range(120):
        await let_pass(fake_discord, LOOK_SECONDS)
    assert fake_discord.clock.monotonic() - since >= 600
    assert fault.struck > 5  # more than one round of tries
    assert await address.waiting() == 1
    assert contents(fake_discord) == []
    fake_discord.faults.waiting.clear()
    await settled(fake_discord, address, seconds=60.0)
    assert contents(fake_discord) == ["오늘의 문제예요"]


async def test_closed_direct_messages_and_a_forbidden_channel_are_given_up_and_keep_no_other_letter(
    fake_discord: FakeDiscord, start_face: FaceStarter, address: Addressed
) -> None:
    fake_discord.world.closed_dms.add(str(fake_discord.alice.id))
    fake_discord.world.bot_denied[fake_discord.channel["id"]] = Permission.SEND_MESSAGES
    await address.to_alice()
    await address.to_channel()
    await start_face(Script())
    await settled(fake_discord, address)
    assert contents(fake_discord) == []


async def test_news_that_is_days_old_is_not_sent_any_more(
    fake_discord: FakeDiscord, start_face: FaceStarter, outbox: Outbox, address: Addressed
) -> None:
    await address.to_channel()
    (posted,) = await outbox.waiting(fake_discord.clock.now())
    await outbox.begin(posted.id, fake_discord.clock.now())
    fake_discord.clock.advance((WORTH_TELLING + timedelta(minutes=1)).total_seconds())
    await start_face(Script())
    await settled(fake_discord, address)
    assert contents(fake_discord) == []


@pytest.mark.parametrize("when", Drop)
async def test_an_answer_that_found_no_place_comes_when_discord_is_back(
    fake_discord: FakeDiscord, start_face: FaceStarter, address: Addressed, when: Drop
) -> None:
    held = Held()
    await start_face(Script({"run": held}))
    ran = await fake_discord.alice.slash("run", {"command": "docker pull nginx"})
    held.say(Reply("받는 중"))
    await ran.reply("받는 중")
    for method, path in (("PATCH", "/@original$"), ("POST", SEND), ("POST", "^/users/@me/channels$")):
        fake_discord.faults.drop(method, path, Drop.BEFORE, times=1000)
    held.say(Reply("다 받았어요"))
    held.end()
    await held.closed.wait()
    while not await address.waiting():
        await let_pass(fake_discord, LOOK_SECONDS)
    for _ in range(120):  # ten minutes
        await let_pass(fake_discord, LOOK_SECONDS)
    assert await address.waiting() == 1
    fake_discord.faults.waiting.clear()
    fake_discord.faults.drop("POST", SEND, when)
    await settled(fake_discord, address, seconds=60.0)
    (told,) = fake_discord.from_bot(fake_discord.alice.in_dm.channel)
    assert told["content"].startswith(f"다 받았어요\n-# <#{fake_discord.channel['id']}>")
    assert "이제야 보내요" in told["content"]


async def test_where_no_history_may_be_read_discord_s_own_word_tells_that_a_letter_arrived(
    fake_discord: FakeDiscord, start_face: FaceStarter, address: Addressed
) -> None:
    fake_discord.world.bot_denied[fake_discord.channel["id"]] = Permission.READ_MESSAGE_HISTORY
    fault = fake_discord.faults.drop("POST", SEND, Drop.AFTER, times=5)
    await address.to_channel()
    await start_face(Script())
    await outlast(fake_discord, lambda: fault.struck == 5)
    fake_discord.world.nonces.clear()  # Discord forgets them after some minutes
    over = fake_discord.clock.monotonic() + 60.0
    await outlast(fake_discord, lambda: fake_discord.clock.monotonic() > over)
    assert contents(fake_discord) == ["오늘의 문제예요"]
    assert not await address.waiting()


async def test_a_letter_is_not_taken_for_a_deleted_one_whose_number_it_has(
    fake_discord: FakeDiscord, start_face: FaceStarter, outbox: Outbox, address: Addressed
) -> None:
    await address.to_alice("a", "첫째")
    await start_face(Script())
    await settled(fake_discord, address)
    async with outbox._database.transaction() as connection:
        await connection.execute("DELETE FROM outbox")
    fake_discord.clock.advance(1.0)
    await address.to_alice("b", "둘째")
    await settled(fake_discord, address)
    assert contents(fake_discord) == ["둘째", "첫째"]


@pytest.mark.parametrize("buttons", [(), (Choice("답 보기", "face:answer:{}"),)])
async def test_letters_of_the_same_words_arrive_each(
    fake_discord: FakeDiscord, start_face: FaceStarter, outbox: Outbox, address: Addressed, buttons: tuple[Choice, ...]
) -> None:
    now = fake_discord.clock.now()
    for number in range(2):  # begun before: the postman looks whether they have arrived
        choices = tuple(replace(one, action=one.action.format(number)) for one in buttons)
        letter = Letter(f"answer:{number}", Reply("멈췄어요", choices=choices), now, user_id=fake_discord.alice.id)
        await outbox.write(letter, now, unsure_since=now)
    await start_face(Script())
    await settled(fake_discord, address)
    assert contents(fake_discord) == ["멈췄어요"] * 2


async def test_what_a_person_removed_does_not_come_back(
    fake_discord: FakeDiscord, start_face: FaceStarter, address: Addressed
) -> None:
    held = Held()
    await start_face(Script({"run": held}))
    ran = await fake_discord.alice.slash("run", {"command": "docker ps"})
    held.say(Reply("1"))
    await fake_discord.alice.delete_message(await ran.reply("1"))
    held.say(Reply("2"))
    held.end()
    await held.closed.wait()
    await let_pass(fake_discord, LOOK_SECONDS)
    await start_face.stop()
    assert not await address.waiting()
