"""Fixtures of learning together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.database import Database
from tests.fakes.clock import FakeClock
from tests.together.club import Club


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A real file that need not outlive the test."""
    database = await Database.open(tmp_path / "gorae.db")
    await database._writer.execute("PRAGMA synchronous = OFF")
    yield database
    await database.close()


@pytest.fixture
def clock() -> FakeClock:
    """Monday, 2 March 2026, noon in Seoul."""
    return FakeClock()


@pytest.fixture
def club(database: Database, clock: FakeClock) -> Club:
    """A group in Seoul."""
    return Club(database, clock)
