"""The terminal face as a process: a pipe, signals, and nothing left behind."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.engine_fixtures import CACHE
from tests.timing import PATIENCE_SECONDS, within

pytestmark = [pytest.mark.engine, pytest.mark.timeout(900)]

PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of its own."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(autouse=True)
def stopped(data: Path) -> Iterator[None]:
    """End what a test left running: an engine that one command starts stays for the next one."""
    yield
    finished(data, "engine", "stop")
    assert gone(data), of_folder(data)


def finished(data: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    with started(data, *arguments) as process:
        out, err = process.communicate(typed, timeout=500)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def started(data: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start a command."""
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


def lines_with(words: str) -> list[str]:
    """Return the command lines of living processes that hold these words."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if words in line:
            found.append(line)
    return found


def of_folder(data: Path) -> list[str]:
    """Return the command lines of living processes that name the data folder."""
    return lines_with(str(data))


def comes(holds: Callable[[], object]) -> bool:
    """Wait until something holds; false when it never does."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def gone(data: Path) -> bool:
    """Wait until no process of the folder lives."""
    return comes(lambda: not of_folder(data))


def test_two_lines_through_a_pipe_print_two_replies_and_leave_nothing_running(data: Path) -> None:
    chat = finished(data, "chat", typed="도커가 뭐야?\ndocker ps\n")
    assert chat.returncode == 0, chat.stderr
    assert "격리" in chat.stdout
    assert "CONTAINER ID   IMAGE" in chat.stdout
    assert "Traceback" not in chat.stderr
    assert gone(data), of_folder(data)
    assert str(data) not in Path("/proc/mounts").read_text("utf-8")


async def test_sigterm_ends_a_conversation_within_ten_seconds(data: Path) -> None:
    await within(10, partial(asyncio.to_thread, terminated, data))


def terminated(data: Path) -> float:
    """Return the seconds that a conversation takes to its end after SIGTERM."""
    with started(data, "chat") as chat:
        assert chat.stdin is not None
        assert chat.stdout is not None
        chat.stdin.write("docker run -d nginx\n")
        chat.stdin.flush()
        chat.stdout.readline()
        begun = time.monotonic()
        chat.send_signal(signal.SIGTERM)
        chat.wait(timeout=PATIENCE_SECONDS)
        took = time.monotonic() - begun
        assert chat.stderr is not None
        assert "Traceback" not in chat.stderr.read()
        assert chat.returncode == 128 + signal.SIGTERM
    assert gone(data), of_folder(data)
    return took


def test_one_shots_find_what_the_last_one_made_and_a_killed_one_harms_nobody(data: Path) -> None:
    assert finished(data, "run", "--as", "kim", "docker pull busybox").returncode == 0
    with started(data, "run", "--as", "kim", "docker run --name sleeper busybox sleep 12345") as killed:
        assert comes(lambda: [line for line in lines_with("sleep 12345") if line.startswith("sleep")])
        killed.kill()
    after = finished(data, "run", "--as", "kim", "--json", "docker images -q busybox")
    told = json.loads(after.stdout)
    assert (after.returncode, told["type"], told["exit_code"]) == (0, "finished", 0)
    assert told["steps"][0]["text"].strip()
    assert "sleeper" not in finished(data, "run", "--as", "lee", "docker ps -a").stdout


def test_a_refused_line_exits_with_a_code_of_its_own_and_says_why(data: Path) -> None:
    ran = finished(data, "run", "--as", "kim", "docker run --privileged nginx")
    assert ran.returncode == 69
    assert "--privileged" in ran.stdout
