"""What is wrong in the course, told to its authors."""

from __future__ import annotations

from collections.abc import Iterable

from bot.lessons.problems import ContentProblem
from bot.render.wording import say

AREA = "content"


def say_problem(problem: ContentProblem) -> str:
    """Return one problem as `file:line: what and how to cure it`."""
    place = problem.place
    return f"{place.path}:{place.line}: {say(AREA, problem.key, **problem.values)}"


def say_problems(problems: Iterable[ContentProblem]) -> str:
    """Return problems a line each, in the order given."""
    return "\n".join(map(say_problem, problems))
