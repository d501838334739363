from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.groups import GroupSettings
from bot.core.letters import Letter
from bot.core.reply import Reply
from bot.rounds.hush import Hushed
from bot.storage.database import Database
from bot.storage.groups import Groups
from bot.storage.outbox import Outbox

NIGHT = datetime(2026, 3, 2, 14, tzinfo=UTC)  # 23:00 in Seoul
MORNING = datetime(2026, 3, 2, 23, tzinfo=UTC)  # 08:00


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "gorae.db")
    yield opened
    await opened.close()


async def test_a_hushed_letter_waits_for_the_morning_and_what_was_asked_for_does_not(database: Database) -> None:
    outbox = Outbox(database)
    post = Hushed(outbox, Groups(database))
    for key, is_hushed in (("reminder:7:x", True), ("answer:1", False)):
        await post.write(Letter(key, Reply("말"), NIGHT, user_id=7, is_hushed=is_hushed), NIGHT)
    assert [posted.letter.key for posted in await post.waiting(NIGHT)] == ["answer:1"]
    assert await outbox.waiting(MORNING - timedelta(seconds=1)) == await post.waiting(NIGHT)
    keys = {posted.letter.key for posted in await post.waiting(MORNING)}
    assert keys == {"reminder:7:x", "answer:1"}


async def test_many_hushed_letters_keep_no_other_from_its_turn(database: Database) -> None:
    post = Hushed(Outbox(database), Groups(database))
    for number in range(30):
        await post.write(Letter(f"reminder:{number}:x", Reply("말"), NIGHT, user_id=7, is_hushed=True), NIGHT)
    await post.write(Letter("answer:1", Reply("말"), NIGHT, user_id=7), NIGHT)
    seen = [posted.letter.key for _ in range(2) for posted in await post.waiting(NIGHT)]
    assert "answer:1" in seen


async def test_the_hours_are_those_of_the_letter_s_group(database: Database) -> None:
    groups = Groups(database)
    await groups.change(1, 7, NIGHT, {"time_zone": "America/New_York"})
    post = Hushed(Outbox(database), groups)
    await post.write(Letter("daily:1", Reply("말"), NIGHT, channel_id=5, guild_id=1, is_hushed=True), NIGHT)
    assert len(await post.waiting(NIGHT)) == 1


@given(
    st.sampled_from(["Asia/Seoul", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]),
    st.times(),
    st.times(),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001 - UTC is put on below
)
def test_quiet_hours_end_within_a_day_and_it_is_not_quiet_then(zone: str, begin: time, end: time, at: datetime) -> None:
    settings = GroupSettings(
        time_zone=zone, quiet_from=begin.replace(microsecond=0), quiet_to=end.replace(microsecond=0)
    )
    now = at.replace(tzinfo=UTC)
    if not settings.is_quiet(now):
        return
    until = settings.quiet_until(now)
    assert now < until <= now + timedelta(hours=26)
    assert not settings.is_quiet(until)
