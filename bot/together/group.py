"""How a group is doing: for its leader, and as a summary of the week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.core.clock import Clock
from bot.lessons.exercises import Mission, QuizItem
from bot.lessons.model import Course
from bot.storage.groups import Groups
from bot.storage.together import GroupDeeds
from bot.together.days import DAY, moment
from bot.together.ranking import Standing, ranked

LOOK_BACK = timedelta(days=14)
STUCK_WRONG = 2
STUCK_COMMANDS = 10
STUCK_TIME = timedelta(days=1)
HARD_ANSWERS, HARD_PEOPLE = 3, 2
"""An item counts as hard from so many answers by so many members: of one alone it would tell who it was."""
MOST_HARD = 5
WEEK = 7


@dataclass(frozen=True, slots=True)
class Hard:
    """An item that fails often: `wrong` of `answers`, by `people`."""

    item: QuizItem
    answers: int
    wrong: int
    people: int


@dataclass(frozen=True, slots=True)
class Stuck:
    """Where one member is stuck; `name` is empty for who did not agree to be named."""

    name: str
    items: tuple[tuple[QuizItem, int], ...]
    mission: Mission | None
    commands: int

    @property
    def weight(self) -> int:
        """How much somebody could do with a word: wrong answers, and a mission as two."""
        return sum(wrong for _, wrong in self.items) + (2 if self.mission else 0)


@dataclass(frozen=True, slots=True)
class GroupView:
    """What the leader sees; members who are not stuck are only counted."""

    members: int
    active: int
    answers: int
    right: int
    stuck: tuple[Stuck, ...]
    hardest: tuple[Hard, ...]


@dataclass(frozen=True, slots=True)
class WeekSummary:
    """A week of a group from Monday on. `days` are the answers of each day, `before` those of the week before."""

    monday: date
    members: int
    answers: int
    right: int
    missions: int
    before: int
    days: tuple[int, ...]
    first: tuple[Standing, ...]
    hardest: tuple[Hard, ...]


class GroupService:
    """Reads what the members of a group did; writes nothing."""

    def __init__(self, course: Callable[[], Course], deeds: GroupDeeds, groups: Groups, clock: Clock) -> None:
        self._course = course
        self._deeds = deeds
        self._groups = groups
        self._clock = clock

    async def view(self, guild_id: int) -> GroupView:
        """Return what the leader of a group may see of the last 14 days."""
        now = self._clock.now()
        since = now - LOOK_BACK
        zone = (await self._groups.of(guild_id)).zone
        deeds = await self._deeds.of(guild_id, zone, since, now + DAY, ranked_only=False)
        names = await self._deeds.names(guild_id)
        return GroupView(
            members=len(names),
            active=len(deeds),
            answers=sum(one.answers for one in deeds),
            right=sum(one.right for one in deeds),
            stuck=await self._stuck(guild_id, since, now),
            hardest=await self.hardest(guild_id, since, now + DAY, MOST_HARD),
        )

    async def week(self, guild_id: int, monday: date) -> WeekSummary:
        """Return the summary of the week that began on `monday`, days in the group's time."""
        zone = (await self._groups.of(guild_id)).zone
        begin, before, after = (moment(day, time(), zone) for day in (monday, monday - DAY * WEEK, monday + DAY * WEEK))
        everyone = await self._deeds.of(guild_id, zone, begin, after, ranked_only=False)
        earlier = await self._deeds.of(guild_id, zone, before, begin, ranked_only=False)
        days = await self._deeds.days(guild_id, zone, begin, after)
        return WeekSummary(
            monday=monday,
            members=len(everyone),
            answers=sum(one.answers for one in everyone),
            right=sum(one.right for one in everyone),
            missions=sum(one.missions for one in everyone),
            before=sum(one.answers for one in earlier),
            days=tuple(days.get(monday + DAY * number, 0) for number in range(WEEK)),
            first=tuple(line for line in ranked(await self._deeds.of(guild_id, zone, begin, after)) if line.place <= 3),  # noqa: PLR2004 - the first three
            hardest=await self.hardest(guild_id, begin, after, 3),
        )

    async def hardest(self, guild_id: int, since: datetime, until: datetime, most: int) -> tuple[Hard, ...]:
        """Return the items that failed most, of those that several members answered."""
        items = {item.id: item for lesson in self._course().lessons for item in lesson.quiz}
        return tuple(
            Hard(items[fails.item_id], fails.answers, fails.wrong, fails.people)
            for fails in await self._deeds.fails(guild_id, since, until)
            if fails.item_id in items and fails.answers >= HARD_ANSWERS and fails.people >= HARD_PEOPLE
        )[:most]

    async def _stuck(self, guild_id: int, since: datetime, now: datetime) -> tuple[Stuck, ...]:
        course = self._course()
        items = {item.id: item for lesson in course.lessons for item in lesson.quiz}
        missions = {mission.id: mission for lesson in course.lessons for mission in lesson.missions}
        wrong: defaultdict[int, list[tuple[QuizItem, int]]] = defaultdict(list)
        for one in await self._deeds.stuck(guild_id, since, STUCK_WRONG):
            if one.item_id in items:
                wrong[one.user_id].append((items[one.item_id], one.wrong))
        at = {
            one.user_id: one
            for one in await self._deeds.missions(guild_id)
            if one.mission_id in missions
            and one.started_at >= since
            and (one.commands >= STUCK_COMMANDS or now - one.started_at >= STUCK_TIME)
        }
        names = await self._deeds.names(guild_id)
        found = []
        for user_id in {*wrong, *at}:
            mission = at.get(user_id)
            found.append(
                Stuck(
                    names.get(user_id, ""),
                    tuple(wrong[user_id]),
                    None if mission is None else missions[mission.mission_id],
                    0 if mission is None else mission.commands,
                )
            )
        # Not by id or name: an order that is known would tell who the unnamed are.
        return tuple(sorted(found, key=lambda one: (-one.weight, not one.name, one.name, str(one.items))))
