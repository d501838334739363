"""Numbered SQL migrations, forward only; each commits together with its row in the ledger."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from bot.core.errors import ConfigurationError
from bot.storage.backup import copy_checked

LEDGER = """
CREATE TABLE IF NOT EXISTS migrations (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  digest TEXT NOT NULL,
  applied_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT
"""
COPIES = 3
"""How many copies from before a migration stay beside the file."""
NAME = re.compile(r"(?P<number>\d{4})_(?P<name>[a-z_]+)\.sql")


@dataclass(frozen=True, slots=True)
class Migration:
    """One file of `migrations/`."""

    number: int
    name: str
    sql: str

    @property
    def digest(self) -> str:
        """SHA-256 of the text: an applied file is never edited."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def shipped() -> tuple[Migration, ...]:
    """Return the migrations of this version in their order."""
    found = [
        Migration(int(match["number"]), match["name"], entry.read_text("utf-8"))
        for entry in files("bot.storage").joinpath("migrations").iterdir()
        if (match := NAME.fullmatch(entry.name))
    ]
    return tuple(sorted(found, key=lambda migration: migration.number))


def migrate(path: Path, migrations: tuple[Migration, ...] | None = None) -> tuple[Migration, ...]:
    """Apply what is missing to the file at `path` and return what was applied.

    A file that already holds rows is copied to `NAME.before-NNNN` first, checked; the newest three such copies stay.
    Raises `ConfigurationError`: `database-newer` when the file was written by a later version,
    `database-edited` when an applied migration no longer reads as it did. Raises `GoraeError` `backup-failed` when the
    copy cannot be made; nothing is changed then.
    """
    wanted = shipped() if migrations is None else migrations
    with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(LEDGER)
        done = dict(connection.execute("SELECT number, digest FROM migrations").fetchall())
        _refuse_the_unknown(done, wanted)
        missing = tuple(migration for migration in wanted if migration.number not in done)
        if done and missing:
            _keep_a_copy(path, missing[0].number)
        for migration in missing:
            _apply(connection, migration)
    return missing


def _refuse_the_unknown(done: dict[int, str], wanted: tuple[Migration, ...]) -> None:
    known = {migration.number: migration.digest for migration in wanted}
    if unknown := sorted(set(done) - set(known)):
        raise ConfigurationError("database-newer", {"number": unknown[-1]})
    if edited := [number for number, digest in done.items() if known[number] != digest]:
        raise ConfigurationError("database-edited", {"number": min(edited)})


def _keep_a_copy(path: Path, number: int) -> None:
    copy_checked(path, path.with_name(f"{path.name}.before-{number:04}"))
    copies = sorted(path.parent.glob(f"{path.name}.before-*"), key=lambda copy: copy.stat().st_mtime_ns)
    for old in copies[:-COPIES]:
        old.unlink()


def _apply(connection: sqlite3.Connection, migration: Migration) -> None:
    # Not executescript(): it commits first. One script with its own BEGIN keeps schema and ledger together.
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in _statements(migration.sql):
            connection.execute(statement)
        connection.execute(
            "INSERT INTO migrations (number, name, digest) VALUES (?, ?, ?)",
            (migration.number, migration.name, migration.digest),
        )
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _statements(sql: str) -> list[str]:
    statements, current = [], ""
    for line in sql.splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current):
            statements.append(current)
            current = ""
    if current.strip() and not all(line.strip().startswith("--") or not line.strip() for line in current.splitlines()):
        statements.append(current)
    return statements
