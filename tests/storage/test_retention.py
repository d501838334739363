from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.clock import SystemClock
from bot.core.people import Member
from bot.settings import Settings
from bot.storage import retention
from bot.storage.audit import Audit
from bot.storage.commands import CommandJournal, Entry
from bot.storage.database import Database
from bot.storage.retention import RULES, Retention, Terms

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Hasty(SystemClock):
    async def sleep(self, seconds: float) -> None:
        del seconds


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "gorae.db")
    yield opened
    await opened.close()


async def ran(database: Database, days_ago: int) -> None:
    entry = Entry(
        user_id=7,
        session="s",
        at=NOW - timedelta(days=days_ago),
        line=f"docker ps # {days_ago}",
        exit_code=0,
        cause="exit",
        seconds=0.1,
        changes_state=False,
    )
    await CommandJournal(database).add(entry)


async def left(database: Database) -> list[str]:
    return [entry.line for entry in await CommandJournal(database).latest(7, 10_000)]


async def test_what_is_older_than_its_term_goes_and_the_rest_stays(database: Database) -> None:
    for days in (89, 91, 400):
        await ran(database, days)
    assert await Retention(database, Terms(), Hasty()).sweep(NOW) == ({"commands": 2}, True)
    assert await left(database) == ["docker ps # 89"]
    assert await Retention(database, Terms(), Hasty()).sweep(NOW) == ({}, True)


async def test_what_admins_look_up_is_there_for_a_year(database: Database) -> None:
    audit, member = Audit(database), Member(7, "서연", guild_id=3)
    for days in (364, 366):
        await audit.refused(member, f"docker login # {days}", "login", NOW - timedelta(days=days))
        async with database.transaction() as connection:
            await connection.execute(
                "INSERT INTO group_changes (guild_id, user_id, name, before, after, at) VALUES (3, 7, 'x', ?, '', ?)",
                (str(days), (NOW - timedelta(days=days)).isoformat()),
            )
    lost, _ = await Retention(database, Terms(), Hasty()).sweep(NOW)
    assert lost == {"audit": 1, "group_changes": 1}
    assert [entry.line for entry in await audit.of_member(3, 7)] == ["docker login # 364"]
    cursor = await database.read().execute("SELECT before FROM group_changes")
    assert [row["before"] for row in await cursor.fetchall()] == ["364"]


def test_an_operator_who_says_nothing_keeps_the_audit_for_a_year_and_journals_for_ninety_days() -> None:
    settings = Settings()
    assert (settings.audit_days, settings.journal_days) == (Terms().audit, Terms().journal) == (365, 90)


async def test_a_term_of_zero_keeps_everything(database: Database) -> None:
    await ran(database, 4000)
    assert await Retention(database, Terms(journal=0), Hasty()).sweep(NOW) == ({}, True)


async def test_a_great_deal_is_let_go_over_several_rounds(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH_ROWS", 2)
    monkeypatch.setattr(retention, "MOST_ROWS", 4)
    for _ in range(7):
        await ran(database, 100)
    sweep = Retention(database, Terms(), Hasty()).sweep
    assert await sweep(NOW) == ({"commands": 4}, False)
    assert await sweep(NOW) == ({"commands": 3}, True)
    assert await left(database) == []


async def test_every_rule_names_a_column_that_is_there_and_an_index_finds_what_is_old(database: Database) -> None:
    for rule in RULES:
        cursor = await database.read().execute(
            f"EXPLAIN QUERY PLAN SELECT rowid FROM {rule.table} WHERE {rule.column} < ? LIMIT 5",  # noqa: S608 - ours
            (NOW.isoformat(),),
        )
        plan = " ".join(row["detail"] for row in await cursor.fetchall())
        assert "USING" in plan, (rule, plan)
        assert "INDEX" in plan, (rule, plan)
