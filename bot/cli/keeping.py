"""Commands that look after the program: backups, a doctor's look, a sign of life."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from bot.app import load_library
from bot.cli.heartbeat import HEARTBEAT, HEARTBEAT_SECONDS
from bot.core.clock import SystemClock
from bot.core.tasks import Tasks
from bot.ops.vitals import judged, read_figures
from bot.practice.limits import limits_of
from bot.render.doctor import Vital, findings_text, limits_text, vitals_text
from bot.render.wording import say
from bot.rounds.keeping import BackupRound, backups_of
from bot.rounds.rounds import keep_watch
from bot.settings import Settings, read_settings
from bot.storage.backup import restore
from bot.storage.lock import running
from bot.storage.offsite import AGE_SUFFIX, decrypt
from sandbox.checks import State, look
from sandbox.supervisor.layout import Layout


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(backup)
    app.command("restore")(restore_copy)
    app.command()(doctor)
    app.command()(health)


def backup(
    folder: Annotated[Path | None, typer.Option("--to", help="백업을 둘 폴더 (기본: 데이터 폴더의 backups)")] = None,
    keep: Annotated[int | None, typer.Option(help="남겨 둘 백업의 수 (기본: GORAE_BACKUP_KEEP)", min=1)] = None,
    every: Annotated[int | None, typer.Option(help="멈출 때까지 이 시간마다 백업해요 (시간)", min=1, max=720)] = None,
) -> None:
    """데이터베이스를 백업해요. 봇이 켜져 있어도 돼요."""
    settings = read_settings()
    backups = backups_of(settings)
    backups = replace(backups, folder=folder or backups.folder, keep=keep or backups.keep)
    database = settings.data_folder / "gorae.db"
    if every is not None:
        again = BackupRound(lambda now: backups.make(database, now), backups.folder, timedelta(hours=every))
        asyncio.run(_until_stopped(again))
        return
    copy = backups.make(database, SystemClock().now())
    sys.stdout.write(say("operator", "backed-up", path=str(copy)) + "\n")


async def _until_stopped(again: BackupRound) -> None:
    stop, tasks = asyncio.Event(), Tasks()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    tasks.start(keep_watch((again,), SystemClock()), name="backup")
    await stop.wait()
    await tasks.close()


def restore_copy(
    copy: Annotated[Path, typer.Argument(help="되살릴 백업 파일")],
    identity: Annotated[Path | None, typer.Option(help="age 열쇠 파일 (.age 백업일 때)")] = None,
) -> None:
    """백업을 되살려요. 봇을 먼저 멈춰 주세요."""
    data = read_settings().data_folder
    with running(data / "gorae.lock", kind="restore"), TemporaryDirectory(dir=data) as folder:
        plain = copy
        if identity is not None or copy.name.endswith(AGE_SUFFIX):
            plain = Path(folder) / "plain.db"
            decrypt(copy, identity or Path(), plain)
        kept = restore(plain, data / "gorae.db", SystemClock().now())
    sys.stdout.write(say("operator", "restored", path=str(copy), kept=str(kept or "")) + "\n")


def doctor() -> None:
    """켜져 있는 봇과 이 컴퓨터를 살펴보고, 무엇을 해야 하는지 알려 줘요."""
    settings = read_settings()
    vitals = _vitals(settings)
    told, states = [vitals_text(vitals, settings.web)], [vital.state for vital in vitals]
    limits = limits_of(settings)
    if settings.engine_socket is None:  # else the engine is another container's, and this one could not hold it
        findings = look(Layout.of(settings.data_folder, settings.cache), limits)
        told.append(findings_text(findings))
        states += [finding.state for finding in findings]
    told.append(limits_text(limits))
    sys.stdout.write("\n\n".join(told) + "\n")
    raise typer.Exit(1 if State.TROUBLE in states else 0)


def _vitals(settings: Settings) -> tuple[Vital, ...]:
    figures = read_figures(settings.web) if settings.web else None
    if figures is None:
        return ()
    reasons = {text.key: text.title for text in load_library(settings).course.refusals}
    return judged(figures, reasons)


def health() -> None:
    """봇이 살아 있는지 알려 줘요."""
    beat = read_settings().data_folder / HEARTBEAT
    try:
        age = time.time() - beat.stat().st_mtime
    except OSError:
        age = float("inf")
    is_alive = age < HEARTBEAT_SECONDS * 3
    sys.stdout.write((say("doctor", "healthy") if is_alive else say("doctor", "unhealthy", reason="bot")) + "\n")
    raise typer.Exit(0 if is_alive else 1)
