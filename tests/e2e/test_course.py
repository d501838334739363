"""The product as a whole takes up an author's folder and the edits in it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.app import opened
from bot.core.clock import SystemClock
from bot.lessons.library import BUILT_IN
from bot.product import Product
from bot.render.content import say_problem
from bot.settings import Settings
from tests.lessons.writing import LESSON, write
from tests.timing import PATIENCE_SECONDS

pytestmark = pytest.mark.engine
OURS = LESSON.replace("number: 1", "number: 77")


@asynccontextmanager
async def with_own(settings: Settings, folder: Path) -> AsyncIterator[Product]:
    """Open the product over an author's folder, and leave nothing behind."""
    own = settings.model_copy(update={"content": folder})
    async with opened(own, SystemClock(), lambda _progress: None, spares=0) as product:
        await product.door.settled.wait()
        yield product
    for left in settings.data_folder.glob("gorae.db*"):
        left.unlink()


async def seen(what: Callable[[], object], lesson: Path) -> None:
    """Wait until an edit is noticed; the watch may begin after it, so the file is touched until then."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not what():
            await asyncio.to_thread(lesson.touch)
            await asyncio.sleep(0.2)


async def test_an_own_folder_adds_to_the_course_and_its_edits_are_taken_over_all_or_nothing(
    settings: Settings, tmp_path: Path
) -> None:
    folder = write(tmp_path / "ours", OURS)
    lesson = folder / "lessons" / "01-bread" / "lesson.md"
    async with with_own(settings, folder) as product:
        before = product.course()
        assert [found.number for found in before.lessons[-2:]] == [14, 77]

        write(folder, OURS.replace("kind: one", "kind: two").replace("머리말", "새 머리말"))
        await seen(product.course_problems, lesson)
        assert product.course() is before  # the new words of the broken file are not taken either
        (told,) = [say_problem(problem) for problem in product.course_problems()]
        number = OURS.splitlines().index("kind: one") + 1
        assert f"lessons/01-bread/lesson.md:{number}" in told
        assert "'one', 'several', 'command'" in told

        write(folder, OURS.replace("머리말", "새 머리말"))
        await seen(lambda: product.course() is not before, lesson)
        assert product.course().lessons[-1].intro == "새 머리말이에요."
        assert product.course_problems() == ()


async def test_an_own_lesson_with_the_id_of_a_built_in_one_replaces_it(settings: Settings, tmp_path: Path) -> None:
    first = next(path.name for path in sorted((BUILT_IN / "lessons").iterdir()))
    folder = write(tmp_path / "ours", LESSON.replace("01-bread", first))
    (folder / "lessons" / "01-bread").rename(folder / "lessons" / first)
    async with with_own(settings, folder) as product:
        assert product.course().lessons[0].title == "빵과 빵틀"
        assert len(product.course().lessons) == len(list((BUILT_IN / "lessons").iterdir()))
