"""`gorae content`: for those who write lessons."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from bot.console import progress
from bot.core.clock import SystemClock
from bot.core.errors import GoraeError
from bot.lessons.library import BUILT_IN
from bot.lessons.lint import lint as lint_course
from bot.lessons.lint_ids import accept as accept_ids
from bot.lessons.model import Lesson
from bot.lessons.parse import Reading, read
from bot.lessons.problems import ContentProblem
from bot.render.authoring import check_pictures, course_table, new_lesson, preview, save_preview
from bot.render.content import say_problems
from bot.render.pictures import Pictures
from bot.render.wording import say
from bot.settings import Settings, read_settings
from bot.talk.rehearsal import rehearsal_room, rehearse, still_to_run

AREA: Final = "content"
TABLE: Final = BUILT_IN.parent / "docs" / "course.md"
REPLAY_SECONDS: Final = 480.0  # of the whole course, on a machine with two cores
AGAIN_SECONDS: Final = 20.0  # where nothing changed

app = typer.Typer(name="content", help="강의를 쓰고 살펴봐요.", no_args_is_help=True, pretty_exceptions_enable=False)

Folders = Annotated[list[Path] | None, typer.Argument(help="강의 폴더. 없으면 기본 강의와 GORAE_CONTENT")]


@app.command()
def lint(
    folders: Folders = None,
    accept: Annotated[bool, typer.Option("--accept", help="새 id를 ids.lock에 올려요.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """강의의 모양, 참조, 명령, 퀴즈, 맞춤법, 그림을 살펴봐요. 문제가 있으면 1로 끝나요."""
    settings = read_settings()
    chosen = _folders(settings, folders)
    if accept:
        new, gone = accept_ids(read(chosen[:1]).course, chosen[0])
        _print(say(AREA, "accepted", new=new, gone=gone))
    reading, problems = lint_course(chosen)
    problems = (*problems, *asyncio.run(_pictures_checked(settings, reading)))
    if problems:
        _print(say_problems(sorted(problems, key=lambda problem: problem.place)))
        _print(say(AREA, "lint-bad", count=len(problems)))
        raise typer.Exit(1)
    _print(say(AREA, "lint-good", lessons=len(reading.course.lessons), cards=len(reading.course.cards)))


@app.command()
def replay(
    folders: Folders = None,
    only: Annotated[str, typer.Option("--only", metavar="글", help="이름에 이 글이 든 것만 돌려요.")] = "",
) -> None:
    """강의에서 실행할 수 있다고 한 것을 모두 진짜 샌드박스에서 돌려 보고 적힌 대로인지 비교해요."""
    raise typer.Exit(asyncio.run(_replay(read_settings(), folders, only)))


@app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="이름", help="예: 15-my-lesson")],
    title: Annotated[str, typer.Option("--title", metavar="제목")],
    folder: Annotated[
        Path | None, typer.Option("--folder", help="강의 폴더. 없으면 GORAE_CONTENT, 그것도 없으면 content")
    ] = None,
) -> None:
    """새 강의의 뼈대를 만들어요."""
    root = folder or read_settings().content or Path("content")
    try:
        made = new_lesson(root, name, title)
    except GoraeError as error:
        _print(say(AREA, error.key, **error.values))
        raise typer.Exit(1) from error
    _print(say(AREA, "made", folder=made[0].parent, root=root, name=name))


@app.command(name="preview")
def preview_lesson(
    name: Annotated[str, typer.Argument(metavar="강의", help="강의의 id")],
    png: Annotated[Path | None, typer.Option("--png", metavar="폴더", help="그림으로 이 폴더에 둬요.")] = None,
) -> None:
    """강의를 터미널에, 또는 그림으로 미리 봐요."""
    settings = read_settings()
    lesson = _lesson(read(_folders(settings, None)), name)
    if png is not None:
        saved = asyncio.run(_saved(settings, lesson, png))
        _print(say(AREA, "preview-saved", count=saved, folder=png))
        return
    for _, lines in preview(lesson):
        _print("\n".join(lines) + "\n")


@app.command(name="list")
def list_lessons() -> None:
    """강의를 차례로 보여 줘요."""
    for lesson in read(_folders(read_settings(), None)).course.lessons:
        _print(say(AREA, "lesson-line", lesson=lesson))


@app.command()
def table(
    write: Annotated[bool, typer.Option("--write", help="docs/course.md에 써요.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """강의를 숫자로 보여 줘요."""
    text = course_table(read([BUILT_IN]))
    if write:
        TABLE.write_text(text, encoding="utf-8")
        _print(say(AREA, "written", path=TABLE))
    else:
        _print(text.rstrip("\n"))


def _folders(settings: Settings, given: list[Path] | None) -> list[Path]:
    """Return the folders to read, the built-in course first: an own folder refers to it."""
    own = given or ([settings.content] if settings.content else [])
    return [BUILT_IN, *(folder for folder in own if folder.resolve() != BUILT_IN)]


def _lesson(reading: Reading, name: str) -> Lesson:
    for lesson in reading.course.lessons:
        if name in {lesson.id, str(lesson.number)}:
            return lesson
    _print(say(AREA, "no-lesson", name=name))
    raise typer.Exit(1)


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


async def _pictures_checked(settings: Settings, reading: Reading) -> list[ContentProblem]:
    pictures = Pictures(settings.data_folder / "pictures")
    try:
        return await check_pictures(reading, pictures)
    finally:
        await pictures.close()


async def _saved(settings: Settings, lesson: Lesson, folder: Path) -> int:
    pictures = Pictures(settings.data_folder / "pictures")
    try:
        return len(await save_preview(lesson, pictures, folder))
    finally:
        await pictures.close()


async def _replay(settings: Settings, folders: list[Path] | None, only: str) -> int:
    clock = SystemClock()
    started = clock.monotonic()
    reading = read(_folders(settings, folders))
    if reading.problems:
        _print(say_problems(reading.problems))
        return 1
    memory = settings.data_folder / "cache" / "replay.json"

    def told(name: str, found: Sequence[ContentProblem]) -> None:
        _print(say(AREA, "replay-step", name=name, went_well=not found))
        if found:
            _print(say_problems(found))

    count, left = still_to_run(reading, memory, only)
    if not left:  # no engine is needed to say so
        _went_well(count, 0, clock.monotonic() - started)
        return 0
    with progress() as teller:
        async with rehearsal_room(settings.data_folder, clock, teller.tell) as practice:
            teller.finish()
            problems, count, ran = await rehearse(reading, practice, clock, memory, told, only)
    seconds = clock.monotonic() - started
    if problems:
        _print(say_problems(problems))  # once more together: they were told among all that went well
        _print(say(AREA, "replay-bad", count=count, problems=len(problems), seconds=round(seconds)))
        return 1
    _went_well(count, ran, seconds)
    return 0


def _went_well(count: int, ran: int, seconds: float) -> None:
    """Say so, and what a busy machine or a course that grew made of the time that authors are promised."""
    _print(say(AREA, "replay-good", count=count, ran=ran, seconds=round(seconds)))
    if seconds > (promised := REPLAY_SECONDS if ran else AGAIN_SECONDS):
        _print(say(AREA, "replay-slow", promised=round(promised)))
