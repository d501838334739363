from __future__ import annotations

import sqlite3
import stat
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.errors import ConfigurationError, GoraeError
from bot.storage.backup import back_up, restore
from bot.storage.database import Database
from bot.storage.lock import running
from bot.storage.memory import Memory

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


async def test_a_copy_taken_while_the_program_writes_is_whole_and_private(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "gorae.db")
    await Memory(database).set("word", "kept")
    copy = back_up(tmp_path / "gorae.db", tmp_path / "backups", NOON)
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT value FROM memory WHERE key = 'word'").fetchone() == ("kept",)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    await database.close()


async def test_only_the_newest_copies_are_kept(tmp_path: Path) -> None:
    await (await Database.open(tmp_path / "gorae.db")).close()
    copies = [back_up(tmp_path / "gorae.db", tmp_path / "backups", NOON + timedelta(hours=n), keep=2) for n in range(4)]
    assert sorted((tmp_path / "backups").iterdir()) == copies[-2:]


async def test_a_restored_copy_brings_back_what_it_held_and_keeps_what_it_replaced(tmp_path: Path) -> None:
    path = tmp_path / "gorae.db"
    database = await Database.open(path)
    await Memory(database).set("word", "old")
    copy = back_up(path, tmp_path / "backups", NOON)
    await Memory(database).set("word", "new")
    await database.close()
    kept = restore(copy, path, NOON)
    database = await Database.open(path)
    assert await Memory(database).get("word") == "old"
    await database.close()
    assert kept is not None
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("SELECT value FROM memory").fetchone() == ("new",)


async def test_a_broken_copy_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "gorae.db")
    await Memory(database).set("word", "kept")
    await database.close()
    (tmp_path / "broken.db").write_bytes(b"SQLite format 3\x00" + b"\x07" * 4096)
    with pytest.raises(ConfigurationError, match="restore-unreadable"):
        restore(tmp_path / "broken.db", tmp_path / "gorae.db", NOON)
    database = await Database.open(tmp_path / "gorae.db")
    assert await Memory(database).get("word") == "kept"
    await database.close()


def test_without_a_database_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(GoraeError, match="backup-nothing"):
        back_up(tmp_path / "gorae.db", tmp_path / "backups", NOON)


def test_a_folder_in_use_is_not_used_by_a_second_program(tmp_path: Path) -> None:
    with (
        running(tmp_path / "lock", kind="chat"),
        pytest.raises(ConfigurationError, match="already-running"),
        running(tmp_path / "lock", kind="run", wait_seconds=60),
    ):
        raise AssertionError
    with running(tmp_path / "lock", kind="serve"):
        pass


def test_two_scripts_wait_for_each_other(tmp_path: Path) -> None:
    order: list[str] = []

    def second() -> None:
        with running(tmp_path / "lock", kind="run", wait_seconds=60):
            order.append("second")

    with running(tmp_path / "lock", kind="run"):
        thread = threading.Thread(target=second)
        thread.start()
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
