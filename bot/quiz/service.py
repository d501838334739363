"""Quizzes for one learner: choose items, ask, grade, remember, sum up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from random import Random

from bot.core.clock import Clock
from bot.core.errors import GoraeError
from bot.core.people import Member
from bot.lessons.exercises import QuizItem
from bot.lessons.model import Course
from bot.quiz.grade import Compare, Grade, UnreadableAnswerError, grade, right_answer
from bot.quiz.plans import Plans
from bot.quiz.question import present
from bot.quiz.review import ReviewCard, is_known, rate, review
from bot.quiz.run import Asked, Graded, Source, Summary
from bot.quiz.trouble import related
from bot.storage.quizzes import AttemptRow, CardRow, Quizzes, RunRow
from bot.storage.reviews import Reviews

DEFAULT_COUNT = 5
MOST_COUNT = 20
TRAVEL_SECONDS = 2.0
"""What the way of a question and of its answer through the network may take on top of its time."""


class QuizService:
    """Everything a face may do with quizzes."""

    def __init__(
        self,
        course: Callable[[], Course],
        quizzes: Quizzes,
        reviews: Reviews,
        plans: Plans,
        clock: Clock,
        chance: Random,
        compare: Compare,
    ) -> None:
        self._course = course
        self._quizzes = quizzes
        self._reviews = reviews
        self._plans = plans
        self._clock = clock
        self._chance = chance
        self._compare = compare

    async def start(
        self, member: Member, *, source: Source = Source.MIX, lesson: str = "", count: int = DEFAULT_COUNT
    ) -> Asked:
        """Begin a run of `count` questions (1 to 20).

        Raises `GoraeError`: `quiz-count`, `quiz-no-lesson`, `quiz-nothing-due`, `quiz-nothing-wrong`, `quiz-empty`.
        """
        if not 1 <= count <= MOST_COUNT:
            raise GoraeError("quiz-count", {"most": MOST_COUNT})
        chosen = (await self._choose(member, source, lesson))[:count]
        if not chosen:
            raise GoraeError(_EMPTY.get(source, "quiz-empty"), {"lesson": lesson})
        run = await self._quizzes.start(
            member.user_id,
            source.value,
            lesson,
            tuple(item.id for item in chosen),
            self._chance.getrandbits(31),
            self._clock.now(),
            limit_seconds=await self._plans.question_seconds(member),
        )
        return self._asked(run)

    async def current(self, member: Member) -> Asked | None:
        """Return the question that waits for the learner's answer, also after a restart."""
        run = await self._open(member)
        if run is None or await self._quizzes.attempt(run.id, run.position) is not None:
            return None
        return self._asked(run)

    async def resume(self, member: Member) -> Asked | None:
        """Return the question an unfinished run goes on with; one that was answered already is passed."""
        run = await self._open(member)
        if run is not None and await self._quizzes.attempt(run.id, run.position) is not None:
            await self._quizzes.advance(run.id, run.position, self._clock.now())
            run = await self._open(member)
        return None if run is None else self._asked(run)

    async def shown(self, member: Member, run_id: int, position: int) -> Asked:
        """Return a question of a run as it stands."""
        return self._asked(await self._mine(member, run_id), position)

    async def hint(self, member: Member, run_id: int, position: int) -> Asked:
        """Show the hint of the question at `position`: half the points from now on."""
        run = await self._mine(member, run_id)
        if run.position == position and await self._quizzes.attempt(run_id, position) is None:
            await self._quizzes.hint(run_id, position)
        return self._asked(await self._mine(member, run_id), position)

    async def answer(self, member: Member, run_id: int, position: int, answer: str) -> Graded:
        """Grade an answer and keep it; the second answer to one question changes nothing.

        Raises `GoraeError`: `quiz-gone`, `quiz-not-yours`, `quiz-passed`, `quiz-answer-form`.
        """
        run = await self._mine(member, run_id)
        asked = self._asked(run, position)
        before = await self._quizzes.attempt(run_id, position)
        if before is None and (run.finished_at is not None or position != run.position):
            raise GoraeError("quiz-passed")
        try:
            graded = grade(asked.question, before.response if before else answer, self._compare)
        except UnreadableAnswerError as error:
            if before is None:
                raise GoraeError("quiz-answer-form", {"kind": asked.question.item.kind.value}) from error
            graded = _told_again(before, asked.question.item)
        if before is not None:
            asked = replace(asked, hinted=before.hinted)
            return _judged(asked, graded, before.points, already=True, is_late=before.is_late)
        is_late = asked.until is not None and self._clock.now() > asked.until + timedelta(seconds=TRAVEL_SECONDS)
        counted = replace(graded, is_right=False, share=0.0) if is_late else graded
        kept = await self._keep(member, run, asked, counted, answer, is_late=is_late)
        return _judged(asked, graded, counted.points(hinted=run.hinted), already=not kept, is_late=is_late)

    async def next(self, member: Member, run_id: int, position: int) -> Asked | Summary:
        """Go on from the question at `position`; repeating it shows the same next question."""
        run = await self._mine(member, run_id)
        if run.finished_at is None and run.position == position:
            await self._quizzes.advance(run_id, position, self._clock.now())
            run = await self._mine(member, run_id)
        return await self._summary(run) if run.finished_at is not None else self._asked(run)

    async def stop(self, member: Member, run_id: int) -> Summary:
        """End a run early."""
        run = await self._mine(member, run_id)
        await self._quizzes.finish(run_id, self._clock.now())
        return await self._summary(run)

    async def trouble(self, member: Member, cause: str, *, section: str = "", line: str = "", word: str = "") -> int:
        """Let what went wrong in the sandbox bring reviews forward; return how many (see `bot.quiz.trouble`)."""
        items = related(self._course(), section=section, line=line, word=word)
        return await self._reviews.nudge(member.user_id, items, cause, self._clock.now())

    async def due_count(self, member: Member) -> int:
        """Return how many items wait for review now."""
        now, items = self._clock.now(), self._items()
        return sum(card.due_at <= now and card.item_id in items for card in await self._quizzes.cards(member.user_id))

    async def _keep(
        self, member: Member, run: RunRow, asked: Asked, graded: Grade, answer: str, *, is_late: bool
    ) -> bool:
        now = self._clock.now()
        seconds = max(0.0, (now - run.shown_at).total_seconds())
        item_id = asked.question.item.id
        row = await self._quizzes.card(member.user_id, item_id)
        card = None if row is None else review_card(row)
        rating = rate(is_right=graded.is_right, hinted=run.hinted, seconds=seconds, is_known=is_known(card))
        attempt = AttemptRow(
            user_id=member.user_id,
            item_id=item_id,
            run_id=run.id,
            position=asked.position,
            response=answer,
            is_right=graded.is_right,
            points=graded.points(hinted=run.hinted),
            hinted=run.hinted,
            seconds=seconds,
            rating=int(rating),
            answered_at=now,
            is_late=is_late,
        )
        after = review(await self._plans.of(member), card, rating, now)
        return await self._quizzes.record(attempt, CardRow(item_id=item_id, **asdict(after)))

    async def _choose(self, member: Member, source: Source, lesson: str) -> list[QuizItem]:
        if lesson and not any(known.id == lesson for known in self._course().lessons):
            raise GoraeError("quiz-no-lesson", {"lesson": lesson})
        items = {key: item for key, item in self._items().items() if not lesson or item.lesson == lesson}
        now = self._clock.now()
        cards = await self._quizzes.cards(member.user_id)
        if source is Source.DUE:
            return [items[card.item_id] for card in cards if card.due_at <= now and card.item_id in items]
        if source is Source.WRONG:
            last = {attempt.item_id: attempt for attempt in await self._quizzes.attempts_of(member.user_id)}
            return [items[key] for key, attempt in last.items() if not attempt.is_right and key in items]
        pool = list(items.values())
        self._chance.shuffle(pool)
        # What is due comes first, what was never asked next, what is known last. Among the new, what there was trouble
        # with in the sandbox comes before the rest, easy before hard.
        due = {card.item_id: card.due_at for card in cards}
        nudged = await self._reviews.nudged(member.user_id)
        return sorted(pool, key=lambda item: (_turn(due.get(item.id), now), item.id not in nudged, item.difficulty))

    async def _open(self, member: Member) -> RunRow | None:
        run = await self._quizzes.open_run(member.user_id)
        return None if run is None or any(item not in self._items() for item in run.items) else run

    async def _mine(self, member: Member, run_id: int) -> RunRow:
        run = await self._quizzes.run(run_id)
        if run is None or any(item not in self._items() for item in run.items):
            raise GoraeError("quiz-gone")
        if run.user_id != member.user_id:
            raise GoraeError("quiz-not-yours")
        return run

    async def _summary(self, run: RunRow) -> Summary:
        attempts = await self._quizzes.attempts_of_run(run.id)
        items, now = self._items(), self._clock.now()
        cards = [card for card in await self._quizzes.cards(run.user_id) if card.item_id in run.items]
        due = min((card.due_at for card in cards), default=None)
        return Summary(
            run_id=run.id,
            count=len(run.items),
            right=sum(attempt.is_right for attempt in attempts),
            points=sum(attempt.points for attempt in attempts),
            again=tuple(dict.fromkeys(items[a.item_id].section for a in attempts if not a.is_right)),
            next_due_hours=None if due is None else max(0.0, (due - now).total_seconds() / 3600),
            is_review=run.source == Source.DUE,
        )

    def _asked(self, run: RunRow, position: int | None = None) -> Asked:
        place = run.position if position is None else position
        if not 0 <= place < len(run.items):
            raise GoraeError("quiz-passed")
        question = present(self._items()[run.items[place]], run.seed)
        is_open = place == run.position
        until = run.shown_at + timedelta(seconds=run.limit_seconds) if run.limit_seconds and is_open else None
        return Asked(
            run.id,
            place,
            len(run.items),
            question,
            hinted=run.hinted and is_open,
            owner_id=run.user_id,
            limit_seconds=run.limit_seconds,
            until=until,
        )

    def _items(self) -> Mapping[str, QuizItem]:
        return {item.id: item for lesson in self._course().lessons for item in lesson.quiz}


_EMPTY = {Source.DUE: "quiz-nothing-due", Source.WRONG: "quiz-nothing-wrong"}


def _turn(due: datetime | None, now: datetime) -> int:
    if due is None:
        return 1
    return 0 if due <= now else 2


def review_card(row: CardRow) -> ReviewCard:
    """Return a stored card as the memory model takes it."""
    values = asdict(row)
    del values["item_id"]
    return ReviewCard(**values)


def _judged(asked: Asked, graded: Grade, points: float, *, already: bool, is_late: bool) -> Graded:
    if not is_late:
        return Graded(asked, graded, points, already)
    counted = replace(graded, is_right=False, share=0.0)
    return Graded(asked, counted, points, already, is_late=True, would_be_right=graded.is_right)


def _told_again(before: AttemptRow, item: QuizItem) -> Grade:
    return Grade(before.is_right, before.points, before.response, right_answer(item))
