"""For the authors of lessons: a lesson to begin with, a preview, drawn pictures checked, the course in numbers."""

from __future__ import annotations

import asyncio
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.markdown import Markdown

from bot.core.errors import GoraeError
from bot.lessons.exercises import QuizKind
from bot.lessons.listed_flags import explained, listed_flags
from bot.lessons.markdown import SECTION
from bot.lessons.model import Course, Lesson
from bot.lessons.parse import Reading
from bot.lessons.problems import ContentProblem
from bot.lessons.scripts import scripts
from bot.render.pictures import PictureError, Pictures
from bot.render.text import readable
from bot.render.wording import say, whole

LESSON_NAME: Final = re.compile(r"(\d{2})-[a-z0-9]+(?:-[a-z0-9]+)*")
PREVIEW_COLUMNS: Final = 76


def new_lesson(folder: Path, name: str, title: str) -> list[Path]:
    """Write the files of a new lesson below a content folder and return them.

    What is written passes `gorae content lint`. Raises `GoraeError` (`name-wrong`, `exists`, worded in content.j2).
    """
    found = LESSON_NAME.fullmatch(name)
    if found is None:
        raise GoraeError("name-wrong", {"name": name})
    lesson = folder / "lessons" / name
    if lesson.exists():
        raise GoraeError("exists", {"folder": str(lesson)})
    lesson.mkdir(parents=True)
    quoted = title.replace("\\", "\\\\").replace('"', '\\"')
    written = []
    for file, template in (("lesson.md", "skeleton_lesson"), ("index.yaml", "skeleton_index")):
        text = whole(template, id=name, number=int(found[1]), title=title, quoted=quoted)
        (lesson / file).write_text(text, encoding="utf-8")
        written.append(lesson / file)
    return written


def preview(lesson: Lesson) -> Iterator[tuple[str, list[str]]]:
    """Yield each part's id with its lines as a terminal shows them (ANSI colours)."""
    for section in lesson.sections:
        console = Console(file=io.StringIO(), force_terminal=True, width=PREVIEW_COLUMNS, color_system="truecolor")
        with console.capture() as captured:
            console.print(Markdown(f"{'#' * section.level} {section.title}\n\n{readable(section.markdown)}"))
            for attempt in section.tries:
                console.print(f"▷ {attempt.title}", style="bold green")
                for line in attempt.run:
                    console.print(f"  $ {line.line}", highlight=False, markup=False)
        yield section.id, captured.get().rstrip("\n").split("\n")


async def save_preview(lesson: Lesson, pictures: Pictures, folder: Path) -> list[Path]:
    """Write a PNG of each part, and of each of its diagrams and tables, and return them. Raises `PictureError`."""
    saved = []
    for section, (part, lines) in zip(lesson.sections, preview(lesson), strict=True):
        drawn = [await pictures.terminal(lines, f"{lesson.number}. {lesson.title}")]
        drawn += [await pictures.diagram(diagram.source, diagram.alt) for diagram in section.diagrams]
        drawn += [await pictures.table(table.rows) for table in section.tables]
        for number, picture in enumerate(drawn):
            path = folder / f"{lesson.id}-{part.replace('/', '-')}-{number}.png"
            await asyncio.to_thread(_save, path, picture.png)
            saved.append(path)
    return saved


def _save(path: Path, png: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(png)


async def check_pictures(reading: Reading, pictures: Pictures) -> list[ContentProblem]:
    """Draw every diagram and table of the course; return a problem for each that can't be drawn."""
    problems = []
    for section in (section for lesson in reading.course.lessons for section in lesson.sections):
        shapes = [passage for passage in section.passages if passage.form in {"diagram", "table"}]
        diagrams, tables = iter(section.diagrams), iter(section.tables)
        for passage in shapes:
            try:
                if passage.form == "diagram":
                    await pictures.diagram(next(diagrams).source)
                else:
                    await pictures.table(next(tables).rows)
            except PictureError as error:
                place = reading.origins.place(f"passage:{passage.address}")
                problems.append(ContentProblem(place, "picture-broken", {"reason": str(error)}))
    return problems


def course_table(reading: Reading) -> str:
    """Return docs/course.md: the course in numbers."""
    course = reading.course
    rows = [_row(lesson) for lesson in course.lessons]
    wanted = scripts(reading)
    told_flags, listed = explained(course, listed_flags(reading.folders[0]))
    return (
        say(
            "course_table",
            "table",
            kinds=[kind.value for kind in QuizKind],
            kind_names=[f"{kind.value} {say('course_table', f'kind-{kind.value}')}" for kind in QuizKind],
            rows=rows,
            total=_total(rows),
            cards=len(course.cards),
            open_cards=sum(card.is_open for card in course.cards),
            told_flags=told_flags,
            listed_flags=listed,
            errors=len(course.errors),
            made_errors=sum(bool(error.made_by) for error in course.errors),
            raw_errors=sum(bool(error.raw) for error in course.errors),
            part_errors=sum(bool(error.part_of) for error in course.errors),
            program_errors=sum(bool(error.in_program) for error in course.errors),
            refusals=len(course.refusals),
            terms=len(course.terms),
            forms=sum(1 + bool(term.en) + len(term.also) + len(term.typed) for term in course.terms),
            phrasings=_phrasings(course),
            scripts=len(wanted),
            lines=sum(len(script.lines) for script in wanted),
        )
        + "\n"
    )


def _row(lesson: Lesson) -> dict[str, object]:
    kinds = Counter(item.kind for item in lesson.quiz)
    return {
        "number": lesson.number,
        "title": lesson.title,
        "sections": sum(section.level == SECTION for section in lesson.sections),
        "parts": len(lesson.sections),
        "diagrams": sum(len(section.diagrams) for section in lesson.sections),
        "tables": sum(len(section.tables) for section in lesson.sections),
        "tries": sum(len(section.tries) for section in lesson.sections),
        "kinds": [kinds[kind] for kind in QuizKind],
        "quiz": len(lesson.quiz),
        "missions": len(lesson.missions),
    }


def _total(rows: Sequence[dict[str, object]]) -> dict[str, object]:
    names = ("sections", "parts", "diagrams", "tables", "tries", "quiz", "missions")
    total: dict[str, object] = {name: sum(int(str(row[name])) for row in rows) for name in names}
    kinds = [row["kinds"] for row in rows]
    total["kinds"] = [sum(column) for column in zip(*(kind for kind in kinds if isinstance(kind, list)), strict=True)]
    return total


def _phrasings(course: Course) -> int:
    return sum(len(section.index.phrasings) for lesson in course.lessons for section in lesson.sections)
