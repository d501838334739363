"""Groups: what their admins set, every change of it, and who belongs to them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import aiosqlite
from pydantic import TypeAdapter

from bot.core.groups import GroupSettings
from bot.storage.database import Database

DEFAULTS = GroupSettings()
OF_A_GROUP = (
    *("group_settings", "group_changes", "group_members", "group_departures", "audit", "outbox"),
    *("daily_questions", "duels"),
)
"""What goes with a group that is gone; what its members learned is theirs and stays."""
_SHAPE = TypeAdapter(GroupSettings)


@dataclass(frozen=True, slots=True)
class Change:
    """One setting that somebody changed; `before` and `after` are the values as JSON has them."""

    id: int
    guild_id: int
    user_id: int
    at: datetime
    name: str
    before: object
    after: object
    undoes: int | None


@dataclass(frozen=True, slots=True)
class GroupMember:
    """A learner who spoke in a group."""

    user_id: int
    name: str
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class Membership:
    """A group a learner spoke in, with the roles they had then."""

    guild_id: int
    role_ids: frozenset[int]


class Groups:
    """The groups' tables. Settings are kept at hand: they are asked for with every message, and changed here alone."""

    def __init__(self, database: Database, defaults: GroupSettings = DEFAULTS) -> None:
        self._database = database
        self._defaults = defaults
        self._known: dict[int, GroupSettings] = {}

    async def of(self, guild_id: int | None) -> GroupSettings:
        """Return a group's settings; the defaults for `None` (direct messages, the terminal)."""
        if guild_id is None:
            return self._defaults
        if (known := self._known.get(guild_id)) is not None:
            return known
        read = self._settings(await _stored(self._database.read(), guild_id))
        return self._known.setdefault(guild_id, read)  # a change that came in between is newer

    async def change(
        self, guild_id: int, user_id: int, at: datetime, values: Mapping[str, object], *, undoes: int | None = None
    ) -> GroupSettings:
        """Set some settings by name, keep who changed what at `at` (aware UTC), and return them all.

        Raises `pydantic.ValidationError` for a value of the wrong shape; nothing is changed then.
        """
        async with self._database.transaction() as connection:
            stored = await _stored(connection, guild_id)
            before = self._settings(stored)
            after = _SHAPE.validate_python({**_SHAPE.dump_python(before), **values})
            old, new = _SHAPE.dump_python(before, mode="json"), _SHAPE.dump_python(after, mode="json")
            changed = [name for name in values if old[name] != new[name]]
            await connection.execute(
                "INSERT INTO group_settings (guild_id, settings, updated_at) VALUES (?, ?, ?) ON CONFLICT (guild_id) "
                "DO UPDATE SET settings = excluded.settings, updated_at = excluded.updated_at",
                (guild_id, json.dumps({**stored, **{name: new[name] for name in changed}}), at.isoformat()),
            )
            await connection.executemany(
                "INSERT INTO group_changes (guild_id, user_id, at, name, before, after, undoes) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (guild_id, user_id, at.isoformat(), name, json.dumps(old[name]), json.dumps(new[name]), undoes)
                    for name in changed
                ],
            )
        self._known[guild_id] = after
        return after

    async def undo(self, guild_id: int, user_id: int, at: datetime, change_id: int) -> GroupSettings | None:
        """Set a setting to what it was before a change; that is a change too.

        Returns all settings, or `None` where the group has no such change of a setting there is.
        """
        cursor = await self._database.read().execute(
            "SELECT name, before FROM group_changes WHERE guild_id = ? AND id = ?", (guild_id, change_id)
        )
        row = await cursor.fetchone()
        if row is None or row["name"] not in _SHAPE.dump_python(self._defaults):
            return None
        values = {row["name"]: json.loads(row["before"])}
        return await self.change(guild_id, user_id, at, values, undoes=change_id)

    async def changes(self, guild_id: int, most: int = 20) -> tuple[Change, ...]:
        """Return a group's last changes, newest first."""
        cursor = await self._database.read().execute(
            "SELECT * FROM group_changes WHERE guild_id = ? ORDER BY id DESC LIMIT ?", (guild_id, most)
        )
        return tuple(
            Change(
                id=row["id"],
                guild_id=row["guild_id"],
                user_id=row["user_id"],
                at=datetime.fromisoformat(row["at"]),
                name=row["name"],
                before=json.loads(row["before"]),
                after=json.loads(row["after"]),
                undoes=row["undoes"],
            )
            for row in await cursor.fetchall()
        )

    async def members(self, guild_id: int) -> tuple[GroupMember, ...]:
        """Return the learners who spoke in a group, by name."""
        cursor = await self._database.read().execute(
            "SELECT user_id, name, last_seen_at FROM group_members WHERE guild_id = ? ORDER BY name, user_id",
            (guild_id,),
        )
        return tuple(
            GroupMember(row["user_id"], row["name"], datetime.fromisoformat(row["last_seen_at"]))
            for row in await cursor.fetchall()
        )

    async def all(self) -> Mapping[int, GroupSettings]:
        """Return the settings of every group whose admins changed any, by guild id; not of those the bot left."""
        cursor = await self._database.read().execute(
            "SELECT guild_id, settings FROM group_settings "
            "WHERE guild_id NOT IN (SELECT guild_id FROM group_departures) ORDER BY guild_id"
        )
        return {row["guild_id"]: self._settings(json.loads(row["settings"])) for row in await cursor.fetchall()}

    async def memberships(self, user_id: int) -> tuple[Membership, ...]:
        """Return the groups a learner spoke in, but those the bot left."""
        cursor = await self._database.read().execute(
            "SELECT guild_id, roles FROM group_members WHERE user_id = ? "
            "AND guild_id NOT IN (SELECT guild_id FROM group_departures) ORDER BY guild_id",
            (user_id,),
        )
        return tuple(
            Membership(row["guild_id"], frozenset(json.loads(row["roles"]))) for row in await cursor.fetchall()
        )

    async def left(self, guild_id: int, at: datetime) -> None:
        """Keep that a group sent the bot away at `at` (aware UTC); the first time counts."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "INSERT INTO group_departures (guild_id, left_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
                (guild_id, at.isoformat()),
            )

    async def returned(self, guild_id: int) -> None:
        """Keep that a group took the bot in (again): what was set there holds."""
        async with self._database.transaction() as connection:
            await connection.execute("DELETE FROM group_departures WHERE guild_id = ?", (guild_id,))

    async def present(self, guild_ids: Collection[int], at: datetime) -> None:
        """Take note of the groups the bot is in: others that are known were left while it was away."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "SELECT guild_id FROM group_settings UNION SELECT guild_id FROM group_members"
            )
            gone = [row["guild_id"] for row in await cursor.fetchall() if row["guild_id"] not in guild_ids]
            await connection.executemany(
                "INSERT INTO group_departures (guild_id, left_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
                [(guild_id, at.isoformat()) for guild_id in gone],
            )
            await connection.executemany(
                "DELETE FROM group_departures WHERE guild_id = ?", [(guild_id,) for guild_id in guild_ids]
            )

    async def forget_left_before(self, at: datetime) -> tuple[int, ...]:
        """Delete what is kept of groups that were left before `at`; returns their ids."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "SELECT guild_id FROM group_departures WHERE left_at < ?", (at.isoformat(),)
            )
            gone = tuple(row["guild_id"] for row in await cursor.fetchall())
            for table in OF_A_GROUP:
                await connection.executemany(
                    f'DELETE FROM "{table}" WHERE guild_id = ?',  # noqa: S608 - our own names
                    [(guild_id,) for guild_id in gone],
                )
        for guild_id in gone:
            self._known.pop(guild_id, None)
        return gone

    def _settings(self, stored: Mapping[str, object]) -> GroupSettings:
        # A setting of a later version that this one does not know is kept in the file and left out here.
        known = _SHAPE.dump_python(self._defaults, mode="json")
        return _SHAPE.validate_python({**known, **{key: stored[key] for key in stored if key in known}})


async def _stored(connection: aiosqlite.Connection, guild_id: int) -> dict[str, object]:
    cursor = await connection.execute("SELECT settings FROM group_settings WHERE guild_id = ?", (guild_id,))
    row = await cursor.fetchone()
    return {} if row is None else dict(json.loads(row["settings"]))
