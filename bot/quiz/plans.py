"""Whose memory is planned how: the group's retention target, the learner's own parameters where they predict better."""

from __future__ import annotations

from fsrs import Scheduler

from bot.core.groups import LEAST_QUESTION_SECONDS, LEAST_RETENTION, MOST_QUESTION_SECONDS, MOST_RETENTION
from bot.core.people import Member
from bot.quiz.review import scheduler
from bot.storage.groups import Groups
from bot.storage.reviews import Reviews


class Plans:
    """Makes the scheduler of a learner where they are."""

    def __init__(self, groups: Groups, reviews: Reviews) -> None:
        self._groups = groups
        self._reviews = reviews

    async def of(self, member: Member) -> Scheduler:
        """Return the plan of a learner's reviews."""
        wanted = (await self._groups.of(member.guild_id)).retention
        retention = min(max(wanted, LEAST_RETENTION), MOST_RETENTION)
        return scheduler(retention, await self._reviews.parameters(member.user_id))

    async def question_seconds(self, member: Member) -> int:
        """Return the time for a question where the learner is, 0 for no limit, else 5 to 120."""
        wanted = (await self._groups.of(member.guild_id)).question_seconds
        return min(max(wanted, LEAST_QUESTION_SECONDS), MOST_QUESTION_SECONDS) if wanted > 0 else 0
