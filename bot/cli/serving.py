"""`gorae serve`: the Discord bot with all that goes on beside it."""

from __future__ import annotations

import asyncio
import math
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import structlog
from pydantic import SecretStr

import bot.faces.discord
from bot.cli.heartbeat import beat
from bot.core.clock import SystemClock
from bot.core.errors import ConfigurationError
from bot.core.tasks import Tasks
from bot.faces.discord import DiscordSettings, Link
from bot.faces.web.page import pages
from bot.ops.metrics import Metrics
from bot.ops.server import served
from bot.practice.service import PracticeService
from bot.product import Product
from bot.rounds.hush import Hushed
from bot.rounds.rounds import keep_watch
from bot.settings import Settings
from bot.storage.backup import newest_backup
from bot.talk.together import PUBLIC_ACTIONS as TOGETHER

PUBLIC_ACTIONS = (
    "lesson:",
    "ask:section",
    "run:line",
    "run:card",
    "run:try",
    "run:example",
    "quiz:start",
    "quiz:lesson",
    *TOGETHER,
)


async def serve_discord(settings: Settings, token: SecretStr, product: Product, metrics: Metrics) -> None:
    """Run the bot until SIGTERM or Ctrl-C. Raises `ConfigurationError` for a refused token or intent."""
    clock, link, stop = SystemClock(), Link(metrics), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    discord = DiscordSettings(
        token=token,
        verbs=product.conversation.verbs,
        guild_ids=settings.guild_ids,
        with_content=settings.message_content,
        public_actions=PUBLIC_ACTIONS,
    )
    _watch(settings, product, metrics, link)
    async with AsyncExitStack() as stack:
        tasks = Tasks()
        stack.push_async_callback(tasks.close)
        tasks.start(beat(settings.data_folder, product.memory, clock), name="heartbeat")
        tasks.start(keep_watch(product.rounds, clock), name="rounds")
        tasks.start(product.warm(), name="retrieval")
        await stack.enter_async_context(_web(settings, product, metrics, link))
        await bot.faces.discord.serve(
            discord,
            product.conversation,
            product.memory,
            clock,
            stop=stop,
            post=Hushed(product.outbox, product.groups),
            link=link,
            groups=product.groups,
            hearing=product.hearing,
        )


@asynccontextmanager
async def _web(settings: Settings, product: Product, metrics: Metrics, link: Link) -> AsyncIterator[None]:
    """Serve health and metrics; a port that can't be had is told, and the bot goes on without."""
    if not settings.web:
        yield
        return
    checks: dict[str, Callable[[], Awaitable[bool]]] = {
        "course": _truth(lambda: bool(product.course().lessons)),
        "database": lambda: _answers(product),
        "engine": _truth(lambda: product.door.service is not None),
        "discord": _truth(lambda: link.is_up),
    }
    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(
                served(settings.web, metrics, checks, pages(product.links, product.leader.view))
            )
        except ConfigurationError as error:
            if error.key != "web-port":
                raise
            structlog.get_logger("web").warning("health and metrics are not served: the port is taken", at=settings.web)
        yield


def _watch(settings: Settings, product: Product, metrics: Metrics, link: Link) -> None:
    def backup_age() -> float:
        if not settings.backup_hours:
            return math.nan  # the operator makes their own: no age is too high
        newest = newest_backup(settings.backup_folder)
        return -1.0 if newest is None else (SystemClock().now() - newest).total_seconds()

    def counted(read: Callable[[PracticeService], int]) -> Callable[[], float]:
        return lambda: 0.0 if product.door.service is None else float(read(product.door.service))

    metrics.show("failures", (*product.conversation.verbs, "press"))
    metrics.watch("sandboxes_live", counted(lambda practice: practice.live))
    metrics.watch("sandboxes_warm", counted(lambda practice: practice.warm))
    metrics.watch("sandboxes_capacity", counted(lambda practice: practice.capacity))
    metrics.watch("queue", counted(lambda practice: practice.waiting))
    metrics.watch("discord_latency_seconds", lambda: link.latency_seconds)
    metrics.watch("content_problems", lambda: float(len(product.course_problems())))
    metrics.watch("backup_age_seconds", backup_age)
    metrics.set("start_seconds", time.clock_gettime(time.CLOCK_BOOTTIME) - started_at())


def started_at() -> float:
    """Return when this process began, in seconds since the machine did (proc(5), field 22 of `stat`)."""
    with open("/proc/self/stat", encoding="ascii") as file:  # noqa: PTH123 - a file of the kernel
        ticks = float(file.read().rpartition(")")[2].split()[19])
    return ticks / 100.0


def _truth(read: Callable[[], bool]) -> Callable[[], Awaitable[bool]]:
    async def check() -> bool:
        return read()

    return check


async def _answers(product: Product) -> bool:
    await product.memory.get("heartbeat")
    return True
