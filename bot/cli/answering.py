"""`gorae content eval`, `questions` and `prepare`: how good the answers are, what they lack, and reading ahead."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from bot.answers import evaluate
from bot.answers.bank import add_phrasing
from bot.answers.korean import Morphemes
from bot.answers.service import Engine
from bot.app import load_library
from bot.core.clock import SystemClock
from bot.lessons.library import BUILT_IN
from bot.render.answers import misses_text
from bot.render.evaluation import ablation_text, report_text
from bot.render.several import plain_answers
from bot.render.wording import say
from bot.settings import READY, Settings, read_settings
from bot.storage.database import Database
from bot.storage.questions import Miss, Questions


def add_to(content: typer.Typer) -> None:
    """Add the commands to the group `content`."""
    content.command("eval")(evaluate_file)
    content.command("prepare")(prepare)
    content.command("questions")(questions)


def prepare() -> None:
    """강의를 미리 읽고 배워 둬요. 설치할 때 한 번이면 처음 켤 때도 바로 답해요."""
    course = load_library(read_settings(), [READY]).course
    Engine.build(course, Morphemes(), [READY])
    sys.stdout.write(say("content", "prepared") + "\n")


def evaluate_file(
    file: Annotated[Path, typer.Argument(help="질문 파일 (한 줄에 JSON 하나)")],
    section_map: Annotated[Path | None, typer.Option("--map", help="JSON: 파일의 섹션 이름 → 강의의 섹션 id")] = None,
    lesson: Annotated[str, typer.Option("--lesson", help="이 강의에서만 답해요.")] = "",
    ablation: Annotated[bool, typer.Option("--ablation", help="단계를 하나씩 끄고 견줘요.")] = False,  # noqa: FBT002 - typer makes it a flag
) -> None:
    """질문 파일로 답의 품질을 재요."""
    asked = _read(file, section_map)
    settings = read_settings()
    engine = Engine.build(load_library(settings).course, Morphemes(), settings.caches)

    def measured(engine: Engine) -> evaluate.Report:
        return evaluate.run(asked, lambda question: engine.ask(question, lesson or None), plain_answers)

    if ablation:
        reports = {name: measured(engine.without(stages)) for name, stages in evaluate.STAGES_OFF.items()}
        sys.stdout.write(ablation_text(reports) + "\n")
    else:
        sys.stdout.write(report_text(measured(engine)) + "\n")


def _read(file: Path, section_map: Path | None) -> list[evaluate.Asked]:
    """Return the questions of a file; ends the command with one line of Korean where a file can't be read."""
    path = section_map or file
    try:
        sections: Mapping[str, str] = evaluate.SEED_SECTIONS
        if section_map is not None:
            sections = {str(key): str(value) for key, value in json.loads(section_map.read_text("utf-8")).items()}
        path = file
        return evaluate.read_questions(file.read_text("utf-8").splitlines(), sections)
    except OSError as error:
        problem = say("answers", "eval-no-file", file=path)
        raise _failed(problem) from error
    except (ValueError, AttributeError) as error:
        problem = say("answers", "eval-bad-file", file=path, line=getattr(error, "line", 0))
        raise _failed(problem) from error


def _failed(problem: str) -> typer.Exit:
    sys.stderr.write(f"{problem}\n")
    return typer.Exit(1)


def questions(
    add: Annotated[str, typer.Option("--add", help="이 질문을 문장 창고에 더해요 (--to 와 함께).")] = "",
    to: Annotated[str, typer.Option("--to", help="강의의 부분: 01-docker/core-concepts/image")] = "",
    drop: Annotated[str, typer.Option("--drop", help="이 질문을 목록에서 빼요.")] = "",
) -> None:
    """잘 답하지 못한 질문을 모아 보여 주고, 한 번에 문장 창고에 더해요."""
    settings = read_settings()
    if add and to:
        folders = [BUILT_IN, *([settings.content] if settings.content else [])]
        sys.stdout.write(f"{add_phrasing(folders, to, add)}\n")
    if add or drop:
        asyncio.run(_settle(settings, add or drop))
    else:
        sys.stdout.write(misses_text(asyncio.run(_misses(settings))) + "\n")


async def _settle(settings: Settings, question: str) -> None:
    database = await Database.open(settings.data_folder / "gorae.db")
    try:
        await Questions(database).settle(question, SystemClock().now())
    finally:
        await database.close()


async def _misses(settings: Settings) -> list[Miss]:
    database = await Database.open(settings.data_folder / "gorae.db")
    try:
        return list(await Questions(database).misses())
    finally:
        await database.close()
