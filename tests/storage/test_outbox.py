from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.letters import Letter
from bot.core.reply import Attachment, Choice, Code, Emphasis, Menu, MenuOption, Picture, Reply, Visibility
from bot.storage.database import Database
from bot.storage.outbox import Outbox, put

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
REPLY = Reply(
    "오늘의 문제예요",
    Code("docker ps", "bash"),
    note="1강",
    picture=Picture(b"\x89PNG\x00\xff", "a.png", "그림"),
    choices=(Choice("1번", "daily:answer:1", Emphasis.PRIMARY),),
    menus=(Menu("daily:menu", (MenuOption("가", "a"),)),),
    file=Attachment("a.txt", b"\x00\x01"),
    visibility=Visibility.PERSONAL,
)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "gorae.db")
    yield opened
    await opened.close()


async def test_a_letter_comes_out_as_it_went_in_when_its_time_has_come(database: Database) -> None:
    outbox = Outbox(database)
    letter = Letter("daily:1", REPLY, NOON + timedelta(minutes=1), channel_id=5, guild_id=1)
    assert await outbox.write(letter, NOON)
    assert await outbox.waiting(NOON) == ()
    (posted,) = await outbox.waiting(NOON + timedelta(minutes=1))
    assert posted.letter == letter


async def test_the_same_key_is_written_once_even_after_it_was_delivered(database: Database) -> None:
    outbox = Outbox(database)
    letter = Letter("daily:1", REPLY, NOON, user_id=7)
    assert await outbox.write(letter, NOON)
    (posted,) = await outbox.waiting(NOON)
    await outbox.begin(posted.id)
    await outbox.delivered(posted.id, 99, NOON)
    assert not await outbox.write(letter, NOON)
    assert await outbox.waiting(NOON) == ()
    assert await outbox.message_of("daily:1") == 99


async def test_a_letter_that_failed_waits_until_its_next_turn_and_one_given_up_never_comes_again(
    database: Database,
) -> None:
    outbox = Outbox(database)
    await outbox.write(Letter("a", REPLY, NOON, user_id=7), NOON)
    (posted,) = await outbox.waiting(NOON)
    await outbox.begin(posted.id)
    await outbox.later(posted.id, NOON + timedelta(minutes=5))
    assert await outbox.waiting(NOON) == ()
    (again,) = await outbox.waiting(NOON + timedelta(minutes=5))
    assert again.attempts == 1
    await outbox.give_up(again.id, "forbidden", NOON)
    assert await outbox.waiting(NOON + timedelta(days=1)) == ()


async def test_a_letter_goes_with_the_fact_it_tells_of_or_not_at_all(database: Database) -> None:
    async def half() -> None:
        async with database.transaction() as connection:
            await put(connection, Letter("a", REPLY, NOON, user_id=7), NOON)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await half()
    assert await Outbox(database).waiting(NOON) == ()


async def test_what_is_set_aside_is_never_sent_and_comes_out_for_its_reader_until_it_was_seen(
    database: Database,
) -> None:
    outbox = Outbox(database)
    await outbox.set_aside(Letter("aside:1", REPLY, NOON, user_id=7), NOON)
    await outbox.set_aside(Letter("aside:1", Reply("나중"), NOON, user_id=7), NOON)  # the first holds
    assert await outbox.waiting(NOON + timedelta(days=9)) == ()
    assert await outbox.called_for("aside:1", 8) is None
    assert await outbox.called_for("aside:1", 7) == REPLY
    await outbox.forget("aside:1", 8)
    assert await outbox.called_for("aside:1", 7) == REPLY
    await outbox.forget("aside:1", 7)
    assert await outbox.called_for("aside:1", 7) is None


async def test_a_letter_that_is_under_way_cannot_be_called_for(database: Database) -> None:
    outbox = Outbox(database)
    await outbox.write(Letter("answer:1", REPLY, NOON, user_id=7), NOON)
    assert await outbox.called_for("answer:1", 7) is None
