"""Pictures: diagrams, tables, a learner's progress and terminal screens as PNG, drawn in one worker process.

A picture only adds to the words: whoever asks for one shows the words alone when `PictureError` comes.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import sys
from collections.abc import Awaitable, Sequence
from pathlib import Path
from typing import Final

import structlog

from bot.core.reply import Picture
from bot.lessons.model import Course
from bot.render.pictures_alt import MOST_ALT, diagram_alt, table_alt
from bot.render.pictures_table import table_svg
from bot.render.pictures_terminal import terminal_svg
from bot.render.wording import picture, say

DRAW_SECONDS: Final = 10.0  # the largest diagram the caps let through takes 1.5 s on two cores
_ROOT: Final = Path(__file__).resolve().parents[2]
MOST_KEPT: Final = 400  # pictures in the cache folder


class PictureError(Exception):
    """A picture that could not be drawn; the reason is for the log."""


class Pictures:
    """Draws pictures beside the caller and keeps those of the course by the hash of their content.

    `close` ends the worker process; the next picture starts it again.
    """

    def __init__(self, cache: Path | None = None, *, draw_seconds: float = DRAW_SECONDS) -> None:
        """`cache` is a folder for drawn pictures; without it every picture is drawn anew."""
        self._cache = cache
        self._seconds = draw_seconds
        self._worker: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()
        self._log = structlog.get_logger("pictures")

    async def diagram(self, source: str, alt: str = "") -> Picture:
        """Return a Mermaid diagram; without `alt` its edges stand for it. Raises `PictureError`."""
        png = await self._kept("mermaid", source)
        return Picture(png, _name("diagram", png), (alt or diagram_alt(source))[:MOST_ALT])

    async def table(self, rows: Sequence[Sequence[str]], alt: str = "") -> Picture:
        """Return a table of plain texts, the first row its head. Raises `PictureError`."""
        if not rows or not any(rows):
            raise PictureError("empty")
        png = await self._kept("svg", table_svg(rows))
        return Picture(png, _name("table", png), (alt or table_alt(rows))[:MOST_ALT])

    async def svg(self, template: str, values: dict[str, object], alt: str) -> Picture:
        """Return `templates/<template>.svg.j2` filled in; values are escaped. Raises `PictureError`."""
        png = await self._draw("svg", picture(template, **values))
        return Picture(png, _name(template, png), alt[:MOST_ALT])

    async def terminal(self, lines: Sequence[str], title: str = "", alt: str = "") -> Picture:
        """Return lines with ANSI colours as a terminal window. Raises `PictureError`."""
        png = await self._draw("svg", terminal_svg(lines, title))
        words = say("pictures", "terminal", title=title, text="")
        return Picture(png, _name("terminal", png), (alt or words)[:MOST_ALT])

    async def prepare(self, course: Course) -> int:
        """Draw every diagram and table of the course into the cache; return how many could not be drawn."""
        failed = 0
        for section in (section for lesson in course.lessons for section in lesson.sections):
            drawings: list[Awaitable[Picture]] = [self.diagram(one.source, one.alt) for one in section.diagrams]
            drawings += [self.table(one.rows) for one in section.tables]
            for drawing in drawings:
                try:
                    await drawing
                except PictureError as error:
                    failed += 1
                    self._log.warning("picture not drawn", part=section.address, reason=str(error))
        return failed

    async def close(self) -> None:
        """End the worker process. May be called again."""
        async with self._turn:
            await self._end_worker()

    async def _kept(self, kind: str, source: str) -> bytes:
        if self._cache is None:
            return await self._draw(kind, source)
        digest = hashlib.sha256(f"{_drawing_version()}\0{kind}\0{source}".encode()).hexdigest()
        path = self._cache / f"{digest[:40]}.png"
        if path.exists():
            return await asyncio.to_thread(path.read_bytes)
        png = await self._draw(kind, source)
        await asyncio.to_thread(_keep, path, png)
        return png

    async def _draw(self, kind: str, source: str) -> bytes:
        request = json.dumps({"kind": kind, "source": source}).encode() + b"\n"
        async with self._turn:
            try:
                async with asyncio.timeout(self._seconds):
                    return await self._ask(request)
            except (TimeoutError, ConnectionError, asyncio.IncompleteReadError, ValueError) as error:
                await self._end_worker()
                raise PictureError(type(error).__name__) from error
            except asyncio.CancelledError:  # an answer half read would be taken for the next one's
                await self._end_worker()
                raise

    async def _ask(self, request: bytes) -> bytes:
        if self._worker is None or self._worker.returncode is not None:
            self._worker = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot.render.pictures_worker",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                cwd=_ROOT,
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            )
        ask, answer = self._worker.stdin, self._worker.stdout
        if ask is None or answer is None:
            raise ConnectionError
        ask.write(request)
        await ask.drain()
        head = json.loads(await answer.readuntil(b"\n"))
        if "error" in head:
            raise PictureError(head["error"])
        return await answer.readexactly(head["size"])

    async def _end_worker(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        if worker.returncode is None:
            worker.kill()
        await worker.communicate()


def _name(kind: str, png: bytes) -> str:
    return f"{kind}-{hashlib.sha256(png).hexdigest()[:12]}.png"


def _drawing_version() -> str:
    """Return a hash of what decides how a picture looks beside its source."""
    here = Path(__file__).parent
    files = [*here.glob("pictures*.py"), *(here / "templates").glob("*.svg.j2"), here / "fonts" / "widths.json"]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(files))).hexdigest()[:16]


def _keep(path: Path, png: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(png)
    unfinished.replace(path)
    kept = sorted(path.parent.glob("*.png"), key=lambda old: old.stat().st_mtime)
    for old in kept[:-MOST_KEPT]:
        old.unlink(missing_ok=True)
