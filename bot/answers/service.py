"""Asking: the course as it is now, the conversation so far, one answer; and what was thought of it."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from bot.answers import several
from bot.answers.answer import Answer, Shape
from bot.answers.conversation import after_run
from bot.answers.follow import FOLLOW_SECONDS, TWO, Turn
from bot.answers.index import Index
from bot.answers.korean import Morphemes
from bot.answers.parts import Stages
from bot.answers.question import Reader
from bot.answers.recall import Recalled, recalled, remember, remember_corpus
from bot.answers.rephrase import Rephraser
from bot.core.clock import Clock
from bot.core.errors import GoraeError
from bot.core.meter import SILENT, Meter
from bot.core.people import Member
from bot.core.tasks import Tasks
from bot.lessons.model import Course
from bot.storage.questions import Questions

PATIENCE_SECONDS = 1.5  # a changed lesson is read in less; changed words are learned in half a minute or so
MOST_CONVERSATIONS = 2000  # the oldest is forgotten first; a lost one costs a learner nothing but a full question


@dataclass(frozen=True, slots=True)
class Engine:
    """A course made ready for questions. Immutable, so that a question never sees half of a new course."""

    version: str
    index: Index

    @classmethod
    def build(
        cls, course: Course, morphemes: Morphemes, caches: Sequence[Path] = (), known: Recalled | None = None
    ) -> Engine:
        """Index a course; seconds the first time, a fifth of a second where it was read and learned before.

        `caches` are folders that may hold what was read and learned, `known` what they hold of this course where that
        was looked up; what is new is kept in the first.
        """
        known = known or recalled(caches, course)
        index = Index(course, Reader(course, morphemes, known.read), learned=known.wishes, corpus=known.corpus)
        texts = index.reader.texts
        if caches and (known.wishes is None or not texts.features.keys() <= known.read.features.keys()):
            index.read_claims()
            remember(caches[0], course, texts, index.wishes)
        if caches and known.corpus is None:
            remember_corpus(caches[0], course, index.corpus)
        return cls(course.version, index)

    def without(self, stages: Stages) -> Engine:
        """Return the same course with stages switched off, for measuring what each is worth."""
        return Engine(self.version, Index(self.index.course, self.index.reader, stages))

    def ask(self, question: str, lesson: str | None = None) -> Answer:
        """Return the answer to a question that stands by itself, with those to what else it asks.

        Raises `GoraeError` (`lesson-unknown`).
        """
        if lesson not in self.index.scopes:
            raise GoraeError("lesson-unknown", {"lesson": lesson})
        read = self.index.reader.read(question, mends=self.index.stages.mending)
        return several.ask(self.index, read, lesson)


@dataclass(frozen=True, slots=True)
class _Talk:
    """A conversation: its last turn, and the last commands that were run since; `at` in monotonic seconds."""

    turn: Turn | None
    at: float
    ran: tuple[str, ...] = ()


class AnswerService:
    """Answers learners. A changed course is indexed beside the last one and taken when it is ready.

    `earlier` gives courses that were in use before, the last one first.
    """

    def __init__(
        self,
        course: Callable[[], Course],
        questions: Questions | None,
        clock: Clock,
        *,
        caches: Sequence[Path] = (),
        meter: Meter = SILENT,
        rephraser: Rephraser | None = None,
        earlier: Callable[[], Iterable[Course]] = tuple,
        tasks: Tasks | None = None,
    ) -> None:
        self._earlier = earlier
        self._tasks = tasks or Tasks()
        self._renewing: asyncio.Task[None] | None = None
        self._rephraser = rephraser
        self._caches = tuple(caches)
        self._meter = meter
        self._course = course
        self._questions = questions
        self._clock = clock
        self._morphemes: Morphemes | None = None
        self._engine: Engine | None = None
        self._building = asyncio.Lock()
        self._talks: OrderedDict[tuple[int, str], _Talk] = OrderedDict()

    async def warm(self) -> None:
        """Be ready as soon as can be: with the last course that was learned, while this one is only being learned."""
        async with self._building:
            if self._engine is None:
                self._engine = await asyncio.to_thread(self._learned, self._course())
        await self._taken(patience=0)

    async def ready(self) -> Engine:
        """Return the engine for the course as it is now, built first where there is none yet.

        Where it takes long to learn what has changed, that is the engine of the last course meanwhile.
        """
        return await self._taken(PATIENCE_SECONDS)

    async def _taken(self, patience: float) -> Engine:
        course = self._course()
        async with self._building:
            if self._engine is None:
                self._engine = await asyncio.to_thread(self._build, course)
        if self._engine.version != course.version and (self._renewing is None or self._renewing.done()):
            self._renewing = self._tasks.start(self._renew(course), name="answers")
            await asyncio.wait({self._renewing}, timeout=patience)
        return self._engine

    async def _renew(self, course: Course) -> None:
        self._engine = await asyncio.to_thread(self._build, course)

    def _learned(self, course: Course) -> Engine | None:
        """Return the engine of the course, or of the last one without lessons of its own, that was learned before."""
        lessons = {lesson.id for lesson in course.lessons}
        for one in chain((course,), self._earlier()):
            if lessons.issuperset(lesson.id for lesson in one.lessons):
                known = recalled(self._caches, one)
                if known.wishes is not None:
                    return self._build(one, known)
        return None

    def _build(self, course: Course, known: Recalled | None = None) -> Engine:
        if self._morphemes is None:
            self._morphemes = Morphemes()
        return Engine.build(course, self._morphemes, self._caches, known)

    async def ask(self, member: Member, question: str, *, lesson: str | None = None, thread_key: str = "") -> Answer:
        """Return the answer to a learner's question, with those to what else the message asks.

        One within ten minutes may leave out what the last was about.

        Raises `GoraeError` (`question-empty`, `lesson-unknown`).
        """
        if not question.strip():
            raise GoraeError("question-empty")
        engine = await self.ready()
        if lesson not in engine.index.scopes:
            raise GoraeError("lesson-unknown", {"lesson": lesson})
        key, now = (member.user_id, thread_key), self._clock.monotonic()
        typed = engine.index.reader.read(question)
        found, turn = several.reply(engine.index, typed, self._before(engine.index, key), now, lesson)
        if turn is not None:
            self._remember(key, _Talk(turn, turn.at))
        first, *further = [await self._finished(member, one, engine) for one in found.every]
        return replace(first, further=tuple(further), unanswered=found.unanswered)

    async def _finished(self, member: Member, found: Answer, engine: Engine) -> Answer:
        """Return one answer in other words where an operator wants that, its question kept."""
        self._meter.count("answers", found.decision.value)
        if self._rephraser is not None:
            found = await self._rephraser.rephrase(found, engine.index.reader)
        return replace(found, id=await self._keep(member, found))

    def ran(self, member: Member, command: str, *, thread_key: str = "") -> None:
        """Take a command that a learner ran (`docker network create`) for what the next question may leave out."""
        key = (member.user_id, thread_key)
        talk = self._talk(key) or _Talk(None, 0.0)
        commands = tuple(dict.fromkeys((*(one for one in talk.ran if one != command), command)))
        self._remember(key, replace(talk, ran=commands[-TWO:], at=self._clock.monotonic()))

    async def judge(self, member: Member, question_id: int, *, is_good: bool, wanted: str = "") -> bool:
        """Keep what a learner thought of an answer; `False` where the question is not theirs or not kept."""
        if self._questions is None:
            return False
        return await self._questions.judge(member.user_id, question_id, "good" if is_good else "bad", wanted[:500])

    def _before(self, index: Index, key: tuple[int, str]) -> Turn | None:
        """Return what a question follows; commands are only looked at now, for most are never asked about."""
        if (talk := self._talk(key)) is None:
            return None
        turn = talk.turn if talk.turn is not None and self._is_recent(talk.turn.at) else None
        for command in talk.ran:
            turn = after_run(index, command, turn, talk.at)
        return turn

    def _talk(self, key: tuple[int, str]) -> _Talk | None:
        talk = self._talks.get(key)
        return talk if talk is not None and self._is_recent(talk.at) else None

    def _is_recent(self, at: float) -> bool:
        return self._clock.monotonic() - at <= FOLLOW_SECONDS

    def _remember(self, key: tuple[int, str], talk: _Talk) -> None:
        self._talks[key] = talk
        self._talks.move_to_end(key)
        while len(self._talks) > MOST_CONVERSATIONS or self._talk(next(iter(self._talks))) is None:
            self._talks.popitem(last=False)

    async def _keep(self, member: Member, found: Answer) -> int:
        """Return the id of the stored question; what asks nothing is none, for nobody could write its answer."""
        if self._questions is None or found.shape is Shape.GREETING:
            return 0
        part = found.places[0].address if found.places else ""
        decision = found.decision.value
        return await self._questions.add(
            member.user_id, found.question[:1000], decision, found.score, part, self._clock.now()
        )
