"""`gorae engine …`: the practice engine by hand."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import typer

from bot.console import progress
from bot.core.clock import SystemClock
from bot.practice.closing import end_all
from bot.render.practice import stage_text, trouble_text
from bot.settings import read_settings
from sandbox.deployment import Deployment
from sandbox.embedded import EmbeddedEngine, stop_engine
from sandbox.errors import SandboxError
from sandbox.supervisor.layout import Layout

app = typer.Typer(help="연습 엔진을 다뤄요.", no_args_is_help=True)


@app.command()
def prepare() -> None:
    """연습에 필요한 것을 모두 준비해 두고, 엔진은 다시 꺼요."""
    raise typer.Exit(asyncio.run(_prepare()))


@app.command()
def stop() -> None:
    """켜져 있는 연습 엔진과 연습장을 모두 꺼요."""
    stopped = asyncio.run(_stop(read_settings().data_folder))
    sys.stdout.write(stage_text("stopped" if stopped else "not-running", {}) + "\n")


async def _stop(data_folder: Path) -> bool:
    deployment = Deployment(data_folder)
    database = data_folder / "gorae.db"
    if database.exists() and (Layout.of(data_folder).control.exists() or deployment.was_started):
        await end_all(database, SystemClock().now())
    stopped = await stop_engine(data_folder)
    return (deployment.was_started and await deployment.stop()) or stopped


async def _prepare() -> int:
    with progress() as teller:
        try:
            settings = read_settings()
            async with EmbeddedEngine(settings.data_folder, teller.tell, cache_folder=settings.cache):
                pass
        except SandboxError as error:
            teller.finish()
            sys.stderr.write(trouble_text(error.key, error.values) + "\n")
            return 1
    sys.stderr.write(trouble_text("ready", {}) + "\n")
    return 0
