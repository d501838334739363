"""Keeping house: backups when they are due, and letting go of what is old."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.core.clock import Clock
from bot.core.errors import GoraeError
from bot.rounds.rounds import Round
from bot.settings import Settings
from bot.storage.backup import newest_backup
from bot.storage.database import Database
from bot.storage.memory import Memory
from bot.storage.offsite import Backups, Store
from bot.storage.retention import Retention, Terms

SWEPT_KEY = "swept-on"
FAILED_PAUSE = timedelta(hours=1)


class SweepRound:
    """Once a day, in the night's first minutes (UTC), what is old is let go; a big sweep goes on the next minute."""

    name = "sweep"

    def __init__(self, retention: Retention, memory: Memory) -> None:
        self._retention = retention
        self._memory = memory

    async def __call__(self, now: datetime) -> None:
        """Sweep when this day's sweep is not done."""
        today = now.date().isoformat()
        if await self._memory.get(SWEPT_KEY) == today:
            return
        lost, is_done = await self._retention.sweep(now)
        if lost:
            structlog.get_logger("sweep").info("swept", **lost)
        if is_done:
            await self._memory.set(SWEPT_KEY, today)


class BackupRound:
    """Makes a backup when the newest finished one is older than `every`; after one that failed, again in an hour."""

    name = "backup"

    def __init__(self, make: Callable[[datetime], Path], folder: Path, every: timedelta) -> None:
        self._make = make
        self._folder = folder
        self._every = every
        self._failed_at: datetime | None = None

    async def __call__(self, now: datetime) -> None:
        """Make a backup when it is due."""
        if self._failed_at is not None and timedelta(0) <= now - self._failed_at < FAILED_PAUSE:
            return
        newest = newest_backup(self._folder)
        if newest is not None and timedelta(0) <= now - newest < self._every:
            return
        try:
            copy = await asyncio.to_thread(self._make, now)
        except GoraeError as error:
            self._failed_at = now
            structlog.get_logger("backup").error("backup failed", key=error.key, **error.values)
        else:
            self._failed_at = None
            structlog.get_logger("backup").info("backed up", file=copy.name)


def keeping_rounds(settings: Settings, database: Database, clock: Clock) -> tuple[Round, ...]:
    """Return the rounds that keep house, as an operator set them."""
    memory = Memory(database)
    terms = Terms(
        journal=settings.journal_days,
        audit=settings.audit_days,
        questions=settings.question_days,
        snapshots=settings.snapshot_days,
        attempts=settings.attempt_days,
    )
    sweep = SweepRound(Retention(database, terms, clock), memory)
    if not settings.backup_hours:
        return (sweep,)
    backups = backups_of(settings)
    every = timedelta(hours=settings.backup_hours)
    return (sweep, BackupRound(lambda now: backups.make(database.path, now), backups.folder, every))


def backups_of(settings: Settings) -> Backups:
    """Return how backups are made, as an operator set it."""
    store = None
    if settings.backup_s3:
        bucket, _, prefix = settings.backup_s3.removeprefix("s3://").partition("/")
        store = Store(
            endpoint=settings.s3_endpoint or f"https://s3.{settings.s3_region}.amazonaws.com",
            bucket=bucket,
            prefix=f"{prefix.rstrip('/')}/" if prefix.strip("/") else "",
            access_key=settings.secret("s3_access_key"),
            secret_key=settings.secret("s3_secret_key"),
            region=settings.s3_region,
        )
    return Backups(settings.backup_folder, settings.backup_keep, settings.backup_age_recipient, store)
