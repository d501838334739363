from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.core.people import Member
from bot.storage.database import Database
from bot.storage.learners import Learners
from bot.storage.missions import MissionRuns
from bot.storage.personal import Personal
from bot.storage.quizzes import Quizzes
from bot.storage.sandboxes import SandboxLedger
from sandbox.ledger import EndReason, Lease

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


async def test_all_of_a_person_is_counted_exported_and_deleted_and_nobody_elses(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "gorae.db")
    for user in (7, 8):
        await Learners(database).seen(Member(user, f"n{user}"), NOON)
        await Quizzes(database).start(user, "mix", "", ("a/q",), 1, NOON)
        await MissionRuns(database).start(user, "a/m", {"name": "web"}, NOON)
    personal = Personal(database)
    counts = {"learners": 1, "mission_runs": 1, "quiz_runs": 1}
    assert await personal.count(7) == counts
    exported = await personal.export(7)
    assert exported["learners"][0]["name"] == "n7"
    assert await personal.delete(7) == counts
    assert await personal.count(7) == {}
    assert await personal.count(8) == counts
    await database.close()


async def test_a_person_s_sandboxes_are_among_it_though_their_owner_is_a_text(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "gorae.db")
    ledger = SandboxLedger(database)
    for owner in ("7", "77"):
        await ledger.open(
            Lease(
                owner=owner,
                session=f"s{owner}",
                sandbox_id=f"c{owner}",
                created_at=NOON,
                last_used_at=NOON,
                expires_at=NOON,
            )
        )
        await ledger.close(f"s{owner}", EndReason.IDLE, NOON)
    personal = Personal(database)
    assert await personal.count(7) == {"sandboxes": 1}
    assert (await personal.export(7))["sandboxes"][0]["sandbox_id"] == "c7"
    assert await personal.delete(7) == {"sandboxes": 1}
    assert (await personal.count(7), await personal.count(77)) == ({}, {"sandboxes": 1})
    await database.close()


async def test_every_table_of_a_person_is_found_by_its_column(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "gorae.db")
    cursor = await database.read().execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    with_people = {row["name"] for row in await cursor.fetchall() if "user_id" in (row["sql"] or "")}
    exported = await Personal(database).export(1)
    assert set(exported) <= with_people
    assert {"learners", "attempts", "review_cards", "quiz_runs", "mission_runs"} <= with_people
    await database.close()
