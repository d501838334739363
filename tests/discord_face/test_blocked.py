"""What never reaches a desk is refused by the same gate: pages, sharing, what was set aside, and forms."""

from __future__ import annotations

import sqlite3

import pytest

from bot.core.letters import Letter
from bot.core.people import Member
from bot.core.reply import Choice, Code, Reply, Visibility
from bot.faces.discord.aside import CALL, LETTER, kept
from bot.faces.discord.limits import DOUBLE_PRESS_SECONDS
from bot.storage.groups import Membership
from bot.storage.outbox import Outbox
from tests.discord_face.admins import House
from tests.fake_discord import Person
from tests.fake_discord.models import Json

REFUSAL = "이야기할 수 없게"
LINES = [f"{number:03}번째 줄이 나왔어요." for number in range(500)]
PAGE, SHARED, SECRET, TO_ALL = "000번째 줄", "님이 공유했어요", "비밀이에요", "오늘의 퀴즈"
BUTTONS = {"처음": PAGE, "공유하기": SHARED, "답 보기": SECRET, "글 보기": TO_ALL}
"""What the face does by itself, and the words that show that it did."""
IN_DIRECT_MESSAGES = ("처음", "답 보기", "글 보기")
ASKS = Choice("물어보기", "ask:form:0")


async def answered(house: House, person: Person, *, is_hers: bool = True) -> Json:
    """Return a private answer to a person that has every button the face answers by itself, and one with a form."""
    outbox, now, channel_id = Outbox(house.database), house.fake.clock.now(), int(person.channel["id"])
    key = f"{person.id}-{channel_id}"
    await outbox.set_aside(Letter(kept(key), Reply(SECRET), now, user_id=person.id), now)
    await outbox.set_aside(Letter(f"daily:{key}", Reply(TO_ALL), now, channel_id=channel_id), now)
    calls = (Choice("답 보기", f"{CALL}{key}"), Choice("글 보기", f"{LETTER}daily:{key}"))
    house.learning.along = Reply(code=Code("\n".join(LINES), "ansi"), choices=(*calls, ASKS))
    where = {"visibility": Visibility.PERSONAL} if is_hers else {}
    return await (await person.slash("ask", {"question": "도커", **where})).reply("[ask]")


async def block(house: House, *people: Person) -> None:
    blocked = tuple(person.id for person in people)
    await house.groups.change(house.guild_id, 1, house.fake.clock.now(), {"blocked": blocked})


async def press(house: House, person: Person, message: Json, label: str, words: str) -> None:
    """Press a button as one who waited a moment; the answer has these words."""
    house.fake.clock.advance(DOUBLE_PRESS_SECONDS)
    pressed = await person.click(message, label)
    await house.fake.until(lambda: any(words in one["content"] for one in (message, *pressed.shown)))
    if words == REFUSAL:
        assert [words in one["content"] for one in pressed.shown] == [True]
        assert pressed.is_ephemeral


@pytest.mark.parametrize("label", BUTTONS)
async def test_who_is_blocked_in_a_guild_is_refused_until_unblocked(house: House, label: str) -> None:
    alice = house.fake.alice
    message = await answered(house, alice)
    before, shown = message["content"], len(house.fake.messages_in(house.fake.channel))
    await block(house, alice)
    await press(house, alice, message, label, REFUSAL)
    assert message["content"] == before
    assert len(house.fake.messages_in(house.fake.channel)) == shown
    await block(house)
    await press(house, alice, message, label, BUTTONS[label])


@pytest.mark.parametrize("label", IN_DIRECT_MESSAGES)
async def test_who_is_blocked_in_every_guild_they_spoke_in_is_refused_in_direct_messages_too(
    house: House, label: str
) -> None:
    await (await house.fake.alice.slash("ask", {"question": "도커"})).reply("[ask]")
    alice = house.fake.alice.in_dm
    message = await answered(house, alice)
    before = message["content"]
    await block(house, alice)
    await press(house, alice, message, label, REFUSAL)
    assert message["content"] == before
    await block(house)
    await press(house, alice, message, label, BUTTONS[label])


@pytest.mark.parametrize("label", IN_DIRECT_MESSAGES)
async def test_who_is_blocked_in_one_guild_and_welcome_in_another_is_served_in_direct_messages(
    house: House, label: str
) -> None:
    await (await house.fake.alice.slash("ask", {"question": "도커"})).reply("[ask]")
    welcome = Member(house.fake.alice.id, "앨리스", guild_id=house.guild_id + 1, channel_id=1)
    async for _ in house.talk.do(welcome, "ask", {"question": "도커"}):
        pass
    message = await answered(house, house.fake.alice.in_dm)
    await block(house, house.fake.alice)
    await press(house, house.fake.alice.in_dm, message, label, BUTTONS[label])


@pytest.mark.parametrize("label", BUTTONS)
async def test_who_manages_the_guild_is_refused_nothing_there(house: House, label: str) -> None:
    message = await answered(house, house.fake.owner)
    await block(house, house.fake.owner)
    await press(house, house.fake.owner, message, label, BUTTONS[label])


async def test_who_is_blocked_is_asked_for_nothing_in_a_form(house: House) -> None:
    alice = house.fake.alice
    message = await answered(house, alice)
    await block(house, alice)
    await press(house, alice, message, ASKS.label, REFUSAL)
    await block(house)
    assert (await (await alice.click(message, ASKS.label)).form())["title"] == house.learning.asks.title


async def test_a_page_that_everyone_may_turn_is_not_for_who_is_blocked(house: House) -> None:
    alice, bob = house.fake.alice, house.fake.join("밥")
    message = await answered(house, alice, is_hers=False)
    await block(house, bob)
    await press(house, bob, message, "처음", REFUSAL)
    await press(house, alice, message, "처음", PAGE)


async def test_what_nobody_can_judge_is_not_done_and_said_so(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    message = await answered(house, house.fake.alice.in_dm)
    before = message["content"]

    async def broken(_user_id: int) -> tuple[Membership, ...]:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(house.groups, "memberships", broken)
    await press(house, house.fake.alice.in_dm, message, "처음", "제가 실수했어요")
    assert message["content"] == before
