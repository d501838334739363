"""The one SQLite file: a writer under a lock, a reader beside it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import aiosqlite

from bot.core.errors import ConfigurationError, GoraeError
from bot.storage.migrate import migrate

BUSY_MILLISECONDS = 5000


class Database:
    """Open with `await Database.open(path)`; every write goes through `transaction()`.

    aiosqlite's one connection has one transaction, so another task's commit would make half-done work permanent:
    the lock keeps a transaction whole. Reads have a connection of their own and, under WAL, never wait for a writer.
    """

    def __init__(self, path: Path, writer: aiosqlite.Connection, reader: aiosqlite.Connection) -> None:
        self.path = path
        self._writer = writer
        self._reader = reader
        self._lock = asyncio.Lock()

    @classmethod
    async def open(cls, path: Path) -> Database:
        """Open or create the file and bring its schema up to date.

        Raises `ConfigurationError` (`database-unusable`, `database-newer`) with a readable reason.
        """
        try:
            await asyncio.to_thread(_make_private, path)
            await asyncio.to_thread(_look_over, path)
            await asyncio.to_thread(migrate, path)
            writer = await _connect(path)
            reader = await _connect(path)
            await reader.execute("PRAGMA query_only = ON")
            # Once: SQLite refuses to make a function anew while anything is being read on the connection.
            await reader.create_function("day_in_zone", 2, _day_in_zone, deterministic=True)
        except (sqlite3.Error, OSError) as error:
            raise ConfigurationError("database-unusable", {"path": path.name, "reason": _reason(error)}) from error
        return cls(path, writer, reader)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        """Yield the writing connection inside `BEGIN IMMEDIATE … COMMIT`; roll back on any error or cancellation.

        Raises `GoraeError` where the disk refuses: `storage-full`, `storage-read-only`, `storage-busy`,
        `storage-corrupt`.
        """
        async with self._lock:
            try:
                try:
                    # Inside: a task cancelled here leaves BEGIN on the connection, and the rollback goes after it.
                    await self._writer.execute("BEGIN IMMEDIATE")
                    yield self._writer
                except BaseException:
                    await asyncio.shield(self._writer.rollback())
                    raise
                await asyncio.shield(self._writer.commit())
            except sqlite3.DatabaseError as error:
                if (key := _key(error)) is None:
                    raise
                raise GoraeError(key) from error

    def read(self) -> aiosqlite.Connection:
        """Return the reading connection (`query_only`); rows are `sqlite3.Row`.

        `day_in_zone(at, zone)` is the day of a stored time, which has its offset, in a time zone of that name.
        """
        return self._reader

    async def close(self) -> None:
        """Close both connections. May be called again."""
        await self._reader.close()
        await self._writer.close()


def _make_private(path: Path) -> None:
    """Members' words are for this program alone; SQLite gives its companions the mode of the file."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o711)
    path.touch(mode=0o600)
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)


def _look_over(path: Path) -> None:
    """Read every page once: a broken file is told now, not in the middle of a lesson. Half a second for 200 MB."""
    if not path.exists() or not path.stat().st_size:
        return
    with closing(sqlite3.connect(path)) as connection:
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        error = sqlite3.DatabaseError(verdict)
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error


async def _connect(path: Path) -> aiosqlite.Connection:
    connection = await aiosqlite.connect(path, isolation_level=None)
    connection.row_factory = sqlite3.Row
    await connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    await connection.execute("PRAGMA foreign_keys = ON")
    # WAL with FULL: what was acknowledged to a learner outlives a power cut (NORMAL may lose the last commits).
    await connection.execute("PRAGMA journal_mode = WAL")
    await connection.execute("PRAGMA synchronous = FULL")
    return connection


def _day_in_zone(at: str, zone: str) -> str:
    return datetime.fromisoformat(at).astimezone(ZoneInfo(zone)).date().isoformat()


def _key(error: sqlite3.DatabaseError) -> str | None:
    return {
        sqlite3.SQLITE_FULL: "storage-full",
        sqlite3.SQLITE_READONLY: "storage-read-only",
        sqlite3.SQLITE_BUSY: "storage-busy",
        sqlite3.SQLITE_IOERR: "storage-full",
        sqlite3.SQLITE_CORRUPT: "storage-corrupt",
        sqlite3.SQLITE_NOTADB: "storage-corrupt",
    }.get((getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF)


def _reason(error: Exception) -> str:
    if isinstance(error, PermissionError):
        return "permission"
    if isinstance(error, sqlite3.DatabaseError) and (getattr(error, "sqlite_errorcode", 0) or 0) in {
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    }:
        return "corrupt"
    return "other"
