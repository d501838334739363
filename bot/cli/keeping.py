"""Commands that look after the program: backups, a doctor's look, a sign of life."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from bot.app import limits_of
from bot.cli.heartbeat import HEARTBEAT, HEARTBEAT_SECONDS
from bot.core.clock import SystemClock
from bot.render.doctor import findings_text
from bot.render.wording import say
from bot.rounds.keeping import backups_of
from bot.settings import read_settings
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
) -> None:
    """데이터베이스를 백업해요. 봇이 켜져 있어도 돼요."""
    settings = read_settings()
    backups = backups_of(settings)
    backups = replace(backups, folder=folder or backups.folder, keep=keep or backups.keep)
    copy = backups.make(settings.data_folder / "gorae.db", SystemClock().now())
    sys.stdout.write(say("operator", "backed-up", path=str(copy)) + "\n")


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
    """이 컴퓨터에서 실습을 할 수 있는지 살펴보고, 안 되면 무엇을 해야 하는지 알려 줘요."""
    settings = read_settings()
    limits = limits_of(settings)
    findings = look(Layout.of(settings.data_folder, settings.cache), limits)
    sys.stdout.write(findings_text(findings, limits) + "\n")
    raise typer.Exit(1 if any(finding.state is State.TROUBLE for finding in findings) else 0)


def health() -> None:
    """봇이 살아 있는지 알려 줘요 (컨테이너의 건강 검사에 써요)."""
    beat = read_settings().data_folder / HEARTBEAT
    try:
        age = time.time() - beat.stat().st_mtime
    except OSError:
        age = float("inf")
    is_alive = age < HEARTBEAT_SECONDS * 3
    sys.stdout.write((say("doctor", "healthy") if is_alive else say("doctor", "unhealthy", reason="bot")) + "\n")
    raise typer.Exit(0 if is_alive else 1)
