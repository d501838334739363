"""Practice over an engine that makes nothing: for what stands above it."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import opened
from bot.core.clock import Clock
from bot.practice.allowance import Allowances
from bot.practice.parts import Parts
from bot.practice.service import PracticeService
from bot.practice.witness import Witness
from bot.product import Product
from bot.settings import Settings
from bot.storage.audit import Audit
from bot.storage.commands import CommandJournal
from bot.storage.database import Database
from bot.storage.groups import Groups
from bot.storage.sandboxes import SandboxLedger
from bot.storage.snapshots import Snapshots
from sandbox.limits import Limits
from sandbox.plans import PlanRunner
from sandbox.policy.settings import PolicySettings
from sandbox.pool import Pool
from sandbox.sessions import Sessions
from tests.engine_fixtures import CACHE
from tests.fakes.sandboxes import FakeSandboxes

MOST_LEARNERS = 200


@asynccontextmanager
async def practice_of_words(
    file: Path, groups: Groups, clock: Clock, sandboxes: FakeSandboxes | None = None
) -> AsyncIterator[PracticeService]:
    """Yield practice whose sandboxes say back every line that the policy lets through; its journal is in `file`."""
    database = await Database.open(file)
    limits = Limits(live_sandboxes=MOST_LEARNERS, total_memory_mib=1 << 20)
    sandboxes = sandboxes or FakeSandboxes(clock)
    numbers = itertools.count(len(sandboxes.there) + len(sandboxes.removed))
    ledger = SandboxLedger(database)
    pool = Pool(sandboxes, limits, lambda: f"{next(numbers):012x}", clock, spares=0)
    sessions = Sessions(sandboxes, pool, ledger, limits, clock)
    parts = Parts(
        sessions=sessions,
        pool=pool,
        plans=PlanRunner(limits),
        ledger=ledger,
        journal=CommandJournal(database),
        snapshots=Snapshots(database),
        policy=PolicySettings(),
        clock=clock,
        allowances=Allowances(groups, limits),
        witness=Witness(Audit(database), clock),
        takes_snapshots=False,
    )
    try:
        await sessions.restore()
        yield PracticeService(parts)
    finally:
        await sessions.close()
        await database.close()


@asynccontextmanager
async def product_of_words(
    folder: Path, clock: Clock, sandboxes: FakeSandboxes | None = None, *, answers: bool = True
) -> AsyncIterator[Product]:
    """Open the product on a clock of the test's, with practice that says back what is typed.

    Without `answers` nothing is made ready for questions, which takes a while.
    """
    settings = Settings(data=folder, cache=CACHE, engine=f"unix://{folder}/nobody.sock")
    async with opened(settings, clock, lambda _progress: None, spares=0) as built:
        await built.door.settled.wait()
        if answers:
            await built.warm()
        file = folder / "gorae.db"
        async with practice_of_words(file, built.groups, clock, sandboxes) as built.door.service:
            yield built
