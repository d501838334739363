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
    await outbox.begin(posted.id, NOON)
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
    await outbox.begin(posted.id, NOON)
    await outbox.later(posted.id, NOON + timedelta(minutes=5))
    assert await outbox.waiting(NOON) == ()
    (again,) = await outbox.waiting(NOON + timedelta(minutes=5))
    assert again.attempts == 1
    await outbox.give_up(again.id, "forbidden", NOON)
    assert await outbox.waiting(NOON + timedelta(days=1)) == ()


async def test_since_its_first_attempt_a_letter_may_have_been_heard_unless_none_can_have_been(
    database: Database,
) -> None:
    outbox = Outbox(database)
    await outbox.write(Letter("a", REPLY, NOON, user_id=7), NOON)

    async def unsure_since() -> datetime | None:
        (posted,) = await outbox.waiting(NOON + timedelta(hours=1))
        return posted.unsure_since

    (posted,) = await outbox.waiting(NOON)
    assert posted.unsure_since is None
    for minutes in (1, 2):
        await outbox.begin(posted.id, NOON + timedelta(minutes=minutes))
        await outbox.later(posted.id, NOON)
        assert await unsure_since() == NOON + timedelta(minutes=1)
    await outbox.later(posted.id, NOON, is_unheard=True)
    assert await unsure_since() is None
    await outbox.write(Letter("b", REPLY, NOON + timedelta(days=1), user_id=7, tried_in=5), NOON, unsure_since=NOON)
    (_, tried) = await outbox.waiting(NOON + timedelta(days=1))
    assert (tried.unsure_since, tried.letter.tried_in) == (NOON, 5)


async def test_a_letter_in_doubt_is_exchanged_for_its_note_once_and_called_for_in_its_channel(
    database: Database,
) -> None:
    outbox = Outbox(database)
    await outbox.write(Letter("daily:1", REPLY, NOON, channel_id=5, guild_id=1), NOON)
    (posted,) = await outbox.waiting(NOON)
    assert await outbox.called_for_in("daily:1", 5) is None, "it is under way"
    for words in ("안내", "둘째 안내"):
        await outbox.exchange(posted.id, Letter("note:daily:1", Reply(words), NOON, channel_id=5, guild_id=1), NOON)
    (note,) = await outbox.waiting(NOON)
    assert note.letter.reply == Reply("안내")
    for _ in range(2):
        assert await outbox.called_for_in("daily:1", 5) == REPLY
    assert await outbox.called_for_in("daily:1", 6) is None
    assert await outbox.called_for_in("note:daily:1", 5) is None
    assert await outbox.called_for("daily:1", 5) is None
    assert await outbox.given_up("daily:1") == ""


async def test_a_letter_that_arrived_meanwhile_is_not_exchanged(database: Database) -> None:
    outbox = Outbox(database)
    await outbox.write(Letter("daily:1", REPLY, NOON, channel_id=5), NOON)
    (posted,) = await outbox.waiting(NOON)
    await outbox.delivered(posted.id, 99, NOON)
    await outbox.exchange(posted.id, Letter("note:daily:1", REPLY, NOON, channel_id=5), NOON)
    assert await outbox.waiting(NOON) == ()


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
