"""The conversation with quizzes, lessons and progress over a real file: what a learner presses, what they are told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import cache
from random import Random

from bot.core.clock import Clock
from bot.core.people import Member
from bot.core.reply import Picture, Reply
from bot.lessons.library import BUILT_IN, Library
from bot.lessons.model import Course
from bot.missions.probe import Workbench
from bot.missions.service import MissionService
from bot.progress.service import Kept, Progress, ProgressService
from bot.quiz.plans import Plans
from bot.quiz.service import QuizService
from bot.render.difference import compare
from bot.render.duel import render_over
from bot.storage.database import Database
from bot.storage.groups import Groups
from bot.storage.learners import Learners
from bot.storage.missions import MissionRuns
from bot.storage.quizzes import Quizzes
from bot.storage.reads import LessonReads
from bot.storage.reviews import Reviews
from bot.storage.sittings import Sittings
from bot.talk.conversation import Talk
from bot.talk.desk import Desk
from bot.talk.lesson import LessonDesk
from bot.talk.mission import MissionDesk
from bot.talk.progress import ProgressDesk
from bot.talk.quiz import QuizDesk
from bot.talk.together import together_desks
from bot.together.services import together
from sandbox.policy.settings import PolicySettings

KIM = Member(1, "kim")


@cache
def shipped() -> Course:
    """Return the course as it is shipped, read once a run."""
    return Library([BUILT_IN]).course


class NoPictures:
    """Draws nothing: a reply holds the same facts as text."""

    async def diagram(self, source: str, alt: str) -> Picture | None:
        del source, alt
        return None

    async def progress(self, progress: Progress) -> Picture | None:
        del progress
        return None


def conversation(
    database: Database, course: Course, clock: Clock, bench: Workbench, chance: Random | None = None
) -> Talk:
    """Return the desks that need no engine but `bench`, put together as the product does."""
    quizzes, reviews, reads, runs = Quizzes(database), Reviews(database), LessonReads(database), MissionRuns(database)
    groups = Groups(database)
    plans = Plans(groups, reviews)

    def current() -> Course:
        return course

    zone = groups._defaults.zone
    quiz = QuizDesk(QuizService(current, quizzes, reviews, plans, clock, chance or Random(4), compare), current)
    kept = Kept(quizzes, runs, reads, Sittings(database))
    shared = together(current, database, groups, clock, chance or Random(4), compare=compare, tell=render_over)
    desks: list[Desk] = [
        quiz,
        LessonDesk(current, NoPictures(), reads, clock),
        MissionDesk(MissionService(current, runs, bench, clock, zone), current),
        ProgressDesk(ProgressService(current, kept, plans, groups, clock), NoPictures()),
        *together_desks(shared),
    ]
    return Talk(
        desks,
        learners=Learners(database),
        clock=clock,
        policy=PolicySettings(),
        has_open_question=quiz.has_open_question,
    )


async def last(replies: AsyncIterator[Reply]) -> Reply:
    """Return what stands there in the end."""
    shown = Reply()
    async for reply in replies:
        shown = reply
    return shown


def action(reply: Reply, label: str) -> str:
    """Return the action of the button whose label begins so."""
    return next(choice.action for choice in reply.choices if choice.label.startswith(label))
