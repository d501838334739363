"""Commands that keep the program's belongings: backups."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.core.clock import SystemClock
from bot.render.wording import say
from bot.settings import read_settings
from bot.storage.backup import back_up, restore
from bot.storage.lock import running


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(backup)
    app.command("restore")(restore_copy)


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
