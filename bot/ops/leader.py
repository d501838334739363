"""Gathers what the leader's page shows of one group."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.core.clock import Clock
from bot.core.people import Member
from bot.lessons.model import Course
from bot.lessons.problems import ContentProblem
from bot.ops.leader_view import HardItem, LeaderView, Learner, LessonShare, RefusalCount, SandboxLoad
from bot.practice.door import Door
from bot.progress.service import Progress, ProgressService
from bot.render.content import say_problem
from bot.storage.audit import Audit
from bot.storage.groups import GroupMember, Groups
from bot.storage.together import SharingChoices
from bot.together.group import GroupService

MOST_LEARNERS = 200
"""The members seen last; a page of more is no overview any more."""
LOOK_BACK = timedelta(days=30)
REFUSALS_BACK = timedelta(days=7)
MOST_HARD, MOST_REFUSALS, MOST_PROBLEMS = 10, 10, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader:
    """Reads from the services; writes nothing. Members who did not agree to be named stay without a name."""

    course: Callable[[], Course]
    problems: Callable[[], Sequence[ContentProblem]]
    groups: Groups
    group: GroupService
    progress: ProgressService
    sharing: SharingChoices
    audit: Audit
    door: Door
    clock: Clock

    async def view(self, guild_id: int) -> LeaderView:
        """Return the page's content for a group."""
        now = self.clock.now()
        zone = (await self.groups.of(guild_id)).zone
        members = sorted(await self.groups.members(guild_id), key=lambda one: one.last_seen_at, reverse=True)
        seen = [(one, await self._progress(guild_id, one)) for one in members[:MOST_LEARNERS]]
        learners = [await self._learner(one, progress) for one, progress in seen]
        # Not by time, name or id: an order that is known would tell who the unnamed are.
        learners.sort(key=lambda one: (-one.mastery, -one.missions, not one.name, one.name))
        course = self.course()
        titles = {lesson.id: f"{lesson.number}강 {lesson.title}" for lesson in course.lessons}
        hardest = await self.group.hardest(guild_id, now - LOOK_BACK, now + timedelta(days=1), MOST_HARD)
        return LeaderView(
            at=now.astimezone(zone),
            missions=sum(len(lesson.missions) for lesson in course.lessons),
            learners=tuple(learners),
            lessons=_lessons(course, [progress for _, progress in seen]),
            hardest=tuple(
                HardItem(hard.item.prompt, titles[hard.item.lesson], hard.wrong / hard.answers, hard.answers)
                for hard in hardest
            ),
            refusals=await self._refusals(guild_id),
            sandboxes=self._load(),
            problems=tuple(say_problem(problem) for problem in self.problems()[:MOST_PROBLEMS]),
        )

    async def _progress(self, guild_id: int, one: GroupMember) -> Progress:
        return await self.progress.progress(Member(one.user_id, one.name, guild_id))

    async def _learner(self, one: GroupMember, progress: Progress) -> Learner:
        shares = [lesson.share for lesson in progress.lessons]
        return Learner(
            name=one.name if (await self.sharing.of(one.user_id)).is_named else "",
            mastery=sum(shares) / len(shares) if shares else 0.0,
            missions=progress.missions_solved,
            streak_days=progress.streak.current,
            due=progress.due,
            last_seen_at=one.last_seen_at,
        )

    async def _refusals(self, guild_id: int) -> tuple[RefusalCount, ...]:
        titles = {text.key: text.title for text in self.course().refusals}
        counts = await self.audit.refusals(guild_id, self.clock.now() - REFUSALS_BACK, MOST_REFUSALS)
        return tuple(RefusalCount(titles.get(reason, reason).replace("{word}", "…"), count) for reason, count in counts)

    def _load(self) -> SandboxLoad:
        practice = self.door.service
        if practice is None:
            return SandboxLoad(is_up=False, live=0, warm=0, capacity=0, waiting=0)
        return SandboxLoad(
            is_up=True,
            live=practice.live,
            warm=practice.warm,
            capacity=practice.capacity,
            waiting=practice.waiting,
        )


def _lessons(course: Course, seen: Sequence[Progress]) -> tuple[LessonShare, ...]:
    shares = []
    for place, lesson in enumerate(course.lessons):
        own = [progress.lessons[place] for progress in seen if place < len(progress.lessons)]
        mean = sum(one.share for one in own) / len(own) if own else 0.0
        shares.append(LessonShare(lesson.title, mean, sum(one.seen > 0 for one in own)))
    return tuple(shares)
