"""Whatever version wrote the file, this one opens it and loses nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.migrate import migrate, shipped

ROWS = Path(__file__).parent / "rows"
NUMBERS = [migration.number for migration in shipped()]


def written_by(path: Path, number: int) -> dict[str, list[dict[str, object]]]:
    """Make the file of the version whose last migration was `number`, with a row in every table; returns the rows."""
    for last in (known for known in NUMBERS if known <= number):
        migrate(path, tuple(migration for migration in shipped() if migration.number <= last))
        for script in ROWS.glob(f"{last:04}_*.sql"):
            with closing(sqlite3.connect(path)) as connection:
                connection.executescript(script.read_text("utf-8"))
    return rows_of(path)


def rows_of(path: Path) -> dict[str, list[dict[str, object]]]:
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        tables = [
            row["name"]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not row["name"].startswith("sqlite_") and row["name"] != "migrations"
        ]
        return {
            table: [dict(row) for row in connection.execute(f'SELECT * FROM "{table}"')]  # noqa: S608 - the schema's
            for table in tables
        }


@pytest.mark.parametrize("number", NUMBERS)
def test_a_file_of_every_earlier_schema_keeps_all_its_rows(tmp_path: Path, number: int) -> None:
    before = written_by(tmp_path / "gorae.db", number)
    migrate(tmp_path / "gorae.db")
    after = rows_of(tmp_path / "gorae.db")
    for table, rows in before.items():
        for old, new in zip(rows, after[table], strict=True):
            assert old.items() <= new.items(), table
    with closing(sqlite3.connect(tmp_path / "gorae.db")) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_letter_that_was_begun_before_the_upgrade_may_have_been_heard(tmp_path: Path) -> None:
    written_by(tmp_path / "gorae.db", 16)
    with closing(sqlite3.connect(tmp_path / "gorae.db")) as connection, connection:
        connection.execute("UPDATE outbox SET attempts = 1")
    migrate(tmp_path / "gorae.db")
    (letter,) = rows_of(tmp_path / "gorae.db")["outbox"]
    assert letter["unsure_since"] == "2026-03-02T11:45:00+00:00"


def test_every_table_has_a_row_here(tmp_path: Path) -> None:
    rows = written_by(tmp_path / "gorae.db", max(NUMBERS))
    assert {table for table, found in rows.items() if not found} == set()
