from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.core.groups import GroupSettings
from bot.core.people import Member
from bot.storage.database import Database
from bot.storage.groups import Groups
from bot.storage.learners import Learners
from bot.storage.personal import Personal

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "gorae.db")
    yield opened
    await opened.close()


async def test_a_group_nobody_set_anything_in_has_the_defaults(database: Database) -> None:
    groups = Groups(database, GroupSettings(time_zone="Europe/Berlin"))
    assert await groups.of(1) == await groups.of(None) == GroupSettings(time_zone="Europe/Berlin")


async def test_a_change_is_kept_with_who_when_and_what_was_before(database: Database) -> None:
    groups = Groups(database)
    await groups.change(1, 7, NOON, {"daily_at": time(20, 30), "study_channels": (5, 6), "with_gloss": True})
    assert (await groups.of(1)).daily_at == time(20, 30)
    assert (await groups.of(1)).study_channels == (5, 6)
    assert await groups.of(2) == GroupSettings()
    changes = await groups.changes(1)
    assert {(change.name, change.user_id, change.at) for change in changes} == {
        ("daily_at", 7, NOON),
        ("study_channels", 7, NOON),
    }
    assert {change.name: change.before for change in changes} == {"daily_at": "09:00:00", "study_channels": []}


async def test_a_value_of_the_wrong_shape_changes_nothing(database: Database) -> None:
    groups = Groups(database)
    with pytest.raises(ValidationError):
        await groups.change(1, 7, NOON, {"question_seconds": "soon"})
    assert await groups.of(1) == GroupSettings()
    assert await groups.changes(1) == ()


async def test_a_default_that_changes_later_reaches_groups_that_did_not_set_it(database: Database) -> None:
    await Groups(database).change(1, 7, NOON, {"with_gloss": False})
    later = await Groups(database, GroupSettings(retention=0.8)).of(1)
    assert (later.retention, later.with_gloss) == (0.8, False)


async def test_whoever_speaks_in_a_group_belongs_to_it_and_a_deletion_leaves_changes_without_a_name(
    database: Database,
) -> None:
    await Learners(database).seen(Member(7, "서연", guild_id=1), NOON)
    await Learners(database).seen(Member(8, "민준"), NOON)
    groups = Groups(database)
    assert [(one.user_id, one.name) for one in await groups.members(1)] == [(7, "서연")]
    await groups.change(1, 7, NOON, {"with_gloss": False})
    await Personal(database).delete(7)
    assert await groups.members(1) == ()
    assert [change.user_id for change in await groups.changes(1)] == [0]


@pytest.mark.parametrize(("hour", "is_quiet"), [(12, False), (13, True), (20, True), (22, True), (23, False)], ids=str)
def test_quiet_hours_are_those_of_the_groups_own_time_over_midnight(hour: int, is_quiet: bool) -> None:
    seoul = GroupSettings(quiet_from=time(22), quiet_to=time(8))
    assert seoul.is_quiet(datetime(2026, 3, 2, hour, 30, tzinfo=UTC)) is is_quiet
    assert not GroupSettings(quiet_from=None).is_quiet(datetime(2026, 3, 2, 20, tzinfo=UTC))
