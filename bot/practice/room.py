"""Builds practice from its parts and ends it in order."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.core.clock import Clock
from bot.core.meter import SILENT, Meter
from bot.core.tasks import Tasks
from bot.practice.allowance import Allowances
from bot.practice.counted import CountedLedger
from bot.practice.parts import Parts
from bot.practice.service import PracticeService
from bot.practice.witness import Witness
from bot.storage.audit import Audit
from bot.storage.commands import CommandJournal
from bot.storage.database import Database
from bot.storage.groups import Groups
from bot.storage.sandboxes import SandboxLedger
from bot.storage.snapshots import Snapshots
from sandbox.docker_engine import DockerClient, DockerSandboxes, Instance
from sandbox.embedded import EmbeddedEngine
from sandbox.errors import SandboxError
from sandbox.limits import Limits
from sandbox.plans import PlanRunner
from sandbox.policy.settings import PolicySettings
from sandbox.pool import Pool
from sandbox.reaper import Reaper
from sandbox.sessions import Sessions
from sandbox.sockets import ShortPath
from sandbox.supervisor.control import Progress, Ready
from sandbox.supervisor.shared import keep_shared

# What the engine container of docker-compose.yml offers (`sandbox/outer/deployed`).
DEPLOYED = Instance(
    name="gorae-deployed",
    image="gorae-sandbox:deployed",
    registry_folder="/run/registry",
    seed_folder="/run/gorae-seed",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeSettings:
    """What an operator decides about practice.

    `linger_seconds` is how long the embedded engine outlives the last that needs it. With `engine_socket` there is no
    embedded engine: that of the compose deployment is used. Without `takes_snapshots` nothing can be brought back.
    """

    data_folder: Path
    limits: Limits
    policy: PolicySettings
    spares: int = 1
    linger_seconds: float = 0.0
    cache_folder: Path | None = None
    engine_socket: Path | None = None
    meter: Meter = SILENT
    takes_snapshots: bool = True


@asynccontextmanager
async def open_practice(
    settings: PracticeSettings,
    database: Database,
    clock: Clock,
    tell: Callable[[Progress], None],
    groups: Groups | None = None,
) -> AsyncIterator[PracticeService]:
    """Start or join the embedded engine, take up what an earlier run left, and yield the service.

    `tell` is called with each sign of progress; `groups` are those whose settings count. Learners' sandboxes stay when
    this ends; they end with the engine.
    Raises `SandboxError` when the engine cannot be had.
    """
    async with _engine(settings, tell) as (ready, lost):
        client = DockerClient(Path(ready.socket))
        tasks = Tasks()
        sandboxes = DockerSandboxes(client, ready.instance, settings.limits, clock)
        ledger = CountedLedger(SandboxLedger(database), settings.meter)
        pool = Pool(sandboxes, settings.limits, lambda: secrets.token_hex(6), clock, spares=settings.spares)
        sessions = Sessions(sandboxes, pool, ledger, settings.limits, clock)
        try:
            tasks.start(sessions.clear(await sessions.restore()), name="strays")
            reaper = Reaper(sandboxes, pool, sessions, clock)
            tasks.start(reaper.run(), name="reaper")
            if settings.engine_socket is not None:
                tasks.start(keep_shared(client, ready.instance, settings.limits, clock), name="shared layers")
            if settings.spares:
                tasks.start(pool.keep_warm(), name="warm pool")
            service = PracticeService(
                Parts(
                    sessions=sessions,
                    pool=pool,
                    plans=PlanRunner(settings.limits),
                    ledger=ledger,
                    journal=CommandJournal(database),
                    snapshots=Snapshots(database),
                    policy=settings.policy,
                    clock=clock,
                    allowances=Allowances(groups or Groups(database), settings.limits),
                    witness=Witness(Audit(database), clock),
                    meter=settings.meter,
                    takes_snapshots=settings.takes_snapshots,
                )
            )
            tasks.start(_tell_loss(lost, service), name="engine's end")
            yield service
        finally:
            await tasks.close()
            await sessions.close()
            await sandboxes.close()
            await client.close()


@asynccontextmanager
async def _engine(
    settings: PracticeSettings, tell: Callable[[Progress], None]
) -> AsyncIterator[tuple[Ready, Callable[[], Awaitable[object]]]]:
    """Yield the engine there is, the deployment's or the embedded one, and what returns when it is lost."""
    if settings.engine_socket is not None:
        await _reach(settings.engine_socket)
        # The container restarts behind the same socket: nothing has to be opened again.
        yield Ready(str(settings.engine_socket), DEPLOYED), asyncio.Event().wait
        return
    embedded = EmbeddedEngine(
        settings.data_folder, tell, linger_seconds=settings.linger_seconds, cache_folder=settings.cache_folder
    )
    async with embedded as ready:
        yield ready, embedded.lost


async def _reach(socket: Path) -> None:
    """Knock at an engine's socket. Raises `SandboxError` (`engine_unreachable`)."""
    name = ShortPath(socket)
    try:
        _, writer = await asyncio.open_unix_connection(name.text)
    except OSError as error:
        raise SandboxError("engine_unreachable") from error
    finally:
        name.close()
    writer.close()
    await writer.wait_closed()


async def _tell_loss(lost: Callable[[], Awaitable[object]], service: PracticeService) -> None:
    await lost()
    service.lost.set()
