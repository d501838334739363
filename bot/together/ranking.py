"""Rankings of a group: week, month, all time."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.clock import Clock
from bot.core.errors import GoraeError
from bot.core.people import Member
from bot.storage.groups import Groups
from bot.storage.together import Deeds, GroupDeeds, SharingChoices
from bot.together.board import places
from bot.together.days import DAY, Period, beginning

MISSION_POINTS = 5.0
"""A mission is several commands on a real engine; an answer is worth up to 1, as in the quiz."""


def score(deeds: Deeds) -> float:
    """Return the points: each item once a day at its best (a hint costs half), and missions solved first then."""
    return round(deeds.points + MISSION_POINTS * deeds.missions, 2)


@dataclass(frozen=True, slots=True)
class Standing:
    """One line of a ranking."""

    place: int
    user_id: int
    name: str
    score: float
    answers: int
    missions: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """A group's ranking; `own` is the asker's line, `None` without points or where they are not ranked."""

    period: Period
    standings: tuple[Standing, ...]
    own: Standing | None
    is_ranked: bool


def ranked(deeds: tuple[Deeds, ...]) -> tuple[Standing, ...]:
    """Put members in order; equal scores share a place, in the order of their names. Who has no points is left out."""
    order = sorted((one for one in deeds if score(one) > 0), key=lambda one: (-score(one), one.name, one.user_id))
    return tuple(
        Standing(place, one.user_id, one.name, score(one), one.answers, one.missions)
        for place, one in zip(places([score(one) for one in order]), order, strict=True)
    )


class RankingService:
    """Ranks the members of a group."""

    def __init__(self, deeds: GroupDeeds, sharing: SharingChoices, groups: Groups, clock: Clock) -> None:
        self._deeds = deeds
        self._sharing = sharing
        self._groups = groups
        self._clock = clock

    async def of(self, member: Member, period: Period) -> Ranking:
        """Return the ranking of the member's group in its own time. Raises `GoraeError` (`group-needed`)."""
        if member.guild_id is None:
            raise GoraeError("group-needed")
        zone, now = (await self._groups.of(member.guild_id)).zone, self._clock.now()
        deeds = await self._deeds.of(member.guild_id, zone, beginning(period, zone, now), now + DAY)
        standings = ranked(deeds)
        own = next((line for line in standings if line.user_id == member.user_id), None)
        return Ranking(period, standings, own, (await self._sharing.of(member.user_id)).is_ranked)
