"""Commands that look after the program: backups, a doctor's look, a sign of life."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from bot.app import limits_of
from bot.cli.heartbeat import HEARTBEAT, HEARTBEAT_SECONDS
from bot.core.clock import SystemClock
from bot.render.doctor import findings_text
from bot.render.wording import say
from bot.settings import read_settings
from bot.storage.backup import back_up, restore
from bot.storage.lock import running
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
    keep: Annotated[int, typer.Option(help="남겨 둘 백업의 수", min=1)] = 14,
) -> None:
    """데이터베이스를 백업해요. 봇이 켜져 있어도 돼요."""
    data = read_settings().data_folder
    copy = back_up(data / "gorae.db", folder or data / "backups", SystemClock().now(), keep=keep)
    sys.stdout.write(say("operator", "backed-up", path=str(copy)) + "\n")


def restore_copy(copy: Annotated[Path, typer.Argument(help="되살릴 백업 파일")]) -> None:
    """백업을 되살려요. 봇을 먼저 멈춰 주세요."""
    data = read_settings().data_folder
    with running(data / "gorae.lock", kind="restore"):
        kept = restore(copy, data / "gorae.db", SystemClock().now())
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
