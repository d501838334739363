"""Reading the course in the conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Protocol

from bot.core.clock import Clock
from bot.core.errors import GoraeError
from bot.core.people import Member
from bot.core.reply import MenuOption, Picture, Reply
from bot.lessons.model import Course, Lesson
from bot.render.lesson import render_lesson, render_lessons, render_section
from bot.render.titles import find_section
from bot.storage.reads import LessonReads
from bot.talk.desk import Action, PlainDesk
from bot.talk.typed import fitting


class DrawsDiagrams(Protocol):
    """Draws a section's diagram."""

    async def diagram(self, source: str, alt: str) -> Picture | None:
        """Return the picture, or `None` when it cannot be drawn."""
        ...


class LessonDesk(PlainDesk):
    """`/lesson` and turning its pages."""

    verbs = frozenset({"lesson"})
    rooms = frozenset({"lesson"})

    def __init__(self, course: Callable[[], Course], pictures: DrawsDiagrams, reads: LessonReads, clock: Clock) -> None:
        self._course = course
        self._pictures = pictures
        self._reads = reads
        self._clock = clock

    async def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        """List the lessons, or open one by its number, id or a word of its title."""
        del member, verb
        wanted = options.get("lesson", "").strip()
        yield render_lesson(self._lesson(wanted)) if wanted else render_lessons(self._course())

    async def press(self, member: Member, action: Action, values: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Open a lesson, a part, or the part before or after."""
        if action.verb == "list":
            yield render_lesson(self._lesson(action.rest(0)))
        elif action.verb == "choose":
            chosen = values.get("value", "").partition("\n")[0]
            yield await self._part(member, chosen) if "/" in chosen else render_lesson(self._lesson(chosen))
        elif action.verb in {"open", "turn"}:
            yield await self._part(member, action.rest(0))
        else:
            raise GoraeError("action-unknown")

    async def complete(self, member: Member, verb: str, option: str, text: str) -> Sequence[MenuOption]:
        """Complete lessons."""
        del member, verb, option
        named = ((lesson, f"{lesson.number} {lesson.title} {lesson.id}") for lesson in self._course().lessons)
        return [MenuOption(f"{lesson.number}. {lesson.title}"[:100], lesson.id) for lesson in fitting(text, named)]

    def _lesson(self, wanted: str) -> Lesson:
        number = wanted.removesuffix("강").strip()
        for lesson in self._course().lessons:
            if wanted in {lesson.id, lesson.title} or number in {str(lesson.number), f"{lesson.number:02}"}:
                return lesson
        for lesson in self._course().lessons:
            if wanted and wanted.casefold() in lesson.title.casefold():
                return lesson
        raise GoraeError("lesson-unknown")

    async def _part(self, member: Member, address: str) -> Reply:
        if (found := find_section(self._course(), address)) is None:
            raise GoraeError("lesson-unknown")
        lesson, section = found
        await self._reads.add(member.user_id, section.address, self._clock.now())
        diagram = section.diagrams[0] if section.diagrams else None
        picture = None if diagram is None else await self._pictures.diagram(diagram.source, diagram.alt)
        return render_section(lesson, section, picture)
