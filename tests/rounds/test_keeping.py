from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.core.clock import SystemClock
from bot.core.errors import GoraeError
from bot.rounds.keeping import BackupRound, SweepRound, backups_of, keeping_rounds
from bot.settings import Settings
from bot.storage.backup import newest_backup
from bot.storage.database import Database
from bot.storage.memory import Memory
from bot.storage.offsite import Backups, Store
from bot.storage.retention import Retention, Terms

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "gorae.db")
    yield opened
    await opened.close()


async def test_a_backup_is_made_when_the_newest_is_old_enough_also_after_a_restart(
    database: Database, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"

    def started() -> BackupRound:
        return BackupRound(lambda now: Backups(folder).make(database.path, now), folder, DAY)

    round_ = started()
    for at in (NOON, NOON + DAY / 2, NOON + DAY - timedelta(minutes=1)):
        await round_(at)
    assert newest_backup(folder) == NOON
    await started()(NOON + DAY)
    assert newest_backup(folder) == NOON + DAY
    await started()(NOON + 9 * DAY)  # a long downtime is caught up once
    assert len(list(folder.iterdir())) == 3


async def test_a_clock_set_back_does_not_stop_backups(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    round_ = BackupRound(lambda now: Backups(folder).make(database.path, now), folder, DAY)
    await round_(NOON + 300 * DAY)
    await round_(NOON)
    assert len(list(folder.iterdir())) == 2


async def test_a_backup_that_fails_is_tried_again_an_hour_later(tmp_path: Path) -> None:
    tried = []

    def fail(now: datetime) -> Path:
        tried.append(now)
        raise GoraeError("backup-failed", {"folder": "x"})

    round_ = BackupRound(fail, tmp_path, DAY)
    for minutes in (0, 1, 59, 60):
        await round_(NOON + timedelta(minutes=minutes))
    assert tried == [NOON, NOON + timedelta(hours=1)]


NOWHERE = Store("http://127.0.0.1:9", "study", "", SecretStr("key"), SecretStr("secret"))


@pytest.mark.parametrize(
    "broken", [Backups(Path(), keep=3, store=NOWHERE), Backups(Path(), keep=3, recipient="age1nonsense")]
)
async def test_a_copy_that_could_not_be_sent_or_sealed_is_not_taken_for_a_backup_and_costs_no_earlier_one(
    database: Database, tmp_path: Path, broken: Backups
) -> None:
    folder = tmp_path / "backups"
    whole = [Backups(folder).make(database.path, NOON - DAY * days) for days in (3, 2, 1)]
    broken = replace(broken, folder=folder)
    tried: list[datetime] = []

    def make(now: datetime) -> Path:
        tried.append(now)
        return broken.make(database.path, now)

    round_ = BackupRound(make, folder, DAY)
    for minutes in (0, 1, 59, 60, 61, 120):
        await round_(NOON + timedelta(minutes=minutes))
    assert tried == [NOON + timedelta(hours=hours) for hours in (0, 1, 2)]
    assert newest_backup(folder) == NOON - DAY
    assert sorted(path.name for path in folder.iterdir()) == [
        *sorted(path.name for path in whole),
        "unfinished-gorae-20260302T140000Z.db",
    ]
    await BackupRound(lambda now: Backups(folder).make(database.path, now), folder, DAY)(NOON + timedelta(hours=3))
    assert newest_backup(folder) == NOON + timedelta(hours=3)
    assert not list(folder.glob("unfinished-*"))


async def test_old_things_are_swept_once_a_day(database: Database) -> None:
    swept: list[datetime] = []

    class Watched(Retention):
        async def sweep(self, now: datetime) -> tuple[dict[str, int], bool]:
            swept.append(now)
            return {}, len(swept) > 1

    round_ = SweepRound(Watched(database, Terms(), SystemClock()), Memory(database))
    for minutes in (0, 1, 2, 3):
        await round_(NOON + timedelta(minutes=minutes))
    assert len(swept) == 2  # the first did not get through everything
    await round_(NOON + DAY)
    assert len(swept) == 3


async def test_no_backups_are_made_where_the_operator_makes_their_own(database: Database) -> None:
    rounds = keeping_rounds(Settings(backup_hours=0), database, SystemClock())
    assert [one.name for one in rounds] == ["sweep"]


def test_a_bucket_and_its_folder_are_read_from_one_setting() -> None:
    store = backups_of(Settings(backup_s3="s3://study/gorae/db", s3_region="ap-northeast-2")).store
    assert store is not None
    assert (store.bucket, store.prefix, store.endpoint) == (
        "study",
        "gorae/db/",
        "https://s3.ap-northeast-2.amazonaws.com",
    )
