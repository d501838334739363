"""The product: its services, its desks and its rounds, each built once from those it needs."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from bot.answers.rephrase import Rephraser
from bot.answers.service import AnswerService
from bot.core.clock import Clock
from bot.core.hearing import Hearing
from bot.core.meter import Meter
from bot.core.people import Member
from bot.core.tasks import Tasks
from bot.faces.web.links import Links, kept_key
from bot.lessons.library import Library, earlier
from bot.lessons.model import Course
from bot.lessons.problems import ContentProblem
from bot.missions.service import MissionService
from bot.ops.leader import Leader
from bot.practice.door import Door
from bot.practice.images import policy_of
from bot.practice.limits import limits_of
from bot.progress.service import Kept, ProgressService
from bot.quiz.plans import Plans
from bot.quiz.service import QuizService
from bot.render.difference import compare
from bot.render.duel import render_over
from bot.render.illustrations import Illustrations
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


def build(  # noqa: PLR0913, PLR0917 - what is opened before and ended after, in order
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
    """Return the product on what was opened for it. Nothing here has to be ended."""

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

    hearing, audit, questions = Hearing(is_open=settings.message_content), Audit(database), Questions(database)
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
    commands = CommandsDesk(course)
    after = AfterCommand(course, missions, quiz_service, groups, answers.ran)
    kept = Kept(quizzes, runs, reads, Sittings(database))

    shared = together(course, database, groups, clock, chance, compare=compare, tell=render_over)

    async def forget(member: Member) -> None:
        if door.service is not None:
            await door.service.reset(member.user_id)

    progress_service = ProgressService(course, kept, plans, groups, clock)
    progress = ProgressDesk(progress_service, illustrations)
    links = Links(kept_key(settings.data_folder / "web.key"), settings.web_url or f"http://{settings.web}", clock)
    files = FileDesk(door, own)
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
