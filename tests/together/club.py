"""A group that learns together, over a real file: its services, its desks, and the rounds made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from random import Random

from bot.core.clock import Clock
from bot.core.groups import GroupSettings
from bot.core.letters import Letter
from bot.core.people import Member
from bot.core.reply import Picture, Reply
from bot.lessons.exercises import Mission, QuizItem
from bot.lessons.model import Course, Lesson
from bot.progress.service import Kept, Progress, ProgressService
from bot.quiz.plans import Plans
from bot.quiz.question import present
from bot.quiz.service import QuizService
from bot.render.difference import compare
from bot.render.duel import render_over
from bot.rounds.rounds import Round
from bot.rounds.together import together_rounds
from bot.storage.database import Database
from bot.storage.groups import Groups
from bot.storage.learners import Learners
from bot.storage.memory import Memory
from bot.storage.missions import MissionRuns
from bot.storage.quizzes import Quizzes
from bot.storage.reads import LessonReads
from bot.storage.reviews import Reviews
from bot.storage.sittings import Sittings
from bot.talk.conversation import Talk
from bot.talk.desk import Desk
from bot.talk.progress import ProgressDesk
from bot.talk.quiz import QuizDesk
from bot.talk.reminders import WithNews
from bot.talk.together import together_desks
from bot.together.answering import Answering
from bot.together.group import WeekSummary
from bot.together.services import together
from sandbox.policy.settings import PolicySettings
from tests.quiz.courses import one
from tests.talk.quizzing import last

GUILD, CHANNEL = 50, 60
KIM = Member(1, "kim", GUILD, CHANNEL)
LEE = Member(2, "lee", GUILD, CHANNEL)
PARK = Member(3, "park", GUILD, CHANNEL)
LEADER = Member(9, "leader", GUILD, CHANNEL, is_admin=True)


def mission(name: str) -> Mission:
    return Mission(f"01-docker/{name}", "01-docker", "01-docker/part-1", "빵집", "", 3, {}, {}, (), (), (), (), (), ())


def small(items: Sequence[QuizItem] | None = None) -> Course:
    chosen = tuple(one(number) for number in range(1, 8)) if items is None else tuple(items)
    lesson = Lesson("01-docker", 1, "도커 이해하기", "", 10, (), (), chosen, (mission("m-shop"), mission("m-net")))
    return Course("v1", (lesson,), (), (), (), (), ())


class NoPictures:
    """Draws nothing: a reply holds the same facts as text."""

    async def progress(self, progress: Progress) -> Picture | None:
        del progress
        return None

    async def week(self, summary: WeekSummary) -> Picture | None:
        del summary
        return None


class Club:
    """The group; a new one over the same database is the program after a restart."""

    def __init__(self, database: Database, clock: Clock, course: Course | None = None) -> None:
        self.database = database
        self.clock = clock
        self.course = small() if course is None else course
        self.groups = Groups(database)
        self.quizzes, self.runs = Quizzes(database), MissionRuns(database)
        self.services = together(
            lambda: self.course, database, self.groups, clock, Random(4), compare=compare, tell=render_over
        )
        self.rounds: tuple[Round, ...] = together_rounds(self.services, Memory(database), NoPictures())
        reviews = Reviews(database)
        plans = Plans(self.groups, reviews)
        self.answering = Answering(self.quizzes, plans, compare)
        quiz = QuizService(lambda: self.course, self.quizzes, reviews, plans, clock, Random(4), compare)
        kept = Kept(self.quizzes, self.runs, LessonReads(database), Sittings(database))
        desk = QuizDesk(quiz, lambda: self.course)
        progress = ProgressDesk(ProgressService(lambda: self.course, kept, plans, self.groups, clock), NoPictures())
        desks: list[Desk] = [
            WithNews(desk, self.services.reminding),
            WithNews(progress, self.services.reminding),
            *together_desks(self.services),
        ]
        self.talk = Talk(
            desks,
            learners=Learners(database),
            clock=clock,
            policy=PolicySettings(),
            has_open_question=desk.has_open_question,
        )

    async def set(self, **values: object) -> GroupSettings:
        """Change settings as an admin does."""
        return await self.groups.change(GUILD, LEADER.user_id, self.clock.now(), values)

    async def make_rounds(self) -> None:
        """Let a minute's rounds be made, twice: that must not differ from once."""
        for one_round in (*self.rounds, *self.rounds):
            await one_round(self.clock.now())

    async def letters(self) -> list[Letter]:
        """Return all letters that were written, delivered or not."""
        waiting = await self.services.outbox.waiting(datetime.max.replace(tzinfo=self.clock.now().tzinfo), 1000)
        return [posted.letter for posted in waiting]

    async def press(self, member: Member, action: str, **values: str) -> Reply:
        """Press a button and return what stands there in the end."""
        return await last(self.talk.press(member, action, values))

    async def do(self, member: Member, verb: str) -> Reply:
        """Use a slash command."""
        return await last(self.talk.do(member, verb, {}))

    async def answers(self, member: Member, item_number: int, *, is_right: bool, points: float = 1.0) -> None:
        """Let a member answer an item now, as in a quiz."""
        await Learners(self.database).seen(member, self.clock.now())
        item = self.course.lessons[0].quiz[item_number]
        judged = await self.answering.judge(
            member, present(item, 1), "1", counted_seconds=30.0, seconds=30.0, at=self.clock.now()
        )
        attempt = replace(judged.attempt, is_right=is_right, points=points if is_right else 0.0)
        assert await self.quizzes.record(attempt, judged.card)

    async def solves(self, member: Member, name: str) -> None:
        """Let a member solve a mission now."""
        await Learners(self.database).seen(member, self.clock.now())
        run = await self.runs.start(member.user_id, f"01-docker/{name}", {}, self.clock.now())
        assert await self.runs.solve(run.id, self.clock.now())
