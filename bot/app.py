"""The composition root: what has a beginning and an end is opened here, once, and ended in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import structlog

from bot.core.clock import Clock
from bot.core.errors import ConfigurationError
from bot.core.groups import GroupSettings
from bot.core.meter import SILENT, Meter
from bot.core.tasks import Tasks
from bot.lessons.library import BUILT_IN, Library
from bot.lessons.model import Course
from bot.lessons.problems import ContentError, ContentProblem
from bot.practice.door import Door
from bot.practice.images import policy_of
from bot.practice.limits import limits_of
from bot.practice.room import PracticeSettings, open_practice
from bot.product import Product, build
from bot.render.content import say_problem
from bot.render.illustrations import Illustrations
from bot.render.pictures import Pictures
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.groups import Groups
from bot.talk.own_names import OwnNames
from sandbox.supervisor.control import Progress

MOST_PROBLEMS = 20


def load_library(settings: Settings, caches: Sequence[Path] | None = None) -> Library:
    """Read the course, with the settings' caches unless others are given.

    Raises `ConfigurationError` `content-broken`.
    """
    folders = [BUILT_IN, *([settings.content] if settings.content else [])]
    try:
        return Library(folders, caches=settings.caches if caches is None else caches)
    except ContentError as error:
        raise ConfigurationError("content-broken", {"count": len(error.problems)}) from error


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
        product = build(settings, clock, library, database, Illustrations(pictures), door, meter, groups, own, tasks)

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
