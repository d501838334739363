"""What is wrong in a file of the course, where, and (by its key) how to cure it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.errors import GoraeError


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a file, counted from 1."""

    path: str
    line: int


@dataclass(frozen=True, slots=True)
class ContentProblem:
    """One problem. `key` names its wording in `bot/render/templates/content.j2`; `values` fill it."""

    place: Place
    key: str
    values: Mapping[str, object] = field(default_factory=dict)


class ContentError(GoraeError):
    """The course could not be read. `problems` holds every problem found, in the order of files and lines."""

    def __init__(self, problems: Sequence[ContentProblem]) -> None:
        """Keep the problems, sorted."""
        super().__init__("content-broken", {"count": len(problems)})
        self.problems = tuple(sorted(problems, key=lambda problem: problem.place))
