"""Fixtures of quizzes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.database import Database
from tests.fakes.clock import FakeClock
from tests.quiz.table import Table


@pytest.fixture
async def table(tmp_path: Path) -> AsyncIterator[Table]:
    """Return a quiz service over a real file."""
    database = await Database.open(tmp_path / "gorae.db")
    yield Table(database, FakeClock())
    await database.close()
