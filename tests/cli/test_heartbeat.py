"""The heartbeat that a health check looks at."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from pathlib import Path

import pytest

from bot.cli.heartbeat import HEARTBEAT, HEARTBEAT_SECONDS, beat
from bot.core.clock import SystemClock
from bot.storage.database import Database
from bot.storage.memory import Memory
from tests.cli.test_commands import gorae


class Counted(SystemClock):
    """Sleeps for no time, and ends it all after some sleeps."""

    def __init__(self, beats: int) -> None:
        self.left = beats

    async def sleep(self, seconds: float) -> None:
        assert seconds == HEARTBEAT_SECONDS
        self.left -= 1
        if not self.left:
            raise asyncio.CancelledError


async def test_a_database_that_fails_once_stops_one_beat_and_not_those_after(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "gorae.db")
    beaten: list[bool] = []

    class Memorable(Memory):
        async def get(self, key: str) -> str | None:
            beaten.append((tmp_path / HEARTBEAT).exists())
            if len(beaten) < 3:
                raise (sqlite3.OperationalError("database is locked"), OSError("disk"))[len(beaten) - 1]
            return await super().get(key)

    with pytest.raises(asyncio.CancelledError):
        await beat(tmp_path, Memorable(database), Counted(4))
    assert beaten == [False, False, False, True]
    await database.close()


async def test_while_the_database_does_not_answer_there_is_no_beat(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "gorae.db")
    memory = Memory(database)
    await database.close()
    with pytest.raises(asyncio.CancelledError):
        await beat(tmp_path, memory, Counted(3))
    assert not (tmp_path / HEARTBEAT).exists()


def test_health_is_a_heartbeat_of_the_last_minute(tmp_path: Path) -> None:
    assert gorae(tmp_path, "health").returncode == 1
    (tmp_path / HEARTBEAT).touch()
    assert gorae(tmp_path, "health").returncode == 0
    long_ago = time.time() - 3 * HEARTBEAT_SECONDS
    os.utime(tmp_path / HEARTBEAT, (long_ago, long_ago))
    assert gorae(tmp_path, "health").returncode == 1
