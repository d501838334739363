"""Quizzes in the conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence

from bot.core.errors import GoraeError
from bot.core.people import Member
from bot.core.reply import Form, MenuOption, Reply
from bot.lessons.model import Course
from bot.quiz.question import TYPED_KINDS
from bot.quiz.run import Asked, Source, Summary
from bot.quiz.service import DEFAULT_COUNT, QuizService
from bot.render.quiz import question_form, render_graded, render_open, render_question, render_summary
from bot.render.titles import titles_of
from bot.talk.desk import Action, PlainDesk
from bot.talk.typed import fitting


class QuizDesk(PlainDesk):
    """`/quiz`, `/review`, and what is pressed on a question."""

    verbs = frozenset({"quiz", "review", "answer"})
    rooms = frozenset({"quiz"})

    def __init__(self, service: QuizService, course: Callable[[], Course]) -> None:
        self._service = service
        self._course = course

    async def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Start a quiz or a review, or answer the open question by numbers."""
        if verb == "answer":
            if (asked := await self._service.resume(member)) is None:
                raise GoraeError("quiz-gone")
            yield await self._answer(member, asked.run_id, asked.position, options.get("answer", ""))
            return
        source = Source.DUE if verb == "review" else _source(options)
        lesson = self._lesson(options.get("lesson", ""))
        yield await self._begin(member, source=source, lesson=lesson, count=_count(options))

    async def press(self, member: Member, action: Action, values: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Carry out a button of a question."""
        titles = titles_of(self._course())
        if (begun := await self._beginning(member, action)) is not None:
            yield begun
            return
        run_id = action.number(0)
        if action.verb == "stop":
            yield render_summary(await self._service.stop(member, run_id), titles)
            return
        position = action.number(1)
        if action.verb in {"answer", "type"}:
            answer = values.get("answer") or values.get("value") or action.rest(2)
            if action.verb == "type" and not answer.strip():
                raise GoraeError("quiz-answer-empty")
            yield await self._answer(member, run_id, position, answer)
        elif action.verb == "next":
            after = await self._service.next(member, run_id, position)
            yield render_summary(after, titles) if isinstance(after, Summary) else render_question(after, titles)
        elif action.verb == "hint":
            yield render_question(await self._service.hint(member, run_id, position), titles)
        elif action.verb == "order":
            asked = await self._service.shown(member, run_id, position)
            yield render_question(asked, titles, picked=_picked(action.rest(2), asked))
        else:
            raise GoraeError("action-unknown")

    def form(self, member: Member, action: Action) -> Form | None:
        """Ask for the words of a typed answer."""
        del member
        return question_form() if action.verb == "type" else None

    async def complete(self, member: Member, verb: str, option: str, text: str) -> Sequence[MenuOption]:
        """Complete lessons."""
        del member, verb
        if option != "lesson":
            return ()
        named = ((lesson, f"{lesson.number} {lesson.title} {lesson.id}") for lesson in self._course().lessons)
        return [MenuOption(f"{lesson.number}. {lesson.title}"[:100], lesson.id) for lesson in fitting(text, named)]

    async def has_open_question(self, member: Member) -> bool:
        """Say whether bare numbers would answer a question of choices."""
        asked = await self._service.current(member)
        return asked is not None and asked.question.item.kind not in TYPED_KINDS

    async def _beginning(self, member: Member, action: Action) -> Reply | None:
        """Start what a button asks for, or return `None` where it is about a question."""
        if action.verb == "start":
            return await self._begin(member, count=action.number(1))
        if action.verb == "review":
            return await self._begin(member, source=Source.DUE)
        if action.verb == "lesson":
            return await self._begin(member, source=Source.LESSON, lesson=action.word(0), count=action.number(1))
        if action.verb == "fresh":
            source = _source({"source": action.word(0)})
            return await self._begin(member, source=source, lesson=action.rest(2), count=action.number(1), fresh=True)
        return None

    async def _begin(
        self,
        member: Member,
        *,
        source: Source = Source.MIX,
        lesson: str = "",
        count: int = DEFAULT_COUNT,
        fresh: bool = False,
    ) -> Reply:
        """Start a run; one that is not finished is shown again first, so that it is never lost by a word."""
        titles = titles_of(self._course())
        if not fresh and (asked := await self._service.resume(member)) is not None:
            return render_open(asked, titles, f"quiz:fresh:{source.value}:{count}:{lesson}")
        asked = await self._service.start(member, source=source, lesson=lesson, count=count)
        return render_question(asked, titles, in_place=False)

    async def _answer(self, member: Member, run_id: int, position: int, answer: str) -> Reply:
        graded = await self._service.answer(member, run_id, position, answer)
        return render_graded(graded, titles_of(self._course()))

    def _lesson(self, wanted: str) -> str:
        for lesson in self._course().lessons:
            if wanted.strip() in {lesson.id, str(lesson.number), f"{lesson.number:02}", lesson.title}:
                return lesson.id
        return wanted.strip()


def _source(options: Mapping[str, str]) -> Source:
    try:
        return Source(options.get("source") or ("lesson" if options.get("lesson") else "mix"))
    except ValueError:
        return Source.MIX


def _count(options: Mapping[str, str]) -> int:
    wanted = options.get("count", "").strip()
    if not wanted:
        return DEFAULT_COUNT
    return int(wanted) if wanted.isdecimal() and len(wanted) < 6 else 0  # noqa: PLR2004 - 0 is refused as a count


def _picked(text: str, asked: Asked) -> tuple[int, ...]:
    numbers = tuple(int(part) for part in text.split("-") if part.isdecimal() and len(part) < 3)  # noqa: PLR2004
    known = len(asked.question.shown)
    return tuple(dict.fromkeys(number for number in numbers if 1 <= number <= known))
