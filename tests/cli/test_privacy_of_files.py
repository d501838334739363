"""What members wrote and what opens doors is readable by the program's user alone."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

from bot.core.clock import SystemClock
from bot.core.people import Member
from bot.faces.web.links import kept_key
from bot.storage.backup import back_up
from bot.storage.database import Database
from bot.storage.learners import Learners
from bot.storage.migrate import migrate, shipped


def is_private(path: Path) -> bool:
    return not stat.S_IMODE(path.stat().st_mode) & 0o077


async def test_database_companions_copies_backups_and_keys_are_private(tmp_path: Path) -> None:
    path = tmp_path / "data" / "gorae.db"
    path.parent.mkdir()
    migrate(path, shipped()[:3])
    path.chmod(0o644)  # as an earlier version left it
    database = await Database.open(path)
    await Learners(database).seen(Member(7, "서연"), datetime(2026, 3, 2, tzinfo=UTC))
    back_up(path, path.parent / "backups", SystemClock().now())
    kept_key(path.parent / "web.key")
    files = [found for found in path.parent.rglob("*") if found.is_file()]
    assert {"gorae.db", "gorae.db-wal", "gorae.db.before-0004", "web.key"} <= {found.name for found in files}
    assert [found.name for found in files if not is_private(found)] == []
    await database.close()
