"""The course that ships."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path
from time import process_time
from timeit import repeat

import pytest

from bot.lessons.library import BUILT_IN, load
from bot.lessons.lint import lint
from bot.lessons.lint_ids import LOCK
from bot.lessons.model import Lesson
from bot.lessons.parse import Reading
from bot.lessons.problems import ContentProblem
from bot.render.authoring import check_pictures, course_table
from bot.render.content import say_problem
from bot.render.pictures import Pictures

LESSONS = 14
DOCS = BUILT_IN.parent / "docs"


@cache
def linted() -> tuple[Reading, tuple[ContentProblem, ...]]:
    return lint([BUILT_IN])


def lessons() -> tuple[Lesson, ...]:
    return linted()[0].course.lessons


@pytest.fixture
async def pictures(tmp_path: Path) -> AsyncIterator[Pictures]:
    made = Pictures(tmp_path, draw_seconds=60.0)  # a busy machine is no failure
    yield made
    await made.close()


def test_the_course_has_no_problem() -> None:
    assert [say_problem(problem) for problem in linted()[1]] == []


def test_every_id_is_locked() -> None:
    assert (BUILT_IN / LOCK).exists()


def test_the_lessons_are_numbered_in_a_row() -> None:
    assert [lesson.number for lesson in lessons()] == list(range(1, LESSONS + 1))


@pytest.mark.parametrize("number", range(LESSONS))
def test_a_lesson_holds_enough_to_learn_by(number: int) -> None:
    lesson = lessons()[number]
    assert 5 <= sum(section.level == 2 for section in lesson.sections) <= 12
    assert sum(len(section.diagrams) for section in lesson.sections) >= 1
    assert sum(len(section.tries) for section in lesson.sections) >= 1
    assert len(lesson.quiz) >= 8
    assert len({item.kind for item in lesson.quiz}) >= 4
    assert len(lesson.missions) >= 2


@pytest.mark.parametrize("number", range(LESSONS))
def test_every_hint_of_a_mission_is_provoked_by_a_wrong_attempt(number: int) -> None:
    for mission in lessons()[number].missions:
        provoked = {attempt.hint for attempt in mission.wrong}
        assert [hint.id for hint in mission.hints if hint.when is not None and hint.id not in provoked] == [], (
            mission.id
        )


@pytest.mark.parametrize("number", range(LESSONS))
def test_every_diagram_has_words_of_its_author(number: int) -> None:
    diagrams = [diagram for section in lessons()[number].sections for diagram in section.diagrams]
    assert [diagram.source for diagram in diagrams if not diagram.alt] == []


@pytest.mark.parametrize("number", range(LESSONS))
def test_every_part_is_asked_for_in_many_ways(number: int) -> None:
    counts = {section.id: len(set(section.index.phrasings)) for section in lessons()[number].sections}
    assert {part: count for part, count in counts.items() if count < 15} == {}


def test_the_right_choice_has_no_favourite_place() -> None:
    firsts = Counter(
        next(place for place, choice in enumerate(item.choices) if choice.is_right)
        for lesson in lessons()
        for item in lesson.quiz
        if item.choices
    )
    assert max(firsts.values()) < 0.7 * sum(firsts.values())


async def test_every_diagram_and_table_is_drawn(pictures: Pictures) -> None:
    assert await check_pictures(linted()[0], pictures) == []


def test_the_table_of_the_course_is_current() -> None:
    assert (DOCS / "course.md").read_text(encoding="utf-8") == course_table(linted()[0])


def test_the_course_is_large_enough() -> None:
    course = linted()[0].course
    assert len(course.cards) >= 70
    assert len(course.errors) >= 60
    assert len(course.refusals) >= 40
    assert len(course.terms) >= 200


def test_the_course_is_ready_at_once_when_it_was_read_before(tmp_path: Path) -> None:
    load([BUILT_IN], caches=[tmp_path])
    # The machine may be busy with something else, which only adds: the least is what it takes.
    took = repeat(lambda: load([BUILT_IN], caches=[tmp_path]), timer=process_time, number=1, repeat=3)
    assert min(took) < 0.5
