"""Titles of addresses, for citations."""

from __future__ import annotations

from collections.abc import Callable

from bot.lessons.model import Course, Lesson, Section


def find_section(course: Course, address: str) -> tuple[Lesson, Section] | None:
    """Return the lesson and part that `lesson/section[/sub][#n]` names."""
    wanted = address.partition("#")[0]
    for lesson in course.lessons:
        for section in lesson.sections:
            if section.address == wanted:
                return lesson, section
    return None


def titles_of(course: Course) -> Callable[[str], tuple[str, str]]:
    """Return a function from an address to (lesson title, section title)."""

    def titles(address: str) -> tuple[str, str]:
        if (found := find_section(course, address)) is None:
            return address.partition("/")[0], address
        return f"{found[0].number}강 {found[0].title}", found[1].title

    return titles
