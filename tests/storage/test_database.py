from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.errors import ConfigurationError
from bot.core.people import Member
from bot.storage.database import Database
from bot.storage.learners import Learners
from bot.storage.memory import Memory


async def test_half_done_work_is_rolled_back_and_never_committed_by_another_task(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "gorae.db")
    started, go_on = asyncio.Event(), asyncio.Event()

    async def fails() -> None:
        async with database.transaction() as connection:
            await connection.execute("INSERT INTO memory VALUES ('half', 'done')")
            started.set()
            await go_on.wait()
            raise ValueError

    async def writes() -> None:
        await started.wait()
        go_on.set()
        await Memory(database).set("whole", "done")

    results = await asyncio.gather(fails(), writes(), return_exceptions=True)
    assert isinstance(results[0], ValueError)
    assert await Memory(database).get("half") is None
    assert await Memory(database).get("whole") == "done"
    await database.close()


async def test_a_cancelled_transaction_leaves_nothing(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "gorae.db")
    inside = asyncio.Event()

    async def waits() -> None:
        async with database.transaction() as connection:
            await connection.execute("INSERT INTO memory VALUES ('half', 'done')")
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.ensure_future(waits())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await Memory(database).set("next", "works")
    assert await Memory(database).get("half") is None
    await database.close()


async def test_a_task_cancelled_at_any_step_of_its_transaction_keeps_no_other_from_theirs(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "gorae.db")
    memory = Memory(database)
    for steps in range(12):
        task = asyncio.ensure_future(memory.set("word", str(steps)))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await memory.set("other", str(steps))
        assert await memory.get("other") == str(steps)
    await database.close()


async def test_the_reading_connection_cannot_write(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "gorae.db")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await database.read().execute("DELETE FROM memory")
    await database.close()


async def test_a_file_that_is_no_database_is_a_readable_error_and_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "gorae.db").write_bytes(b"not a database, but somebody's letter" * 40)
    with pytest.raises(ConfigurationError) as refusal:
        await Database.open(tmp_path / "gorae.db")
    assert refusal.value.values == {"path": "gorae.db", "reason": "corrupt"}
    assert (tmp_path / "gorae.db").read_bytes().startswith(b"not a database")


async def test_local_learners_keep_their_ids_and_never_meet_a_snowflake(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "gorae.db")
    learners = Learners(database)
    kim, lee = await learners.local("kim"), await learners.local("lee")
    assert (await learners.local("kim")).user_id == kim.user_id
    assert kim.user_id != lee.user_id
    assert max(kim.user_id, lee.user_id) < 0
    await learners.seen(Member(7, "a"), datetime(2026, 1, 1, tzinfo=UTC))
    await database.close()
    again = await Database.open(tmp_path / "gorae.db")
    assert (await Learners(again).local("lee")).user_id == lee.user_id
    await again.close()


async def test_a_write_called_off_at_any_step_keeps_no_other_from_its_turn(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "gorae.db")
    memory = Memory(database)
    try:
        for steps in range(40):
            task = asyncio.get_running_loop().create_task(memory.set("cut", str(steps)))
            for _ in range(steps):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await memory.set("after", str(steps))
            assert await memory.get("after") == str(steps)
    finally:
        await database.close()
