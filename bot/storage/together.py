"""What members let others see, who wants to be reminded, and what a group did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.core.letters import Letter
from bot.storage.database import Database
from bot.storage.outbox import put


@dataclass(frozen=True, slots=True)
class Sharing:
    """What a member lets others see: their place in rankings, their name before the leader."""

    is_ranked: bool = True
    is_named: bool = False


class SharingChoices:
    """The table of those choices. Who chose nothing is ranked, and not named."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, user_id: int) -> Sharing:
        """Return a member's choices."""
        cursor = await self._database.read().execute(
            "SELECT is_ranked, is_named FROM sharing WHERE user_id = ?", (user_id,)
        )
        row = await cursor.fetchone()
        return Sharing() if row is None else Sharing(bool(row["is_ranked"]), bool(row["is_named"]))

    async def choose(self, user_id: int, *, is_ranked: bool | None = None, is_named: bool | None = None) -> Sharing:
        """Keep a choice; `None` leaves one as it is."""
        before = await self.of(user_id)
        after = Sharing(
            before.is_ranked if is_ranked is None else is_ranked, before.is_named if is_named is None else is_named
        )
        async with self._database.transaction() as connection:
            await connection.execute(
                "INSERT OR REPLACE INTO sharing (user_id, is_ranked, is_named) VALUES (?, ?, ?)",
                (user_id, after.is_ranked, after.is_named),
            )
        return after


@dataclass(frozen=True, slots=True)
class ReminderRow:
    """A row of `reminders`; `last_day` is the day it was looked at last, in the group's time zone."""

    user_id: int
    guild_id: int | None
    at: time
    last_day: str
    letter: str


class Reminders:
    """Who wants to be reminded of reviews, and when."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, user_id: int) -> time | None:
        """Return when a member is reminded, `None` for not at all."""
        cursor = await self._database.read().execute(
            "SELECT at FROM reminders WHERE user_id = ? AND stopped = ''", (user_id,)
        )
        row = await cursor.fetchone()
        return None if row is None else time.fromisoformat(row["at"])

    async def ask(self, user_id: int, guild_id: int | None, at: time, today: str) -> None:
        """Remind a member daily at that time. `today` is the day not to remind on any more, or empty."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "INSERT OR REPLACE INTO reminders (user_id, guild_id, at, last_day) VALUES (?, ?, ?, ?)",
                (user_id, guild_id, at.strftime("%H:%M"), today),
            )

    async def stop(self, user_id: int) -> None:
        """Remind a member no more."""
        async with self._database.transaction() as connection:
            await connection.execute("DELETE FROM reminders WHERE user_id = ?", (user_id,))

    async def all(self) -> tuple[ReminderRow, ...]:
        """Return everyone who is to be reminded."""
        cursor = await self._database.read().execute(
            "SELECT user_id, guild_id, at, last_day, letter FROM reminders WHERE stopped = '' ORDER BY user_id"
        )
        return tuple(
            ReminderRow(row["user_id"], row["guild_id"], time.fromisoformat(row["at"]), row["last_day"], row["letter"])
            for row in await cursor.fetchall()
        )

    async def looked(self, user_id: int, day: str, letter: Letter | None, at: datetime) -> bool:
        """Keep that a day's reminder was decided, with its letter where there is one; `False` where it had been."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "UPDATE reminders SET last_day = ?, letter = coalesce(?, letter) WHERE user_id = ? AND last_day < ?",
                (day, None if letter is None else letter.key, user_id, day),
            )
            if cursor.rowcount != 1:
                return False
            if letter is not None:
                await put(connection, letter, at)
        return True

    async def refused(self, user_id: int) -> None:
        """Keep that a member's direct messages are closed: no more letters, and they are to be told."""
        async with self._database.transaction() as connection:
            await connection.execute("UPDATE reminders SET stopped = 'closed' WHERE user_id = ?", (user_id,))

    async def take_news(self, user_id: int) -> bool:
        """Say whether a member is still to be told that their reminder stopped; it is said once."""
        cursor = await self._database.read().execute(
            "SELECT 1 FROM reminders WHERE user_id = ? AND stopped = 'closed'", (user_id,)
        )
        if await cursor.fetchone() is None:
            return False
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "UPDATE reminders SET stopped = 'told' WHERE user_id = ? AND stopped = 'closed'", (user_id,)
            )
            return cursor.rowcount == 1


@dataclass(frozen=True, slots=True)
class Deeds:
    """What one member did in a span: `points` of answers count each item once a day, at its best."""

    user_id: int
    name: str
    points: float
    answers: int
    right: int
    missions: int


@dataclass(frozen=True, slots=True)
class ItemFails:
    """How often an item was answered in a group, and wrong; by how many members."""

    item_id: str
    answers: int
    wrong: int
    people: int


@dataclass(frozen=True, slots=True)
class StuckItem:
    """An item a member answered wrong `wrong` times, the last time too."""

    user_id: int
    item_id: str
    wrong: int


@dataclass(frozen=True, slots=True)
class OpenMission:
    """A mission a member is at, with the commands they ran for it."""

    user_id: int
    mission_id: str
    started_at: datetime
    commands: int


class GroupDeeds:
    """Reads what the members of a group did. Spans are `since` to before `until` (aware UTC)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(
        self, guild_id: int, zone: ZoneInfo, since: datetime, until: datetime, *, ranked_only: bool = True
    ) -> tuple[Deeds, ...]:
        """Return what each member did who did anything; who opted out of rankings is left out of the ranked."""
        span = {
            "guild": guild_id,
            "since": since.isoformat(),
            "until": until.isoformat(),
            "all": not ranked_only,
            "zone": zone.key,
        }
        cursor = await self._database.read().execute(
            "WITH members AS (SELECT m.user_id, m.name FROM group_members AS m LEFT JOIN sharing AS s USING (user_id) "
            "  WHERE m.guild_id = :guild AND (:all OR coalesce(s.is_ranked, 1))), "
            "best AS (SELECT a.user_id, max(a.points) AS points, count(*) AS answers, sum(a.is_right) AS right "
            "  FROM members JOIN attempts AS a USING (user_id) "
            "  WHERE a.answered_at >= :since AND a.answered_at < :until "
            "  GROUP BY a.user_id, a.item_id, day_in_zone(a.answered_at, :zone)), "
            "scores AS (SELECT user_id, sum(points) AS points, sum(answers) AS answers, sum(right) AS right "
            "  FROM best GROUP BY user_id), "
            "first AS (SELECT r.user_id, min(r.solved_at) AS at FROM members JOIN mission_runs AS r USING (user_id) "
            "  WHERE r.solved_at IS NOT NULL GROUP BY r.user_id, r.mission_id), "
            "solved AS (SELECT user_id, count(*) AS missions FROM first WHERE at >= :since AND at < :until "
            "  GROUP BY user_id) "
            "SELECT user_id, name, coalesce(points, 0.0) AS points, coalesce(answers, 0) AS answers, "
            "  coalesce(right, 0) AS right, coalesce(missions, 0) AS missions "
            "FROM members LEFT JOIN scores USING (user_id) LEFT JOIN solved USING (user_id) "
            "WHERE answers > 0 OR missions > 0 ORDER BY user_id",
            span,
        )
        return tuple(
            Deeds(row["user_id"], row["name"], row["points"], row["answers"], row["right"], row["missions"])
            for row in await cursor.fetchall()
        )

    async def days(self, guild_id: int, zone: ZoneInfo, since: datetime, until: datetime) -> Mapping[date, int]:
        """Return how many answers the group gave on each of its days that had any."""
        cursor = await self._database.read().execute(
            "SELECT day_in_zone(a.answered_at, ?) AS day, count(*) AS count "
            "FROM group_members AS m JOIN attempts AS a USING (user_id) "
            "WHERE m.guild_id = ? AND a.answered_at >= ? AND a.answered_at < ? GROUP BY day",
            (zone.key, guild_id, since.isoformat(), until.isoformat()),
        )
        return {date.fromisoformat(row["day"]): row["count"] for row in await cursor.fetchall()}

    async def fails(self, guild_id: int, since: datetime, until: datetime) -> tuple[ItemFails, ...]:
        """Return the items that were answered wrong, the highest share of wrong answers first."""
        cursor = await self._database.read().execute(
            "SELECT a.item_id, count(*) AS answers, sum(1 - a.is_right) AS wrong, "
            "count(DISTINCT a.user_id) AS people FROM group_members AS m JOIN attempts AS a USING (user_id) "
            "WHERE m.guild_id = ? AND a.answered_at >= ? AND a.answered_at < ? GROUP BY a.item_id HAVING wrong > 0 "
            "ORDER BY 1.0 * wrong / count(*) DESC, wrong DESC, a.item_id",
            (guild_id, since.isoformat(), until.isoformat()),
        )
        return tuple(
            ItemFails(row["item_id"], row["answers"], row["wrong"], row["people"]) for row in await cursor.fetchall()
        )

    async def stuck(self, guild_id: int, since: datetime, least: int) -> tuple[StuckItem, ...]:
        """Return what members answered wrong at least `least` times since then, the last time too; the worst first."""
        cursor = await self._database.read().execute(
            "SELECT a.user_id, a.item_id, sum(1 - a.is_right) AS wrong, a.is_right AS last_right, max(a.id) "
            "FROM group_members AS m JOIN attempts AS a USING (user_id) "
            "WHERE m.guild_id = ? AND a.answered_at >= ? GROUP BY a.user_id, a.item_id "
            "HAVING wrong >= ? AND last_right = 0 ORDER BY wrong DESC, a.user_id, a.item_id",
            (guild_id, since.isoformat(), least),
        )
        return tuple(StuckItem(row["user_id"], row["item_id"], row["wrong"]) for row in await cursor.fetchall())

    async def missions(self, guild_id: int) -> tuple[OpenMission, ...]:
        """Return the missions members are at."""
        cursor = await self._database.read().execute(
            "SELECT r.user_id, r.mission_id, r.started_at, r.commands "
            "FROM group_members AS m JOIN mission_runs AS r USING (user_id) WHERE m.guild_id = ? "
            "AND r.solved_at IS NULL AND r.gave_up_at IS NULL AND r.left_at IS NULL ORDER BY r.started_at, r.id",
            (guild_id,),
        )
        return tuple(
            OpenMission(row["user_id"], row["mission_id"], datetime.fromisoformat(row["started_at"]), row["commands"])
            for row in await cursor.fetchall()
        )

    async def names(self, guild_id: int) -> Mapping[int, str]:
        """Return the members of a group: their names where they agreed to be named, else empty."""
        cursor = await self._database.read().execute(
            "SELECT m.user_id, CASE WHEN coalesce(s.is_named, 0) THEN m.name ELSE '' END AS name "
            "FROM group_members AS m LEFT JOIN sharing AS s USING (user_id) WHERE m.guild_id = ? ORDER BY m.user_id",
            (guild_id,),
        )
        return {row["user_id"]: row["name"] for row in await cursor.fetchall()}
