"""The course to read: the list of lessons, and one part at a time."""

from __future__ import annotations

from bot.core.reply import Choice, Emphasis, Menu, MenuOption, Picture, Reply
from bot.lessons.model import Course, Lesson, Section
from bot.render.text import readable
from bot.render.wording import say

MOST_LABEL = 100


def render_lessons(course: Course) -> Reply:
    """List the lessons with a menu to open one."""
    options = tuple(
        MenuOption(f"{lesson.number}. {lesson.title}"[:MOST_LABEL], lesson.id, lesson.summary[:MOST_LABEL])
        for lesson in course.lessons[:25]
    )
    return Reply(
        text=say("lesson", "lessons", lessons=course.lessons),
        menus=(Menu("lesson:choose", options, "읽을 강의를 골라 주세요"),) if options else (),
    )


def render_lesson(lesson: Lesson) -> Reply:
    """Show a lesson's parts with a menu to open one."""
    options = tuple(
        MenuOption(section.title[:MOST_LABEL], section.address)
        for section in lesson.sections
        if section.level == 2  # noqa: PLR2004 - `##`
    )[:25]
    return Reply(
        text=say("lesson", "lesson", lesson=lesson, parts=[option.label for option in options]),
        menus=(Menu("lesson:choose", options, "읽을 부분을 골라 주세요"),) if options else (),
        choices=(
            Choice("처음부터 읽기", f"lesson:open:{lesson.sections[0].address}", Emphasis.PRIMARY),
            Choice("이 강의 퀴즈", f"quiz:lesson:{lesson.id}:5"),
        ),
        in_place=True,
    )


def render_section(lesson: Lesson, section: Section, picture: Picture | None) -> Reply:
    """Show one part of a lesson with ways on and back."""
    place = lesson.sections.index(section)
    choices = []
    if place > 0:
        choices.append(Choice("◀ 이전", f"lesson:turn:{lesson.sections[place - 1].address}"))
    if place + 1 < len(lesson.sections):
        choices.append(Choice("다음 ▶", f"lesson:turn:{lesson.sections[place + 1].address}", Emphasis.PRIMARY))
    else:
        choices.append(Choice("이 강의 퀴즈", f"quiz:lesson:{lesson.id}:5", Emphasis.PRIMARY))
    choices += [Choice(f"▷ {attempt.title}"[:80], f"run:try:{lesson.id}:{attempt.id}") for attempt in section.tries[:2]]
    choices.append(Choice("목차", f"lesson:list:{lesson.id}"))
    return Reply(
        text=say("lesson", "section", title=section.title, text=readable(section.markdown)),
        note=say("lesson", "place", lesson=lesson, number=place + 1, count=len(lesson.sections)),
        picture=picture,
        choices=tuple(choices),
        in_place=True,
    )
