"""`house`: a bot with what admins set and look up, the real desks on a real file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.core.groups import GroupSettings
from bot.core.people import Member
from bot.core.reply import Choice, Field, Form, MenuOption, Reply
from bot.lessons.model import Course
from bot.lessons.problems import ContentProblem
from bot.storage.audit import Audit
from bot.storage.database import Database
from bot.storage.groups import Groups
from bot.storage.learners import Learners
from bot.storage.outbox import Outbox
from bot.storage.questions import Questions
from bot.talk.audit import AuditDesk
from bot.talk.content import ContentDesk
from bot.talk.conversation import Talk
from bot.talk.desk import Action, Desk, PlainDesk
from bot.talk.gate import Gate
from bot.talk.help import HelpDesk
from bot.talk.settings import Ground, SettingsDesk
from sandbox.limits import Limits
from sandbox.policy.settings import PolicySettings
from tests.discord_face.starting import FaceStarter, RunningFace
from tests.discord_face.waiting import opened
from tests.fake_discord import FakeDiscord
from tests.fake_discord.models import Json
from tests.quiz.courses import course, one

ONE_LESSON = course(one(1))
LESSONS = tuple(replace(ONE_LESSON.lessons[0], id=f"0{number}-docker", number=number) for number in range(1, 4))
COURSE = replace(ONE_LESSON, lessons=LESSONS)


class Learning(PlainDesk):
    """What learners do, each answered with its name, once it `may_answer`, and with what is to go `along`."""

    verbs = frozenset({"ask", "run"})
    rooms = frozenset({"ask", "run"})

    def __init__(self) -> None:
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.along = Reply()
        self.asks = Form("무엇을 볼까요?", (Field("text", "무엇"),))

    async def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        del member
        await self.may_answer.wait()
        choices = (Choice("다음", f"{verb}:next:0"), *self.along.choices)
        yield replace(self.along, text=f"[{verb}]", note=" ".join(options.values()), choices=choices)

    async def press(self, member: Member, action: Action, values: Mapping[str, str]) -> AsyncIterator[Reply]:
        del member, values
        yield Reply(f"[{action.room}:{action.verb}]")

    def form(self, member: Member, action: Action) -> Form | None:
        del member
        return self.asks if action.verb == "form" else None

    async def complete(self, member: Member, verb: str, option: str, text: str) -> Sequence[MenuOption]:
        del member, verb, option
        return (MenuOption(f"{text}…", f"{text} ps"),)


@dataclass
class House:
    """A running bot with its stores."""

    fake: FakeDiscord
    start: FaceStarter
    talk: Talk
    database: Database
    groups: Groups
    audit: Audit
    questions: Questions
    problems: list[ContentProblem]
    face: RunningFace
    learning: Learning

    @property
    def guild_id(self) -> int:
        return int(self.fake.guild.id)

    async def settings(self) -> GroupSettings:
        return await self.groups.of(self.guild_id)

    async def panel(self, page: str) -> Json:
        """Open the panel and turn to a page by its title."""
        opened = await self.fake.owner.slash("settings")
        message = await opened.reply("이 서버의 설정")
        return await (await self.fake.owner.select(message, [page])).reply(f"⚙ {page}")


async def nobody(_member: Member) -> bool:
    return False


@pytest.fixture
async def house(fake_discord: FakeDiscord, start_face: FaceStarter, tmp_path: Path) -> AsyncIterator[House]:
    async with opened(fake_discord, tmp_path / "gorae.db") as database:
        groups, audit, questions = Groups(database), Audit(database), Questions(database)
        start_face.post = Outbox(database)
        problems: list[ContentProblem] = []
        clock = fake_discord.clock

        def current() -> Course:
            return COURSE

        learning = Learning()
        desks: list[Desk] = [
            learning,
            SettingsDesk(groups, Ground(current, Limits(), start_face.hearing, problems=lambda: problems), clock),
            AuditDesk(audit, groups, current, clock),
            ContentDesk(current, lambda: problems, questions),
            HelpDesk(frozenset({"settings"})),
        ]
        talk = Talk(
            desks,
            learners=Learners(database),
            clock=clock,
            policy=PolicySettings(),
            has_open_question=nobody,
            gate=Gate(groups, audit, clock),
        )
        start_face.groups = groups
        face = await start_face(talk, verbs=talk.verbs)
        yield House(fake_discord, start_face, talk, database, groups, audit, questions, problems, face, learning)
        await start_face.stop()
