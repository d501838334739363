"""The composition root: everything is built here, once, and ended in order."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from bot.answers.rephrase import Rephraser
from bot.answers.service import AnswerService
from bot.core.clock import Clock
from bot.core.errors import ConfigurationError
from bot.core.groups import GroupSettings
from bot.core.hearing import Hearing
from bot.core.meter import SILENT, Meter
from bot.core.people import Member
from bot.core.tasks import Tasks
from bot.faces.web.links import Links, kept_key
from bot.lessons.library import BUILT_IN, Library, earlier
from bot.lessons.model import Course
from bot.lessons.problems import ContentError, ContentProblem
from bot.missions.service import MissionService
from bot.ops.leader import Leader
from bot.practice.door import Door
from bot.practice.images import policy_of
from bot.practice.limits import limits_of
from bot.practice.room import PracticeSettings, open_practice
from bot.progress.service import Kept, ProgressService
from bot.quiz.plans import Plans
from bot.quiz.service import QuizService
from bot.render.content import say_problem
from bot.render.difference import compare
from bot.render.duel import render_over
from bot.render.illustrations import Illustrations
from bot.render.pictures import Pictures
from bot.render.privacy import Elsewhere
from bot.render.wording import say
from bot.rounds.departed import DepartedRound
from bot.rounds.fitting import FittingRound
from bot.rounds.keeping import keeping_rounds
from bot.rounds.rounds import Round
from bot.rounds.together import together_rounds
from bot.settings import Settings
from bot.storage.audit import Audit
from bot.storage.database import Database
from bot.storage.groups import Groups
from bot.storage.learners import Learners
from bot.storage.memory import Memory
from bot.storage.missions import MissionRuns
from bot.storage.outbox import Outbox
from bot.storage.personal import Personal
from bot.storage.questions import Questions
from bot.storage.quizzes import Quizzes
from bot.storage.reads import LessonReads
from bot.storage.reviews import Reviews
from bot.storage.sittings import Sittings
from bot.talk.after import AfterCommand
from bot.talk.ask import AskDesk
from bot.talk.audit import AuditDesk
from bot.talk.bench import PracticeBench
from bot.talk.commands import CommandsDesk
from bot.talk.content import ContentDesk
from bot.talk.conversation import Talk
from bot.talk.desk import Desk
from bot.talk.file import FileDesk
from bot.talk.gate import Gate
from bot.talk.help import HelpDesk
from bot.talk.lesson import LessonDesk
from bot.talk.line_completion import LineCompletion
from bot.talk.mission import MissionDesk
from bot.talk.own_names import OwnNames
from bot.talk.port import Attach, Workspace
from bot.talk.practice import After, PracticeDesk
from bot.talk.privacy import PrivacyDesk
from bot.talk.progress import ProgressDesk
from bot.talk.quiz import QuizDesk
from bot.talk.reminders import WithNews
from bot.talk.resume import ResumeDesk
from bot.talk.settings import Ground, SettingsDesk
from bot.talk.terminal import TerminalDesk
from bot.talk.together import together_desks
from bot.together.services import together
from sandbox.supervisor.control import Progress

MOST_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class Product:
    """What a command line or a face needs of the whole."""

    conversation: Talk
    learners: Learners
    memory: Memory
    door: Door
    attach: Attach
    workspace: Workspace
    course: Callable[[], Course]
    course_problems: Callable[[], Sequence[ContentProblem]]
    after: After
    groups: Groups
    hearing: Hearing
    leader: Leader
    links: Links
    outbox: Outbox
    rounds: tuple[Round, ...]
    warm: Callable[[], Coroutine[Any, Any, None]]
    """Makes ready what the first question would otherwise wait for."""


def load_library(settings: Settings, caches: Sequence[Path] | None = None) -> Library:
    """Read the course, with the settings' caches unless others are given.

    Raises `ConfigurationError` `content-broken`.
    """
    folders = [BUILT_IN, *([settings.content] if settings.content else [])]
    try:
        return Library(folders, caches=settings.caches if caches is None else caches)
    except ContentError as error:
        raise ConfigurationError("content-broken", {"count": len(error.problems)}) from error


def _rephraser(settings: Settings) -> Rephraser | None:
    if not settings.llm_url:
        return None
    return Rephraser(
        settings.llm_url,
        settings.llm_model,
        settings.secret("llm_key"),
        settings.llm_seconds,
        say("answers", "rephrase"),
    )


@asynccontextmanager
async def opened(
    settings: Settings,
    clock: Clock,
    tell: Callable[[Progress], None],
    *,
    linger_seconds: float = 0.0,
    spares: int,
    meter: Meter = SILENT,
) -> AsyncIterator[Product]:
    """Build the product, start practice where it can be had, and end all in order.

    Practice opens beside the rest: `Product.door` says when it is there, or why not, and the rest works without it.
    `tell` hears how the engine's set-up goes on. Raises `ConfigurationError` for what keeps everything from starting.
    """
    library = load_library(settings)
    async with AsyncExitStack() as stack:
        database = await Database.open(settings.data_folder / "gorae.db")
        stack.push_async_callback(database.close)
        groups = Groups(database, GroupSettings(time_zone=settings.time_zone))
        tasks = Tasks()
        stack.push_async_callback(tasks.close)
        door = Door()
        practice = PracticeSettings(
            data_folder=settings.data_folder,
            limits=limits_of(settings),
            policy=policy_of(settings.images, is_embedded=settings.engine_socket is None),
            spares=spares,
            linger_seconds=linger_seconds,
            cache_folder=settings.cache,
            engine_socket=settings.engine_socket,
            meter=meter,
        )
        keeping = tasks.start(
            door.keep(lambda: open_practice(practice, database, clock, tell, groups), clock), name="practice"
        )
        stack.push_async_callback(_closed, door, keeping)
        pictures = Pictures(settings.data_folder / "pictures")
        stack.push_async_callback(pictures.close)
        own = OwnNames(door, clock, tasks)
        product = _product(settings, clock, library, database, Illustrations(pictures), door, meter, groups, own, tasks)

        async def renewed(course: Course) -> None:
            structlog.get_logger("lessons").info("course in use", lessons=len(course.lessons))
            await product.warm()

        tasks.start(library.follow(renewed, _broken), name="course")
        yield product


async def _broken(problems: Sequence[ContentProblem]) -> None:
    for problem in problems[:MOST_PROBLEMS]:
        structlog.get_logger("lessons").error("course file broken, the last good course stays", at=say_problem(problem))


async def _closed(door: Door, keeping: asyncio.Task[None]) -> None:
    if not door.settled.is_set():
        keeping.cancel()  # still being set up: the supervisor goes on or ends by itself
    door.close()
    await asyncio.gather(keeping, return_exceptions=True)


def _product(  # noqa: PLR0913, PLR0917 - what is opened before and ended after, in order
    settings: Settings,
    clock: Clock,
    library: Library,
    database: Database,
    illustrations: Illustrations,
    door: Door,
    meter: Meter,
    groups: Groups,
    own: OwnNames,
    tasks: Tasks,
) -> Product:
    def course() -> Course:
        return library.course

    zone = ZoneInfo(settings.time_zone)
    quizzes, runs, learners = Quizzes(database), MissionRuns(database), Learners(database)
    chance = Random(secrets.randbits(64))  # noqa: S311 - an order of questions, not a secret
    reviews, reads = Reviews(database), LessonReads(database)
    plans = Plans(groups, reviews)
    quiz_service = QuizService(course, quizzes, reviews, plans, clock, chance, compare)
    quiz = QuizDesk(quiz_service, course)
    missions = MissionService(course, runs, PracticeBench(door), clock, zone)

    commands = CommandsDesk(course)
    after = AfterCommand(course, missions, quiz_service, groups)
    hearing, audit, questions = Hearing(is_open=settings.message_content), Audit(database), Questions(database)
    kept = Kept(quizzes, runs, reads, Sittings(database))

    shared = together(course, database, groups, clock, chance, compare=compare, tell=render_over)

    async def forget(member: Member) -> None:
        if door.service is not None:
            await door.service.reset(member.user_id)

    progress_service = ProgressService(course, kept, plans, groups, clock)
    progress = ProgressDesk(progress_service, illustrations)
    links = Links(kept_key(settings.data_folder / "web.key"), settings.web_url or f"http://{settings.web}", clock)
    files = FileDesk(door, own)
    answers = AnswerService(
        course,
        questions,
        clock,
        caches=settings.caches,
        meter=meter,
        rephraser=_rephraser(settings),
        earlier=lambda: earlier(settings.caches),
        tasks=tasks,
    )

    typing = LineCompletion(commands.completions, own)
    terminals = TerminalDesk(door, course, clock, lambda: secrets.token_hex(4), typing.of)
    ground = Ground(
        course, limits_of(settings), hearing, links.make if settings.web else None, lambda: library.problems
    )
    desks: list[Desk] = [
        AskDesk(answers, illustrations),
        WithNews(quiz, shared.reminding),
        commands,
        LessonDesk(course, illustrations, reads, clock),
        PracticeDesk(door, course, clock, after, typing, illustrations),
        files,
        terminals,
        ResumeDesk(door),
        MissionDesk(missions, course),
        WithNews(progress, shared.reminding),
        PrivacyDesk(Personal(database), forget, Elsewhere(bool(settings.backup_s3), bool(settings.llm_url))),
        *together_desks(shared),
        SettingsDesk(groups, ground, clock),
        AuditDesk(audit, groups, course, clock),
        ContentDesk(course, lambda: library.problems, questions),
    ]
    served = frozenset(verb for desk in desks for verb in desk.verbs)
    conversation = Talk(
        [*desks, HelpDesk(served)],
        learners=learners,
        clock=clock,
        policy=policy_of(settings.images),
        has_open_question=quiz.has_open_question,
        meter=meter,
        gate=Gate(groups, audit, clock),
    )
    rounds: tuple[Round, ...] = (
        FittingRound(quizzes, reviews),
        DepartedRound(groups),
        *keeping_rounds(settings, database, clock),
        *together_rounds(shared, Memory(database), illustrations),
    )
    return Product(
        conversation=conversation,
        learners=learners,
        memory=Memory(database),
        door=door,
        attach=terminals.attach,
        workspace=files,
        course=course,
        course_problems=lambda: library.problems,
        after=after,
        groups=groups,
        hearing=hearing,
        leader=Leader(
            course=course,
            problems=lambda: library.problems,
            groups=groups,
            group=shared.group,
            progress=progress_service,
            sharing=shared.sharing,
            audit=audit,
            door=door,
            clock=clock,
        ),
        links=links,
        outbox=Outbox(database),
        rounds=rounds,
        warm=answers.warm,
    )
