"""Copies of the database that were opened and checked, taken while the program runs."""

from __future__ import annotations

import contextlib
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bot.core.errors import ConfigurationError, GoraeError

STAMP = "%Y%m%dT%H%M%SZ"


def back_up(database: Path, folder: Path, at: datetime, *, keep: int = 14) -> Path:
    """Copy `database` into `folder`, checked, and drop all but the newest `keep`. Raises as `copy_checked` does."""
    final = copy_checked(database, folder / f"gorae-{at.strftime(STAMP)}.db")
    drop_all_but(folder, keep)
    return final


def copy_checked(database: Path, final: Path) -> Path:
    """Copy `database` to `final` by SQLite's online backup, private and checked.

    Raises `GoraeError`: `backup-nothing` where there is no database, `backup-failed` when the copy does not pass
    `integrity_check` or cannot be written; what was there before stays.
    """
    if not database.exists():
        raise GoraeError("backup-nothing", {"path": database.name})
    half = final.with_name(f".{final.name}.part")
    try:
        final.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        half.touch(mode=0o600)
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(half)) as target:
            source.backup(target)
            # One file alone: a copy in WAL mode would want its companions beside it.
            target.execute("PRAGMA journal_mode = DELETE")
        check(half)
        half.replace(final)
    except (sqlite3.Error, OSError) as error:
        with contextlib.suppress(OSError):
            half.unlink(missing_ok=True)
        raise GoraeError("backup-failed", {"folder": str(final.parent)}) from error
    return final


def drop_all_but(folder: Path, keep: int) -> None:
    """Drop all but the newest `keep` backups of a folder, encrypted ones included."""
    for old in sorted(folder.glob("gorae-*.db*"))[:-keep]:
        old.unlink(missing_ok=True)


def newest_backup(folder: Path) -> datetime | None:
    """Return when the newest backup in `folder` was taken (aware UTC): one that went all its way, sealed and sent."""
    stamps = []
    for path in folder.glob("gorae-*.db*"):
        try:
            stamps.append(datetime.strptime(path.name.split(".")[0], f"gorae-{STAMP}").replace(tzinfo=UTC))
        except ValueError:
            continue
    return max(stamps, default=None)


def check(path: Path) -> None:
    """Open a copy and run `integrity_check`; raises `sqlite3.DatabaseError` where it is not whole."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
        connection.execute("SELECT number FROM migrations LIMIT 1")
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)


def restore(copy: Path, database: Path, at: datetime) -> Path | None:
    """Put a checked copy in the place of `database`; what stood there is kept beside it and its path returned.

    The caller makes sure that nothing has the database open. Raises `ConfigurationError` `restore-unreadable`.
    """
    try:
        check(copy)
    except sqlite3.Error as error:
        raise ConfigurationError("restore-unreadable", {"path": str(copy)}) from error
    database.parent.mkdir(parents=True, exist_ok=True)
    fresh = database.with_suffix(".restoring")
    with (
        closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(fresh)) as target,
    ):
        source.backup(target)
    kept = None
    if database.exists():
        kept = database.with_name(f"{database.name}.replaced-{at.strftime(STAMP)}")
        # What is restored over may be too broken even for that; its companion goes with it then.
        with contextlib.suppress(sqlite3.DatabaseError), closing(sqlite3.connect(database)) as old:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.replace(kept)
        with contextlib.suppress(FileNotFoundError):
            database.with_name(f"{database.name}-wal").replace(kept.with_name(f"{kept.name}-wal"))
    for companion in ("-wal", "-shm"):
        database.with_name(database.name + companion).unlink(missing_ok=True)
    fresh.replace(database)
    return kept
