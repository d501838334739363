"""`gorae content …`: for those who write the course."""

from __future__ import annotations

import sys

import typer

from bot.lessons.library import BUILT_IN
from bot.lessons.lint import lint
from bot.render.content import say_problems
from bot.settings import read_settings

app = typer.Typer(help="강의를 만드는 분을 위한 명령이에요.", no_args_is_help=True)


@app.command("lint")
def lint_course() -> None:
    """강의 파일을 모두 검사해요."""
    settings = read_settings()
    reading, problems = lint([BUILT_IN, *([settings.content] if settings.content else [])])
    sys.stdout.write(say_problems(problems))
    count = len(reading.course.lessons)
    sys.stdout.write(f"강의 {count}개, 명령어 카드 {len(reading.course.cards)}개, 고칠 곳 {len(problems)}군데\n")
    raise typer.Exit(1 if problems else 0)
