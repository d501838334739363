"""The state of the course, for admins."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence

from bot.core.people import Member
from bot.core.reply import Reply
from bot.lessons.model import Course
from bot.lessons.problems import ContentProblem
from bot.render.course_state import render_course_state
from bot.storage.questions import Questions
from bot.talk.desk import PlainDesk


class ContentDesk(PlainDesk):
    """`/content`: the course in use, what is wrong in its files, and where questions find no good answer.

    Of the questions only their number is told, by the part they came closest to: their words may be from direct
    messages or other groups. Only admins come here (`bot.talk.gate`).
    """

    verbs = frozenset({"content"})
    rooms: frozenset[str] = frozenset()

    def __init__(
        self, course: Callable[[], Course], problems: Callable[[], Sequence[ContentProblem]], questions: Questions
    ) -> None:
        self._course = course
        self._problems = problems
        self._questions = questions

    async def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Show the state."""
        del member, verb, options
        yield render_course_state(self._course(), self._problems(), await self._questions.misses())
