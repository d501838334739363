"""Practice on the real engine, as its tests share it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from bot.core.clock import SystemClock
from bot.core.people import Member
from bot.practice.images import policy_of
from bot.practice.room import PracticeSettings, open_practice
from bot.practice.service import PracticeService
from bot.practice.updates import (
    Failed,
    Finished,
    PracticeUpdate,
)
from bot.storage.database import Database
from sandbox.limits import Limits
from tests.engine_fixtures import CACHE, LiveEngine

KIM, LEE = Member(-1, "kim"), Member(-2, "lee")
LIMITS = Limits(command_seconds=30, commands_a_minute=1000, live_sandboxes=4)


POLICY = policy_of((), is_embedded=True)


@dataclass
class Room:
    live: LiveEngine
    practice: PracticeService
    database: Database

    async def say(self, line: str, member: Member = KIM) -> PracticeUpdate:
        last: PracticeUpdate = Failed("silent")
        async for update in self.practice.run(member, line):
            last = update
        return last

    async def done(self, line: str, member: Member = KIM) -> Finished:
        last = await self.say(line, member)
        assert isinstance(last, Finished), last
        return last


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def room(live_engine: LiveEngine, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Room]:
    database = await Database.open(tmp_path_factory.mktemp("practice") / "gorae.db")
    settings = PracticeSettings(
        data_folder=live_engine.data_folder, cache_folder=CACHE, limits=LIMITS, policy=POLICY, spares=0
    )
    async with open_practice(settings, database, SystemClock(), lambda _: None) as practice:
        yield Room(live_engine, practice, database)
        for member in (KIM, LEE):
            await practice.reset(member.user_id)
    await database.close()
