from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.errors import ConfigurationError, GoraeError
from bot.storage.backup import check
from bot.storage.migrate import Migration, migrate, shipped

FIRST = Migration(1, "first", "-- why\nCREATE TABLE a (x INTEGER) STRICT;\nINSERT INTO a VALUES (1);\n")
SECOND = Migration(2, "second", "CREATE TABLE b (x INTEGER) STRICT;")
BROKEN = Migration(3, "broken", "CREATE TABLE c (x INTEGER) STRICT;\nINSERT INTO nowhere VALUES (1);")


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_a_new_file_gets_every_shipped_table_and_a_second_start_changes_nothing(tmp_path: Path) -> None:
    assert migrate(tmp_path / "gorae.db") == shipped()
    assert migrate(tmp_path / "gorae.db") == ()
    assert {"learners", "memory", "migrations"} <= tables(tmp_path / "gorae.db")


def test_numbers_are_unique_and_every_table_is_strict(tmp_path: Path) -> None:
    numbers = [migration.number for migration in shipped()]
    assert len(numbers) == len(set(numbers))
    migrate(tmp_path / "gorae.db")
    with closing(sqlite3.connect(tmp_path / "gorae.db")) as connection:
        listed = connection.execute("PRAGMA table_list").fetchall()
    assert [row[1] for row in listed if row[2] == "table" and not row[5] and not row[1].startswith("sqlite_")] == []


def test_a_failing_migration_leaves_neither_its_tables_nor_its_ledger_row(tmp_path: Path) -> None:
    path = tmp_path / "gorae.db"
    with pytest.raises(sqlite3.OperationalError):
        migrate(path, (FIRST, BROKEN))
    assert "c" not in tables(path)
    assert "a" in tables(path)
    assert [m.number for m in migrate(path, (FIRST, SECOND))] == [2]


def test_a_copy_is_taken_before_a_file_with_rows_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "gorae.db"
    migrate(path, (FIRST,))
    migrate(path, (FIRST, SECOND))
    assert tables(tmp_path / "gorae.db.before-0002") == {"a", "migrations"}


def test_the_newest_three_copies_stay_whatever_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "gorae.db"
    for number in (9, 8, 7):  # newer than this file, as after a restore
        (tmp_path / f"gorae.db.before-{number:04}").touch()
        os.utime(tmp_path / f"gorae.db.before-{number:04}", (number, number))
    migrate(path, (FIRST,))
    migrate(path, (FIRST, SECOND))
    assert sorted(copy.name[-4:] for copy in tmp_path.glob("gorae.db.before-*")) == ["0002", "0008", "0009"]
    check(tmp_path / "gorae.db.before-0002")


def test_without_a_copy_nothing_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "gorae.db"
    migrate(path, (FIRST,))
    (tmp_path / "gorae.db.before-0002").mkdir()  # a place that takes no file
    with pytest.raises(GoraeError, match="backup-failed"):
        migrate(path, (FIRST, SECOND))
    assert tables(path) == {"a", "migrations"}
    assert not list(tmp_path.glob(".*.part"))


def test_a_file_of_a_later_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gorae.db"
    migrate(path, (FIRST, SECOND))
    with pytest.raises(ConfigurationError) as refusal:
        migrate(path, (FIRST,))
    assert (refusal.value.key, refusal.value.values) == ("database-newer", {"number": 2})


def test_an_applied_migration_that_was_edited_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gorae.db"
    migrate(path, (FIRST,))
    with pytest.raises(ConfigurationError, match="database-edited"):
        migrate(path, (Migration(1, "first", FIRST.sql + "\n"),))
