from __future__ import annotations

import asyncio
import gzip
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.lessons.library import MOST_KEPT, Library, earlier, load
from bot.lessons.model import Course
from bot.lessons.problems import ContentError, ContentProblem
from tests.lessons.writing import ERROR, INDEX, LESSON, write


class Admin:
    """Hears what the library says."""

    def __init__(self) -> None:
        self.courses: list[Course] = []
        self.broken: list[Sequence[ContentProblem]] = []
        self.heard = asyncio.Event()

    async def changed(self, course: Course) -> None:
        self.courses.append(course)
        self.heard.set()

    async def told(self, problems: Sequence[ContentProblem]) -> None:
        self.broken.append(problems)
        self.heard.set()


def test_a_course_kept_by_hash_is_the_same_course(tmp_path: Path) -> None:
    folder, cache = write(tmp_path / "content"), tmp_path / "cache"
    first = load([folder], caches=[cache])
    assert len(list(cache.iterdir())) == 1
    assert load([folder], caches=[cache]) == first


def test_a_kept_course_that_was_cut_short_is_read_anew(tmp_path: Path) -> None:
    folder, cache = write(tmp_path / "content"), tmp_path / "cache"
    first = load([folder], caches=[cache])
    (kept,) = cache.iterdir()
    kept.write_bytes(kept.read_bytes()[:100])
    assert load([folder], caches=[cache]) == first


def test_only_a_few_courses_are_kept_and_the_current_one_is_among_them(tmp_path: Path) -> None:
    folder, cache = write(tmp_path / "content"), tmp_path / "cache"
    for number in range(MOST_KEPT + 2):
        write(folder, LESSON.replace("머리말", f"{number}번째 머리말"))
        assert load([folder], caches=[cache]).lessons[0].intro == f"{number}번째 머리말이에요."
    assert len(list(cache.iterdir())) == MOST_KEPT
    assert any(f"{MOST_KEPT + 1}번째".encode() in gzip.decompress(kept.read_bytes()) for kept in cache.iterdir())


def test_the_courses_that_were_read_before_are_there_the_last_one_first(tmp_path: Path) -> None:
    folder, cache, installed = write(tmp_path / "content"), tmp_path / "cache", tmp_path / "installed"
    for number, place in enumerate((installed, cache, cache)):
        write(folder, LESSON.replace("머리말", f"{number}번째 머리말"))
        load([folder], caches=[place])
        newest = max(place.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (number, number))
    kept = sorted(cache.iterdir(), key=lambda path: path.stat().st_mtime)
    kept[0].write_bytes(kept[0].read_bytes()[:100])
    intros = [course.lessons[0].intro for course in earlier([cache, installed, tmp_path / "none"])]
    assert intros == ["2번째 머리말이에요.", "0번째 머리말이에요."]


def test_a_broken_course_at_the_start_tells_all_problems(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        Library([write(tmp_path, LESSON.replace("difficulty: 1", "difficulty: 7").replace("minutes: 5", "minutes: 0"))])
    assert {problem.key for problem in caught.value.problems} >= {"number-small"}


async def test_a_broken_edit_keeps_the_last_good_course_and_is_told_once(tmp_path: Path) -> None:
    library, admin = Library([write(tmp_path)]), Admin()
    good = library.course
    write(tmp_path, LESSON.replace("kind: one", "kind: two"))
    await library.refresh(admin.changed, admin.told)
    await library.refresh(admin.changed, admin.told)
    assert library.course is good
    assert [problem.key for problem in admin.broken[0]] == ["not-one-of"]
    assert len(admin.broken) == 1
    assert [problem.key for problem in library.problems] == ["not-one-of"]
    write(tmp_path)
    await library.refresh(admin.changed, admin.told)
    assert admin.courses == []  # back to what it was: nothing changed
    assert library.problems == ()


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ("after: []", "after: [99-nothere]", "lesson-unknown"),
        ("difficulty: 1", "difficulty: 1\nsection: nowhere", "part-unknown"),
        ("머리말이에요.", "[여기](02-cake)를 보세요.", "link-broken"),
    ],
)
async def test_an_edit_that_leads_nowhere_is_not_taken_over(tmp_path: Path, before: str, after: str, key: str) -> None:
    library, admin = Library([write(tmp_path)]), Admin()
    good = library.course
    write(tmp_path, LESSON.replace(before, after))
    await library.refresh(admin.changed, admin.told)
    assert library.course is good
    assert [problem.key for problem in library.problems] == [key]


async def test_two_lessons_of_one_number_and_words_no_pattern_finds_are_not_taken_over(tmp_path: Path) -> None:
    library, admin = Library([write(tmp_path)]), Admin()
    other = tmp_path / "lessons" / "02-cake"
    other.mkdir()
    (other / "lesson.md").write_text(LESSON.replace("id: 01-bread", "id: 02-cake"), encoding="utf-8")
    (other / "index.yaml").write_text(INDEX, encoding="utf-8")
    (tmp_path / "errors").mkdir()
    (tmp_path / "errors" / "some.yaml").write_text(ERROR.replace("'{name} 컨", "'{who} 컨"), encoding="utf-8")
    await library.refresh(admin.changed, admin.told)
    assert sorted(problem.key for problem in library.problems) == ["group-unknown", "number-twice"]
    assert admin.courses == []


async def test_an_edit_is_picked_up_while_the_program_runs(tmp_path: Path) -> None:
    library, admin, stop = Library([write(tmp_path)]), Admin(), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(library.follow(admin.changed, admin.told, stop=stop))
        async with asyncio.timeout(30):
            while not admin.heard.is_set():  # the watch may begin after a first write
                write(tmp_path, LESSON.replace("머리말", "새 머리말"))
                (tmp_path / "lessons" / "01-bread" / "lesson.md").touch()
                try:
                    async with asyncio.timeout(0.5):
                        await admin.heard.wait()
                except TimeoutError:
                    continue
        stop.set()
    assert library.course.lessons[0].intro == "새 머리말이에요."
    assert len(admin.courses) == 1
