"""The terminal face as a process: a pipe, signals, and nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine_fixtures import CACHE

pytestmark = [pytest.mark.engine, pytest.mark.timeout(600)]

PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder of its own; whatever a failed test left running in it is ended."""
    folder = tmp_path_factory.mktemp("data")
    yield folder
    _gorae(folder, "engine", "stop").communicate(timeout=60)


def _gorae(data: Path, *arguments: str) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GORAE_", "DISCORD_"))}
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "bot", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
        env={**kept, "GORAE_DATA": str(data), "GORAE_CACHE": str(CACHE)},
    )


def of_folder(data: Path) -> list[str]:
    """Return the command lines of living processes that name the data folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(data) in line:
            found.append(line)
    return found


def gone(data: Path, seconds: float) -> bool:
    """Wait until no process of the folder lives."""
    end = time.monotonic() + seconds
    while of_folder(data):
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def test_two_lines_through_a_pipe_print_two_replies_and_leave_nothing_running(data: Path) -> None:
    out, err = (chat := _gorae(data, "chat")).communicate("도커가 뭐야?\ndocker ps\n", timeout=500)
    assert chat.returncode == 0, err
    assert "격리" in out
    assert "CONTAINER ID   IMAGE" in out
    assert "Traceback" not in err
    assert gone(data, 15), of_folder(data)
    assert str(data) not in Path("/proc/mounts").read_text("utf-8")


def test_sigterm_ends_a_conversation_within_ten_seconds(data: Path) -> None:
    chat = _gorae(data, "chat")
    assert chat.stdin is not None
    assert chat.stdout is not None
    chat.stdin.write("docker run -d nginx\n")
    chat.stdin.flush()
    chat.stdout.readline()
    started = time.monotonic()
    chat.send_signal(signal.SIGTERM)
    chat.wait(timeout=10)
    assert time.monotonic() - started < 10
    assert gone(data, 10), of_folder(data)


def test_one_shots_find_what_the_last_one_made_and_a_killed_one_harms_nobody(data: Path) -> None:
    assert _gorae(data, "run", "--as", "kim", "docker pull busybox").wait(timeout=500) == 0
    killed = _gorae(data, "run", "--as", "kim", "docker run --name sleeper busybox sleep 20")
    time.sleep(3)
    killed.kill()
    killed.wait()
    out, _ = (after := _gorae(data, "run", "--as", "kim", "--json", "docker images -q busybox")).communicate(
        timeout=120
    )
    told = json.loads(out)
    assert (after.returncode, told["type"], told["exit_code"]) == (0, "finished", 0)
    assert told["steps"][0]["text"].strip()
    others, _ = _gorae(data, "run", "--as", "lee", "docker ps -a").communicate(timeout=120)
    assert "sleeper" not in others
    _gorae(data, "engine", "stop").communicate(timeout=60)
    assert gone(data, 10), of_folder(data)


def test_a_refused_line_exits_with_a_code_of_its_own_and_says_why(data: Path) -> None:
    out, _ = (ran := _gorae(data, "run", "--as", "kim", "docker run --privileged nginx")).communicate(timeout=500)
    assert ran.returncode == 69
    assert "--privileged" in out
