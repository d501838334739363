"""Who learns."""

from __future__ import annotations

import json
from datetime import datetime

from bot.core.people import Member
from bot.storage.database import Database


class Learners:
    """The learners' table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def seen(self, member: Member, at: datetime) -> None:
        """Keep that a member spoke at `at` (aware UTC), and in which group."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "INSERT INTO learners (user_id, name, first_seen_at, last_seen_at) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (user_id) DO UPDATE SET name = excluded.name, last_seen_at = excluded.last_seen_at",
                (member.user_id, member.name, at.isoformat(), at.isoformat()),
            )
            if member.guild_id is not None:
                await connection.execute(
                    "INSERT INTO group_members (guild_id, user_id, name, last_seen_at, roles) VALUES (?, ?, ?, ?, ?) "
                    "ON CONFLICT DO UPDATE SET name = excluded.name, last_seen_at = excluded.last_seen_at, "
                    "roles = excluded.roles",
                    (member.guild_id, member.user_id, member.name, at.isoformat(), json.dumps(sorted(member.role_ids))),
                )

    async def local(self, name: str) -> Member:
        """Return the local learner of that name, made at the first call; ids are stable and negative."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "INSERT INTO local_learners (name, user_id) "
                "VALUES (?, (SELECT coalesce(min(user_id), 0) - 1 FROM local_learners)) ON CONFLICT DO NOTHING",
                (name,),
            )
            cursor = await connection.execute("SELECT user_id FROM local_learners WHERE name = ?", (name,))
            row = await cursor.fetchone()
        if row is None:
            raise LookupError(name)
        return Member(user_id=int(row["user_id"]), name=name, is_admin=True)
