from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.core.letters import Letter
from bot.core.people import Member
from bot.core.reply import Reply
from bot.storage.audit import Audit
from bot.storage.database import Database
from bot.storage.groups import Groups
from bot.storage.learners import Learners
from bot.storage.missions import MissionRuns
from bot.storage.outbox import Outbox
from bot.storage.personal import Personal, Removal
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
    assert await personal.delete(7) == Removal(counts, {}, {})
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
    assert await personal.delete(7) == Removal({"sandboxes": 1}, {}, {})
    assert (await personal.count(7), await personal.count(77)) == ({}, {"sandboxes": 1})
    await database.close()


async def test_audit_rows_and_changes_of_settings_stay_without_saying_who_it_was(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "gorae.db")
    audit, groups, personal = Audit(database), Groups(database), Personal(database)
    for user in (7, 8):
        await audit.refused(Member(user, f"n{user}", guild_id=50), "docker push x", "push", NOON)
    await groups.change(50, 7, NOON, {"retention": 0.8})
    assert await personal.count(7) == {"audit": 1, "group_changes": 1}

    assert await personal.delete(7) == Removal({}, {"audit": 1, "group_changes": 1}, {})

    assert (await personal.count(7), await personal.export(7)) == ({}, {})
    assert await audit.of_member(50, 7) == []
    assert len(await audit.of_member(50, 8)) == 1
    assert await audit.refusals(50, NOON, 5) == [("push", 2)], "that it was done is kept"
    assert [change.user_id for change in await groups.changes(50)] == [0]
    cursor = await database.read().execute("SELECT user_id, line FROM audit ORDER BY user_id")
    assert [tuple(row) for row in await cursor.fetchall()] == [(0, "docker push x"), (8, "docker push x")]
    await database.close()


async def test_who_is_blocked_stays_blocked_and_is_forgotten_where_that_was_lifted(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "gorae.db")
    groups, personal = Groups(database), Personal(database)
    await groups.change(50, 1, NOON, {"blocked": (7, 8)})
    await groups.change(51, 1, NOON, {"blocked": (7, 8)})
    await groups.change(51, 1, NOON, {"blocked": (8,)})
    assert await personal.count(7) == {"group_settings": 1}
    assert await personal.export(7) == {"group_settings": [{"guild_id": 50, "blocked": True}]}

    assert await personal.delete(7) == Removal({}, {"group_changes": 2}, {"group_settings": 1})

    assert (await Groups(database).of(50)).blocked == (7, 8)
    assert [(change.before, change.after) for change in await groups.changes(50)] == [([], [7, 8])]
    assert [(change.before, change.after) for change in await groups.changes(51)] == [([8], [8]), ([], [8])]
    assert await personal.delete(7) == Removal({}, {}, {"group_settings": 1}), "nothing is left to do"
    await database.close()


async def test_letters_to_a_person_go_and_what_a_channel_was_told_of_them_is_forgotten(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "gorae.db")
    outbox, personal = Outbox(database), Personal(database)
    await outbox.write(Letter("reminder:7", Reply("복습해요"), NOON, user_id=7), NOON)
    await outbox.write(Letter("weekly:50", Reply("🥇 n7"), NOON, channel_id=60, guild_id=50), NOON)
    _mine, weekly = await outbox.waiting(NOON)
    await outbox.delivered(weekly.id, 99, NOON)
    for user_id in (7, 8):
        await outbox.set_aside(Letter(f"aside:{user_id}", Reply("비밀"), NOON, user_id=user_id), NOON)
    assert (await personal.delete(7)).removed == {"outbox": 2}
    cursor = await database.read().execute("SELECT key, reply FROM outbox WHERE user_id IS NULL")
    assert [tuple(row) for row in await cursor.fetchall()] == [("weekly:50", "")]
    assert await outbox.called_for("aside:8", 8) == Reply("비밀"), "what waits for another waits on"
    assert await outbox.message_of("weekly:50") == 99
    await database.close()


async def test_every_table_of_a_person_is_found_by_its_column(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "gorae.db")
    cursor = await database.read().execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    with_people = {row["name"] for row in await cursor.fetchall() if "user_id" in (row["sql"] or "")}
    exported = await Personal(database).export(1)
    assert set(exported) <= with_people
    assert {"learners", "attempts", "review_cards", "quiz_runs", "mission_runs"} <= with_people
    await database.close()
