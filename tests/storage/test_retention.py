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
from bot.storage.learners import Learners
from bot.storage.missions import MissionRuns
from bot.storage.personal import Personal
from bot.storage.quizzes import AttemptRow, CardRow, Quizzes
from bot.storage.reads import LessonReads
from bot.storage.retention import OF_THE_GONE, RULES, Retention, Terms

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
            f"EXPLAIN QUERY PLAN SELECT rowid FROM {rule.table} WHERE {rule.column} < ? AND {rule.also} LIMIT 5",  # noqa: S608
            (NOW.isoformat(),),
        )
        plan = " ".join(row["detail"] for row in await cursor.fetchall())
        assert "USING" in plan, (rule, plan)
        assert "INDEX" in plan, (rule, plan)


async def learned(database: Database, user_id: int, days_ago: int) -> None:
    """Let a learner do one of everything that is remembered of learning."""
    at = NOW - timedelta(days=days_ago)
    member, quizzes, missions = Member(user_id, "n", guild_id=3), Quizzes(database), MissionRuns(database)
    await Learners(database).seen(member, at)
    run = await quizzes.start(user_id, "mix", "", ("a/q",), 1, at)
    attempt = AttemptRow(user_id, "a/q", run.id, 0, "1", True, 1.0, False, 3.0, 3, at)  # noqa: FBT003
    await quizzes.record(attempt, CardRow("a/q", 2, None, 90.0, 5.0, at + timedelta(days=400), at))
    await missions.solve((await missions.start(user_id, "a/solved", {}, at)).id, at)
    await missions.start(user_id, "a/open", {}, at)
    await LessonReads(database).add(user_id, "a/part", at)
    async with database.transaction() as connection:
        when = at.isoformat()
        await connection.execute(
            "INSERT INTO daily_questions (id, guild_id, channel_id, day, item_id, seed, asked_at, closes_at, closed_at)"
            " VALUES (?, 3, 1, ?, 'a/q', 1, ?, ?, ?)",
            (user_id, when, when, when, when),
        )
        await connection.execute("INSERT INTO daily_answers VALUES (?, ?, '1', 1, ?)", (user_id, user_id, when))
        await connection.execute(
            "INSERT INTO duels (id, guild_id, channel_id, items, seed, started_at, ended_at) "
            "VALUES (?, 3, 1, '[]', 1, ?, ?)",
            (user_id, when, when),
        )
        await connection.execute("INSERT INTO duel_players VALUES (?, ?, 'n')", (user_id, user_id))
        await connection.execute("INSERT INTO duel_answers VALUES (?, 0, ?, '1', 1, 2.0)", (user_id, user_id))
        await connection.execute("INSERT INTO sharing (user_id, is_ranked) VALUES (?, 0)", (user_id,))


async def test_what_was_learned_is_kept_for_good_unless_an_operator_says_otherwise(database: Database) -> None:
    await learned(database, 7, 4000)
    before = await Personal(database).count(7)
    assert await Retention(database, Terms(), Hasty()).sweep(NOW) == ({}, True)
    assert await Personal(database).count(7) == before


async def test_answers_go_with_all_around_them_and_a_learner_who_still_comes_keeps_what_they_can(
    database: Database,
) -> None:
    await learned(database, 7, 400)
    await Learners(database).seen(Member(7, "n", guild_id=3), NOW)
    lost, is_done = await Retention(database, Terms(attempts=365), Hasty()).sweep(NOW)
    gone = ("attempts", "quiz_runs", "mission_runs", "lesson_reads", "daily_questions", "duels")
    assert (lost, is_done) == (dict.fromkeys(gone, 1), True)
    assert await Personal(database).count(7) == {
        "learners": 1,
        "group_members": 1,
        "review_cards": 1,
        "mission_runs": 1,
        "sharing": 1,
    }
    assert set(await MissionRuns(database).solved(7)) == {"a/solved"}


async def test_of_a_learner_who_comes_no_more_only_what_they_chose_to_show_is_left(database: Database) -> None:
    await learned(database, 7, 400)
    await learned(database, 8, 300)
    others = await Personal(database).count(8)
    _, is_done = await Retention(database, Terms(attempts=365), Hasty()).sweep(NOW)
    assert is_done
    assert await Personal(database).count(7) == {"sharing": 1}
    assert await Personal(database).count(8) == others


async def test_every_table_with_people_in_it_is_swept_or_said_to_stay(database: Database) -> None:
    cursor = await database.read().execute(
        "SELECT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c ON c.name IN ('user_id', 'owner') "
        "WHERE m.type = 'table'"
    )
    with_people = {row["name"] for row in await cursor.fetchall()}
    with_their_parent = {"daily_answers", "duel_players", "duel_answers"}
    staying = {"sharing", "local_learners"}
    assert with_people - {rule.table for rule in RULES} - set(OF_THE_GONE) == with_their_parent | staying
