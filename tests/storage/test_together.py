"""What a group did, as it is read from the database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.storage.database import Database
from bot.storage.together import GroupDeeds

GUILD, SEOUL, NOW = 7, ZoneInfo("Asia/Seoul"), datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "gorae.db")
    yield opened
    await opened.close()


async def test_a_ranking_is_read_while_something_else_is_being_read(database: Database) -> None:
    deeds, week_ago = GroupDeeds(database), NOW - timedelta(days=7)
    for _ in range(2):
        other = await database.read().execute("SELECT 1 UNION ALL SELECT 2")
        assert await deeds.of(GUILD, SEOUL, week_ago, NOW) == ()
        assert await deeds.days(GUILD, SEOUL, week_ago, NOW) == {}
        assert len(list(await other.fetchall())) == 2
