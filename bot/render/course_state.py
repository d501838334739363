"""The state of the course, as a reply for admins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.core.reply import Reply, Visibility
from bot.lessons.model import Course
from bot.lessons.problems import ContentProblem
from bot.render.content import say_problem
from bot.render.titles import find_section
from bot.render.wording import say
from bot.storage.questions import Miss

AREA = "course_state"
MOST_PROBLEMS = 5
MOST_PARTS = 5


def render_course_state(course: Course, problems: Sequence[ContentProblem], misses: Sequence[Miss]) -> Reply:
    """Say which course is in use, what is wrong with its files (file, line, cure), and where answers are missed."""
    by_part: Counter[str] = Counter()
    for miss in misses:
        by_part[miss.part] += miss.times
    sections = [section for lesson in course.lessons for section in lesson.sections]
    return Reply(
        text=say(
            AREA,
            "state",
            version=course.version[:12],
            lessons=len(course.lessons),
            sections=len(sections),
            questions=sum(len(lesson.quiz) for lesson in course.lessons),
            missions=sum(len(lesson.missions) for lesson in course.lessons),
            cards=len(course.cards),
            problems=[say_problem(problem) for problem in problems[:MOST_PROBLEMS]],
            more_problems=max(0, len(problems) - MOST_PROBLEMS),
            missed=by_part.total(),
            parts=[(_title(course, part), count) for part, count in by_part.most_common(MOST_PARTS)],
        ),
        visibility=Visibility.PERSONAL,
    )


def _title(course: Course, address: str) -> str:
    if (found := find_section(course, address)) is None:
        return say(AREA, "no-part")
    lesson, section = found
    return f"{lesson.number}강 {section.title}"
