import pytest

from bot.lessons.library import BUILT_IN, load
from bot.lessons.model import Course


@pytest.fixture(scope="session")
def course() -> Course:
    return load([BUILT_IN])
