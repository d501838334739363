"""The course at run time: read once, kept ready, and read again when its files change."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import hashlib
import os
import zlib
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import structlog
from pydantic import TypeAdapter, ValidationError
from watchfiles import awatch

from bot.lessons import parse
from bot.lessons.lint_references import check_references
from bot.lessons.model import Course
from bot.lessons.problems import ContentError, ContentProblem

_COURSE: Final = TypeAdapter(Course)
_ENDING: Final = ".json.gz"
MOST_KEPT: Final = 4  # courses: data folders with lessons of their own may share one cache
BUILT_IN: Final = Path(__file__).resolve().parents[2] / "content"


def load(folders: Sequence[Path], *, caches: Sequence[Path] = ()) -> Course:
    """Return the course of `folders`, later ones adding to and replacing what earlier ones hold.

    `caches` are folders that may hold it by the hash of its files, read before; else it is kept in the first.
    Raises `ContentError` with every problem of every file: what can't be read, and what leads nowhere.
    """
    key = f"course-{parse.version(folders)[:24]}-{_reader_version()}{_ENDING}"
    for cache in caches:
        if (course := _kept(cache / key)) is not None:
            return course
    reading = parse.read(folders)
    if problems := (*reading.problems, *check_references(reading)):
        raise ContentError(problems)
    if caches:
        _keep(reading.course, caches[0] / key)
    return reading.course


def earlier(caches: Sequence[Path]) -> Iterator[Course]:
    """Yield the courses that caches keep, the last one read first."""
    kept = [path for cache in caches for path in cache.glob(f"course-*-{_reader_version()}{_ENDING}")]
    for path in sorted(kept, key=_age):
        if (course := _kept(path)) is not None:
            yield course


def _age(path: Path) -> float:
    try:
        return -path.stat().st_mtime
    except OSError:  # another process tidied up
        return 0.0


def _reader_version() -> str:
    """Return a hash of the code that reads and holds a course: what an older version kept is not taken."""
    here = Path(__file__).parent
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(here.glob("*.py")))).hexdigest()[:12]


def _kept(path: Path) -> Course | None:
    try:
        return _COURSE.validate_json(gzip.decompress(path.read_bytes()))
    except (OSError, EOFError, zlib.error, ValidationError):  # absent, or cut short: read anew
        return None


def _keep(course: Course, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(gzip.compress(_COURSE.dump_json(course)))
    unfinished.replace(path)
    with contextlib.suppress(FileNotFoundError):  # another process may tidy up, too
        newest = sorted(path.parent.glob("course-*.gz"), key=lambda one: one.stat().st_mtime, reverse=True)
        for older in newest[MOST_KEPT:]:
            older.unlink(missing_ok=True)


class Library:
    """The course that is in use now. `follow` keeps it current while the program runs."""

    def __init__(self, folders: Sequence[Path], *, caches: Sequence[Path] = ()) -> None:
        """Load the course; raises `ContentError` when it is broken, for there is nothing to fall back on yet."""
        self._folders = tuple(folders)
        self._caches = tuple(caches)
        self._course = load(self._folders, caches=caches)
        self._problems: tuple[ContentProblem, ...] = ()
        self._log = structlog.get_logger("lessons")

    @property
    def course(self) -> Course:
        """The last good course."""
        return self._course

    @property
    def problems(self) -> tuple[ContentProblem, ...]:
        """What is wrong with the files as they were last read; none when `course` is what they say."""
        return self._problems

    async def follow(
        self,
        changed: Callable[[Course], Awaitable[None]],
        broken: Callable[[Sequence[ContentProblem]], Awaitable[None]],
        *,
        stop: asyncio.Event | None = None,
    ) -> None:
        """Take over edits as they are saved, all or nothing, until `stop` is set or the task is cancelled.

        `changed` gets each new course; `broken` gets the problems of one that can't be used, and the last good course
        stays.
        """
        present = [folder for folder in self._folders if folder.exists()]
        async for _ in awatch(*present, stop_event=stop, step=200, rust_timeout=1000):
            await self.refresh(changed, broken)

    async def refresh(
        self,
        changed: Callable[[Course], Awaitable[None]],
        broken: Callable[[Sequence[ContentProblem]], Awaitable[None]],
    ) -> None:
        """Read the files once and tell what came of it. The same problems are told once."""
        try:
            course = await asyncio.to_thread(load, self._folders, caches=self._caches)
        except ContentError as error:
            if error.problems != self._problems:
                self._problems = error.problems
                self._log.warning("course kept, files broken", problems=len(error.problems))
                await broken(error.problems)
            return
        self._problems = ()
        if course.version != self._course.version:
            self._course = course
            self._log.info("course renewed", version=course.version[:12])
            await changed(course)
