"""What a sweep costs those who learn meanwhile: on a database of a million answers."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

import numpy as np

from bench.row import Row
from bot.core.clock import SystemClock
from bot.core.people import Member
from bot.storage.database import Database
from bot.storage.learners import Learners
from bot.storage.migrate import migrate
from bot.storage.retention import MOST_ROWS, Retention, Terms

ATTEMPT_COLUMNS = "user_id, item_id, position, response, is_right, points, hinted, seconds, rating, answered_at"
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ATTEMPTS, COMMANDS, LEARNERS = 1_000_000, 400_000, 500
PACE_SECONDS = 0.01
MOST_MS = 50
OLDEST_DAYS = 400


async def rows() -> list[Row]:
    """Fill a database, then sweep it while a learner's writes go on, and alone for comparison."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gorae.db"
        await asyncio.to_thread(_fill, path)
        database = await Database.open(path)
        alone = await _work(database, asyncio.Event(), least=300)
        swept, taken, meanwhile = await _sweep(database)
        await database.close()
    return [
        Row("a learner's write, p99, alone", _p99(alone), "ms"),
        Row(
            "sweep p99: a learner's write meanwhile", _p99(meanwhile), "ms", f"≤ {MOST_MS}", _p99(meanwhile) <= MOST_MS
        ),
        Row("rows swept a second meanwhile", swept / taken, "rows/s"),
    ]


async def _sweep(database: Database) -> tuple[int, float, list[float]]:
    retention = Retention(database, Terms(journal=90, attempts=300), SystemClock())
    over = asyncio.Event()
    working = asyncio.ensure_future(_work(database, over))
    started, swept, is_done = perf_counter(), 0, False
    while not is_done and swept < 3 * MOST_ROWS:
        lost, is_done = await retention.sweep(NOW)
        swept += sum(lost.values())
    taken = perf_counter() - started
    over.set()
    return swept, taken, await working


async def _work(database: Database, over: asyncio.Event, least: int = 0) -> list[float]:
    """Write as a learner does, a hundred times a second; returns each write's seconds."""
    learners = Learners(database)
    times: list[float] = []
    while (least and len(times) < least) or (not least and not over.is_set()):
        started = perf_counter()
        await learners.seen(Member(len(times) % LEARNERS + 1, "learner", guild_id=1), NOW)
        times.append(perf_counter() - started)
        await asyncio.sleep(PACE_SECONDS)
    return times


def _p99(seconds: list[float]) -> float:
    return float(np.quantile(seconds, 0.99)) * 1000


def _fill(path: Path) -> None:
    migrate(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        for table, values, count in (
            (
                f"attempts ({ATTEMPT_COLUMNS})",
                "n % 500 + 1, '01-docker/q-' || (n % 210), 0, '1', n % 3 > 0, n % 3 > 0, 0, 7.5, 3, at",
                ATTEMPTS,
            ),
            (
                "commands (user_id, session, at, line, exit_code, cause, seconds, changes_state)",
                "n % 500 + 1, 's' || (n / 40), at, 'docker run -d --name web -p 8080:80 nginx', 0, 'exit', 0.4, 1",
                COMMANDS,
            ),
        ):
            # Times spread evenly over the days before now, oldest first, as they would have come.
            connection.execute(
                f"WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?1 - 1), "  # noqa: S608 - ours
                "moments AS (SELECT n, strftime('%Y-%m-%dT%H:%M:%S+00:00', ?2, "
                "'+' || CAST(n * 1.0 / ?1 * ?3 AS TEXT) || ' seconds') AS at FROM numbers) "
                f"INSERT INTO {table} SELECT {values} FROM moments",
                (count, (NOW - timedelta(days=OLDEST_DAYS)).isoformat(), OLDEST_DAYS * 86400),
            )
        connection.commit()
