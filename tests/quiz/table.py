"""A quiz service over a real file, and what a test turns on it."""

from __future__ import annotations

from random import Random

from bot.core.people import Member
from bot.lessons.model import Course
from bot.quiz.grade import Miss
from bot.quiz.plans import Plans
from bot.quiz.run import Asked, Summary
from bot.quiz.service import QuizService
from bot.storage.database import Database
from bot.storage.groups import Groups
from bot.storage.quizzes import Quizzes
from bot.storage.reviews import Reviews
from tests.fakes.clock import FakeClock
from tests.quiz.courses import course, one

GUILD = 7
KIM, LEE = Member(1, "kim"), Member(2, "lee")
KIM_IN_GROUP = Member(1, "kim", guild_id=GUILD)


class Table:
    """What a quiz needs. `restarted` is the service after the program was ended and started again."""

    def __init__(self, database: Database, clock: FakeClock) -> None:
        self.database, self.clock = database, clock
        self.quizzes, self.reviews, self.groups = Quizzes(database), Reviews(database), Groups(database)
        self.plans = Plans(self.groups, self.reviews)
        self.course: Course = course(*(one(number) for number in range(1, 8)))
        self.service = self.restarted()

    def restarted(self) -> QuizService:
        return QuizService(
            lambda: self.course, self.quizzes, self.reviews, self.plans, self.clock, Random(4), lambda _a, _b: Miss("")
        )

    async def set(self, **values: object) -> None:
        """Change settings of the group."""
        await self.groups.change(GUILD, 99, self.clock.now(), values)

    async def answered(self, member: Member, *, count: int = 1, right: bool = True) -> Summary:
        """Take a quiz from end to end."""
        asked: Asked | Summary = await self.service.start(member, count=count)
        while isinstance(asked, Asked):
            await self.service.answer(member, asked.run_id, asked.position, place(asked, right=right))
            asked = await self.service.next(member, asked.run_id, asked.position)
        return asked


def place(asked: Asked, *, right: bool) -> str:
    """Return the number of a right or a wrong choice of `courses.one`."""
    return str(asked.question.shown.index("빵틀" if right else "빵") + 1)
