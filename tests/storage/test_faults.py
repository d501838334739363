"""A disk that is full, read-only, locked or broken: a readable word, and nothing acknowledged is lost."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.errors import ConfigurationError, GoraeError
from bot.render.messages import render_error
from bot.storage import database as storage
from bot.storage.backup import back_up, restore
from bot.storage.database import Database
from bot.storage.memory import Memory

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_full_and_then_read_only_disk_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    ran = subprocess.run(  # noqa: S603 - ours
        [
            *("unshare", "--mount", "--propagation", "private"),
            *(sys.executable, "-m", "tests.storage.on_a_small_disk", str(tmp_path)),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    seen = json.loads(ran.stdout)
    assert seen["full"] == "storage-full"
    assert seen["readable"]
    assert (seen["backup"], seen["halves"]) == ("backup-failed", [])
    assert seen["after"] == ""
    assert seen["read_only"].startswith("database-unusable")
    assert seen["acknowledged"] > 10
    assert seen["found"] == seen["acknowledged"]


async def test_a_database_locked_by_another_program_is_said_to_be_busy_and_works_again_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "BUSY_MILLISECONDS", 100)
    database = await Database.open(tmp_path / "gorae.db")
    with closing(sqlite3.connect(tmp_path / "gorae.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(GoraeError) as refusal:
            await Memory(database).set("word", "1")
        assert refusal.value.key == "storage-busy"
        assert await Memory(database).get("word") is None
        other.execute("ROLLBACK")
    await Memory(database).set("word", "2")
    assert await Memory(database).get("word") == "2"
    await database.close()


async def test_a_broken_file_is_told_at_the_start_and_a_backup_brings_everything_back(tmp_path: Path) -> None:
    path = tmp_path / "gorae.db"
    database = await Database.open(path)
    for number in range(200):
        await Memory(database).set(f"word{number}", "x" * 500)
    copy = back_up(path, tmp_path / "backups", NOON)
    await database.close()
    with path.open("r+b") as file:  # a few pages in the middle of a table are lost
        file.seek(20 * 4096)
        file.write(b"\xff" * 3 * 4096)
    with pytest.raises(ConfigurationError) as refusal:
        await Database.open(path)
    assert refusal.value.values["reason"] == "corrupt"
    assert "gorae restore" in render_error(refusal.value).text
    restore(copy, path, NOON)
    database = await Database.open(path)
    assert await Memory(database).get("word199") == "x" * 500
    await database.close()


async def test_a_file_that_breaks_while_in_use_is_told_without_internals(tmp_path: Path) -> None:
    path = tmp_path / "gorae.db"
    database = await Database.open(path)
    for number in range(2000):
        async with database.transaction() as connection:
            await connection.execute("INSERT INTO memory VALUES (?, ?)", (f"word{number}", "x" * 500))
    async with database.transaction() as connection:
        await connection.execute("DELETE FROM memory WHERE key LIKE 'word1%'")
    await database.close()
    database = await Database.open(path)
    with path.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * (path.stat().st_size - 4096 * 4))
    with pytest.raises(GoraeError) as refusal:
        async with database.transaction() as connection:
            await connection.execute("UPDATE memory SET value = 'y'")
    assert refusal.value.key == "storage-corrupt"
    assert "sqlite" not in render_error(refusal.value).text.lower()
    await database.close()
