"""Backups and restores by hand, as an operator types them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.storage.database import Database
from bot.storage.lock import running
from bot.storage.memory import Memory
from tests.cli.test_commands import PROJECT, gorae
from tests.timing import PATIENCE_SECONDS


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    database = await Database.open(tmp_path / "gorae.db")
    await Memory(database).set("word", "기억")
    await database.close()
    return tmp_path


def test_restore_refuses_a_running_bot_and_changes_nothing(data: Path) -> None:
    assert gorae(data, "backup").returncode == 0
    (copy,) = (data / "backups").iterdir()
    before = (data / "gorae.db").read_bytes()
    with running(data / "gorae.lock", kind="serve"):
        ran = gorae(data, "restore", str(copy))
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (78, "", 1)
    assert "이미 실행 중이에요" in ran.stderr
    assert (data / "gorae.db").read_bytes() == before
    assert not list(data.glob("*.replaced-*"))
    assert gorae(data, "restore", str(copy)).returncode == 0
    assert len(list(data.glob("gorae.db.replaced-*"))) == 1


def is_heard(pid: int, number: signal.Signals) -> bool:
    """Say whether a process has a handler for a signal (proc(5))."""
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return bool(int(status["SigCgt"], 16) >> (number - 1) & 1)


def test_backups_go_on_until_they_are_stopped_and_a_new_start_makes_none_before_it_is_due(data: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GORAE_", "DISCORD_"))}
    for _ in range(2):
        with subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "bot", "backup", "--to", str(data / "copies"), "--every", "1"],
            cwd=PROJECT,
            env={**kept, "GORAE_DATA": str(data)},
            stderr=subprocess.PIPE,
            text=True,
        ) as child:
            until = time.monotonic() + PATIENCE_SECONDS
            while not (is_heard(child.pid, signal.SIGTERM) and list(data.glob("copies/gorae-*.db"))):
                assert time.monotonic() < until
                time.sleep(0.05)
            child.send_signal(signal.SIGTERM)
            _, told = child.communicate(timeout=PATIENCE_SECONDS)
        assert (child.returncode, "error" in told) == (0, False), told
    assert len(list((data / "copies").iterdir())) == 1


@pytest.mark.parametrize("hours", ["0", "-1", "soon"])
def test_there_is_no_way_to_back_up_without_a_pause(data: Path, hours: str) -> None:
    ran = gorae(data, "backup", "--to", str(data / "copies"), "--every", hours)
    assert ran.returncode == 2
    assert not (data / "copies").exists()
