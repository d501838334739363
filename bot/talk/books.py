"""What is made once of a course and kept until the course changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from bot.lessons.model import Course

T = TypeVar("T")


class OfCourse(Generic[T]):
    """`make(course)`, made anew when the course was."""

    def __init__(self, course: Callable[[], Course], make: Callable[[Course], T]) -> None:
        self._course = course
        self._make = make
        self._made: tuple[str, T] | None = None

    def get(self) -> T:
        """Return it for the course as it is now."""
        course = self._course()
        if self._made is None or self._made[0] != course.version:
            self._made = (course.version, self._make(course))
        return self._made[1]
