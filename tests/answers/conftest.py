"""One engine for the whole course, made once a session."""

from __future__ import annotations

import pytest

from bot.answers.korean import Morphemes
from bot.answers.service import Engine
from bot.lessons.library import BUILT_IN, load
from bot.lessons.model import Course
from tests.answers.learned import CACHES


@pytest.fixture(scope="session")
def morphemes() -> Morphemes:
    return Morphemes()


@pytest.fixture(scope="session")
def course() -> Course:
    return load([BUILT_IN])


@pytest.fixture(scope="session")
def engine(course: Course, morphemes: Morphemes) -> Engine:
    return Engine.build(course, morphemes, CACHES)
