"""Asking: the course as it is now, the conversation so far, one answer; and what was thought of it."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from bot.answers import follow
from bot.answers.answer import Answer
from bot.answers.follow import FOLLOW_SECONDS, Turn
from bot.answers.index import Index, Stages
from bot.answers.korean import Morphemes
from bot.answers.question import Reader
from bot.answers.rephrase import Rephraser
from bot.answers.shape import answer
from bot.core.clock import Clock
from bot.core.errors import GoraeError
from bot.core.meter import SILENT, Meter
from bot.core.people import Member
from bot.lessons.model import Course
from bot.storage.questions import Questions

MOST_CONVERSATIONS = 2000  # the oldest is forgotten first; a lost one costs a learner nothing but a full question


@dataclass(frozen=True, slots=True)
class Engine:
    """A course made ready for questions. Immutable, so that a question never sees half of a new course."""

    version: str
    index: Index

    @classmethod
    def build(cls, course: Course, morphemes: Morphemes, cache: Path | None = None) -> Engine:
        """Index a course; about 0.3 ms a phrasing, a quarter of that where its texts were read before.

        `cache` is a folder in which the words of the texts are kept by the hash of course and code.
        """
        path = cache / f"answers-{course.version[:24]}-{_code_version()}.json" if cache is not None else None
        read = _kept(path) if path is not None else {}
        was_read = bool(read)
        index = Index(course, Reader(course, morphemes, read))
        if path is not None and not was_read:
            _keep(path, read)
        return cls(course.version, index)

    def without(self, stages: Stages) -> Engine:
        """Return the same course with stages switched off, for measuring what each is worth."""
        return Engine(self.version, Index(self.index.course, self.index.reader, stages))

    def ask(self, question: str, lesson: str | None = None) -> Answer:
        """Return the answer to a question that stands by itself.

        Raises `GoraeError` (`lesson-unknown`).
        """
        if lesson not in self.index.scopes:
            raise GoraeError("lesson-unknown", {"lesson": lesson})
        read = self.index.reader.read(question, mends=self.index.stages.mending)
        return answer(self.index, read, lesson)


def _code_version() -> str:
    """Return a hash of the code that reads texts: what an older version kept is not taken."""
    here = Path(__file__).parent
    names = ("cover.py", "keyboard.py", "korean.py", "lexicon.py", "question.py")
    return hashlib.sha256(b"".join((here / name).read_bytes() for name in names)).hexdigest()[:12]


def _kept(path: Path) -> dict[str, list[str]]:
    try:
        return dict(json.loads(path.read_bytes()))
    except (OSError, ValueError):
        return {}


def _keep(path: Path, read: dict[str, list[str]]) -> None:
    """Write what was read, whole or not at all; a folder that takes no file costs only time at the next start."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        for old in path.parent.glob("answers-*.json"):
            old.unlink(missing_ok=True)
        part = path.with_suffix(".part")
        part.write_text(json.dumps(read, ensure_ascii=False), "utf-8")
        part.replace(path)


class AnswerService:
    """Answers learners. A changed course is indexed beside the old one and taken when it is ready."""

    def __init__(
        self,
        course: Callable[[], Course],
        questions: Questions | None,
        clock: Clock,
        *,
        cache: Path | None = None,
        meter: Meter = SILENT,
        rephraser: Rephraser | None = None,
    ) -> None:
        self._rephraser = rephraser
        self._cache = cache
        self._meter = meter
        self._course = course
        self._questions = questions
        self._clock = clock
        self._morphemes: Morphemes | None = None
        self._engine: Engine | None = None
        self._building = asyncio.Lock()
        self._turns: OrderedDict[tuple[int, str], Turn] = OrderedDict()

    async def ready(self) -> Engine:
        """Return the engine for the course as it is now, building it first where that is needed."""
        course = self._course()
        if self._engine is not None and self._engine.version == course.version:
            return self._engine
        async with self._building:
            if self._engine is None or self._engine.version != course.version:
                self._engine = await asyncio.to_thread(self._build, course)
            return self._engine

    def _build(self, course: Course) -> Engine:
        if self._morphemes is None:
            self._morphemes = Morphemes()
        return Engine.build(course, self._morphemes, self._cache)

    async def ask(self, member: Member, question: str, *, lesson: str | None = None, thread_key: str = "") -> Answer:
        """Return the answer to a learner's question; one within ten minutes may leave out what the last was about.

        Raises `GoraeError` (`question-empty`, `lesson-unknown`).
        """
        if not question.strip():
            raise GoraeError("question-empty")
        engine = await self.ready()
        if lesson not in engine.index.scopes:
            raise GoraeError("lesson-unknown", {"lesson": lesson})
        read = engine.index.reader.read(question)
        key = (member.user_id, thread_key)
        before = self._before(key)
        completed = follow.complete(engine.index, read, before) if before is not None else question
        if completed != question:
            read = replace(engine.index.reader.read(completed), asked=question)
        found = answer(engine.index, read, lesson, easier=before is not None and follow.wants_easier(question))
        self._meter.count("answers", found.decision.value)
        things = follow.things(engine.index, read) or (before.things if before is not None else ())
        self._remember(key, Turn(read.text, things, found.commands, self._clock.monotonic(), lesson))
        if self._rephraser is not None:
            found = await self._rephraser.rephrase(found, engine.index.reader)
        return replace(found, id=await self._keep(member, found))

    async def judge(self, member: Member, question_id: int, *, is_good: bool, wanted: str = "") -> bool:
        """Keep what a learner thought of an answer; `False` where the question is not theirs or not kept."""
        if self._questions is None:
            return False
        return await self._questions.judge(member.user_id, question_id, "good" if is_good else "bad", wanted[:500])

    def _before(self, key: tuple[int, str]) -> Turn | None:
        turn = self._turns.get(key)
        return turn if turn is not None and self._clock.monotonic() - turn.at <= FOLLOW_SECONDS else None

    def _remember(self, key: tuple[int, str], turn: Turn) -> None:
        self._turns[key] = turn
        self._turns.move_to_end(key)
        while len(self._turns) > MOST_CONVERSATIONS:
            self._turns.popitem(last=False)

    async def _keep(self, member: Member, found: Answer) -> int:
        if self._questions is None:
            return 0
        part = found.places[0].address if found.places else ""
        decision = found.decision.value
        return await self._questions.add(
            member.user_id, found.question[:1000], decision, found.score, part, self._clock.now()
        )
