"""A group that sent the bot away is forgotten after a month; what its members learned is theirs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.groups import GroupSettings
from bot.core.people import Member
from bot.rounds.departed import GRACE, DepartedRound
from bot.storage.audit import Audit
from bot.storage.database import Database
from bot.storage.groups import Groups
from bot.storage.learners import Learners
from bot.storage.personal import Personal
from bot.storage.questions import Questions

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
KIM = Member(7, "서연", guild_id=1, role_ids=frozenset({3}))
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "gorae.db")
    yield opened
    await opened.close()


async def filled(database: Database) -> Groups:
    groups = Groups(database)
    await Learners(database).seen(KIM, NOON)
    await groups.change(1, 7, NOON, {"with_gloss": False})
    await Audit(database).begin(KIM, "docker ps", NOON)
    await Questions(database).add(7, "도커가 뭐야?", "answer", 1.0, "01-docker/what", NOON)
    await groups.left(1, NOON)
    return groups


async def test_after_the_grace_the_groups_own_is_gone_and_the_learners_own_stays(database: Database) -> None:
    groups = await filled(database)
    await DepartedRound(groups)(NOON + GRACE)
    assert not (await groups.of(1)).with_gloss
    await DepartedRound(groups)(NOON + GRACE + MINUTE)
    assert await groups.of(1) == GroupSettings()
    assert await groups.members(1) == ()
    assert await groups.changes(1) == ()
    assert set(await Personal(database).count(7)) == {"learners", "questions"}
    await DepartedRound(groups)(NOON + GRACE + MINUTE)


@pytest.mark.parametrize("is_noticed_at_start", [True, False])
async def test_who_comes_back_in_time_finds_everything_as_it_was(database: Database, is_noticed_at_start: bool) -> None:
    groups = await filled(database)
    assert await groups.all() == {}
    assert await groups.memberships(7) == ()
    if is_noticed_at_start:
        await groups.present({1}, NOON)
    else:
        await groups.returned(1)
    await DepartedRound(groups)(NOON + GRACE + MINUTE)
    assert not (await groups.all())[1].with_gloss
    assert [(one.guild_id, one.role_ids) for one in await groups.memberships(7)] == [(1, frozenset({3}))]


async def test_the_first_day_of_absence_counts(database: Database) -> None:
    groups = await filled(database)
    await groups.present(set(), NOON + timedelta(days=20))
    assert await groups.forget_left_before(NOON + MINUTE) == (1,)


async def test_an_undone_change_is_a_change_of_this_group_alone(database: Database) -> None:
    groups = await filled(database)
    (change,) = await groups.changes(1)
    assert await groups.undo(2, 7, NOON, change.id) is None
    assert (await groups.undo(1, 8, NOON, change.id)) == GroupSettings()
    assert [(one.user_id, one.undoes) for one in await groups.changes(1)] == [(8, change.id), (7, None)]
