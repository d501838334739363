"""A race: five questions in a channel, everyone answers, the first right answer wins the point."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from bot.core.clock import Clock
from bot.core.errors import GoraeError
from bot.core.letters import Letter
from bot.core.people import Member
from bot.core.reply import Reply
from bot.lessons.exercises import QuizKind
from bot.lessons.model import Course
from bot.quiz.question import Question, present
from bot.storage.duels import DuelAnswer, DuelRow, Duels
from bot.together.answering import Answering
from bot.together.board import Racer, board, winners

QUESTIONS = 5
LOBBY_SECONDS = 15.0
QUESTION_SECONDS = 20.0
READING_SECONDS = 7.0
TRAVEL_SECONDS = 1.5
"""How long presses made in time may be on their way."""
DUEL_KINDS = frozenset({QuizKind.ONE, QuizKind.OUTPUT})


@dataclass(frozen=True, slots=True)
class Lobby:
    """Members come together."""

    duel_id: int
    players: tuple[str, ...]
    until: datetime


@dataclass(frozen=True, slots=True)
class Asking:
    """A question that is open; `position` counts from 0."""

    duel_id: int
    position: int
    question: Question
    answered: tuple[str, ...]
    until: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """How a question went: who was first, in how many seconds, and the standing."""

    position: int
    question: Question
    first: tuple[str, ...]
    seconds: float
    right: int
    answers: int
    standing: tuple[Racer, ...]


@dataclass(frozen=True, slots=True)
class Over:
    """The end; `settled` questions count. A race that a restart cut short is `interrupted`."""

    duel_id: int
    settled: int
    standing: tuple[Racer, ...]
    interrupted: bool = False


Stage = Lobby | Asking | Told | Over


@dataclass(slots=True)
class _Live:
    """A race that this process leads."""

    duel_id: int = 0
    question: Question | None = None
    position: int = -1
    shown_at: datetime | None = None
    ends: float = 0.0
    """When the question's time is over, by the monotonic clock."""
    changed: asyncio.Event = field(default_factory=asyncio.Event)


class DuelService:
    """Leads races, one a channel. `tell` words the end of a race that was cut short, for a letter."""

    def __init__(
        self,
        course: Callable[[], Course],
        duels: Duels,
        answering: Answering,
        clock: Clock,
        chance: Random,
        tell: Callable[[Over], Reply],
    ) -> None:
        self._course = course
        self._duels = duels
        self._answering = answering
        self._clock = clock
        self._chance = chance
        self._tell = tell
        self._live: dict[int, _Live] = {}

    async def race(self, member: Member) -> AsyncIterator[Stage]:
        """Lead a race from its lobby to its end, yielding what stands there.

        Raises `GoraeError`: `duel-needs-channel`, `duel-running`, `quiz-empty`.
        """
        if member.guild_id is None or member.channel_id is None:
            raise GoraeError("duel-needs-channel")
        if member.channel_id in self._live:
            raise GoraeError("duel-running")
        live = self._live[member.channel_id] = _Live()
        try:
            duel, questions = await self._begin(member.guild_id, member.channel_id)
            live.duel_id = duel.id
            await self._duels.join(duel.id, member.user_id, member.name)
            until, ends = self._in(LOBBY_SECONDS)
            while True:
                yield Lobby(duel.id, tuple((await self._duels.players(duel.id)).values()), until)
                if not await self._changed(live, ends):
                    break
            for position, question in enumerate(questions):
                async for stage in self._ask(live, position, question):
                    yield stage
                yield await self._settle(live, position, question)
                await self._clock.sleep(READING_SECONDS)
            await self._duels.end(duel.id, self._clock.now())
            yield Over(duel.id, len(questions), await self._standing(duel.id, len(questions)))
        finally:
            del self._live[member.channel_id]

    async def join(self, member: Member, duel_id: int) -> bool:
        """Take part; `False` for who does already. Raises `GoraeError` (`duel-over`)."""
        live = self._of(member, duel_id)
        is_new = await self._duels.join(duel_id, member.user_id, member.name)
        live.changed.set()
        return is_new

    async def answer(self, member: Member, duel_id: int, position: int, answer: str) -> None:
        """Take an answer, by the time of the press.

        Raises `GoraeError`: `duel-over`, `duel-passed`, `duel-answered`, `quiz-answer-form`.
        """
        live = self._of(member, duel_id)
        if live.position != position or live.question is None or live.shown_at is None:
            raise GoraeError("duel-passed")
        now = self._clock.now()
        seconds = ((member.spoke_at or now) - live.shown_at).total_seconds()
        if self._clock.monotonic() > live.ends and seconds > QUESTION_SECONDS:
            raise GoraeError("duel-passed")  # only presses made in time may still arrive
        thinking = max(0.0, seconds)
        judged = await self._answering.judge(
            member, live.question, answer, counted_seconds=thinking, seconds=seconds, at=now
        )
        if not await self._duels.answer(duel_id, member.name, position, judged.attempt, judged.card):
            is_mine = await self._duels.has_answered(duel_id, position, member.user_id)
            raise GoraeError("duel-answered" if is_mine else "duel-passed")
        live.changed.set()

    async def end_interrupted(self) -> None:
        """End the races that no process leads any more: what was settled counts, and a letter says so."""
        for duel in await self._duels.open():
            if duel.channel_id not in self._live:
                await self._interrupt(duel)

    async def _interrupt(self, duel: DuelRow) -> None:
        now, standing = self._clock.now(), await self._standing(duel.id, duel.position)
        words = self._tell(Over(duel.id, duel.position, standing, interrupted=True))
        key = f"duel:{duel.id}:interrupted"
        letter = Letter(key, words, now, channel_id=duel.channel_id, guild_id=duel.guild_id)
        await self._duels.end(duel.id, now, letter)

    async def _begin(self, guild_id: int, channel_id: int) -> tuple[DuelRow, tuple[Question, ...]]:
        items = [item for lesson in self._course().lessons for item in lesson.quiz if item.kind in DUEL_KINDS]
        self._chance.shuffle(items)
        chosen = items[:QUESTIONS]
        if not chosen:
            raise GoraeError("quiz-empty", {"lesson": ""})
        seed, ids = self._chance.getrandbits(31), tuple(item.id for item in chosen)
        for left in await self._duels.open():  # by a process that was ended in the middle
            if left.channel_id == channel_id:
                await self._interrupt(left)
        duel = await self._duels.start(guild_id, channel_id, ids, seed, self._clock.now())
        if duel is None:
            raise GoraeError("duel-running")
        return duel, tuple(present(item, seed) for item in chosen)

    async def _ask(self, live: _Live, position: int, question: Question) -> AsyncIterator[Stage]:
        live.changed.clear()
        until, live.ends = self._in(QUESTION_SECONDS)
        live.question, live.position, live.shown_at = question, position, self._clock.now()
        await self._duels.show(live.duel_id, live.shown_at)
        while True:
            players = await self._duels.players(live.duel_id)
            answers = await self._of_question(live.duel_id, position)
            answered = tuple(players[answer.user_id] for answer in answers if answer.user_id in players)
            if players and len(answered) == len(players):
                return
            yield Asking(live.duel_id, position, question, tuple(sorted(answered)), until)
            if not await self._changed(live, live.ends):
                await self._clock.sleep(TRAVEL_SECONDS)
                return

    async def _settle(self, live: _Live, position: int, question: Question) -> Told:
        live.shown_at = None
        await self._duels.settle(live.duel_id, position)
        players = await self._duels.players(live.duel_id)
        answers = await self._of_question(live.duel_id, position)
        first = winners(answers)
        return Told(
            position,
            question,
            first=tuple(name for user_id, name in players.items() if user_id in first),
            seconds=max(0.0, min((answer.seconds for answer in answers if answer.user_id in first), default=0.0)),
            right=sum(answer.is_right for answer in answers),
            answers=len(answers),
            standing=await self._standing(live.duel_id, position + 1),
        )

    async def _of_question(self, duel_id: int, position: int) -> list[DuelAnswer]:
        return [answer for answer in await self._duels.answers(duel_id) if answer.position == position]

    async def _standing(self, duel_id: int, settled: int) -> tuple[Racer, ...]:
        return board(await self._duels.players(duel_id), await self._duels.answers(duel_id), settled)

    def _of(self, member: Member, duel_id: int) -> _Live:
        live = self._live.get(member.channel_id or 0)
        if live is None or live.duel_id != duel_id:
            raise GoraeError("duel-over")
        return live

    def _in(self, seconds: float) -> tuple[datetime, float]:
        """Return a moment from now, for people and for ourselves: the wall clock may be set meanwhile."""
        return self._clock.now() + timedelta(seconds=seconds), self._clock.monotonic() + seconds

    async def _changed(self, live: _Live, ends: float) -> bool:
        """Wait for news; false when the time is over first."""
        left = ends - self._clock.monotonic()
        if left <= 0:
            return False
        async with asyncio.TaskGroup() as group:
            timer = group.create_task(self._clock.sleep(left))
            news = group.create_task(_true(live.changed))
            await asyncio.wait({timer, news}, return_when=asyncio.FIRST_COMPLETED)
            is_news = news.done()
            timer.cancel()
            news.cancel()
        live.changed.clear()
        return is_news


async def _true(event: asyncio.Event) -> None:
    await event.wait()
