"""`kill -9` at fifty moments of a session: nothing that was told is lost, nothing is counted twice."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.talk.scripted import ACTS, prepare, session

BY_STEP, BY_TIME = 35, 15
DAILY = ACTS.index("press daily:answer:1:2")
PROJECT = Path(__file__).parents[2]
# Everything of a learner, with all times: whoever acts again does so at the same time.
TABLES = (
    "attempts", "review_cards", "quiz_runs", "mission_runs", "lesson_reads", "daily_questions", "daily_answers",
    "sharing", "learners", "group_members", "outbox",
)  # fmt: skip


@dataclass
class Killed:
    """A session that was ended; `told` are the acts whose outcome the learner saw, `steps` those of a whole one."""

    path: Path
    told: dict[int, str]
    begun: int
    steps: int
    seconds: float
    was_killed: bool

    def stored(self) -> dict[str, list[tuple[Any, ...]]]:
        with closing(sqlite3.connect(self.path)) as connection:
            assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
            return {
                table: sorted(connection.execute(f'SELECT * FROM "{table}"').fetchall(), key=repr)  # noqa: S608 - ours
                for table in TABLES
            }


class Sessions:
    """The process that forks sessions."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process, self._folder, self._count = process, folder, 0
        asyncio.run(prepare(folder / "new.db"))  # once: each session begins with a copy

    def run(self, *, step: int = 0, seconds: float = 0.0) -> Killed:
        self._count += 1
        path = self._folder / f"{self._count}.db"
        told = path.with_suffix(".told")
        shutil.copy(self._folder / "new.db", path)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {"path": str(path), "told": str(told), "step": step, "seconds": seconds}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        ended = json.loads(self._process.stdout.readline())
        lines = [json.loads(line) for line in told.read_text("utf-8").splitlines()] if told.exists() else []
        return Killed(
            path,
            told={line["told"]: line["text"] for line in lines if "told" in line},
            begun=max((line["begun"] for line in lines if "begun" in line), default=0),
            steps=max((line["steps"] for line in lines if "steps" in line), default=0),
            seconds=ended["seconds"],
            was_killed=ended["status"] == signal.SIGKILL,
        )

    def killed(self, *, step: int = 0, seconds: float = 0.0) -> Killed:
        """End a session before a step, or after some time; earlier, where it was over before that."""
        ended = self.run(step=step, seconds=seconds)
        return ended if ended.was_killed else self.killed(step=step // 2, seconds=seconds / 2)


@pytest.fixture(scope="module")
def sessions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sessions]:
    """Return what starts sessions; it ends when it is told nothing more."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.talk.scripted"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
    ) as process:
        yield Sessions(process, tmp_path_factory.mktemp("killed"))
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=30) == 0


def retold(killed: Killed, folder: Path) -> dict[int, str]:
    """Do again all that was told, as somebody who presses old buttons, and return what is said now."""
    copy = folder / "again.db"
    with closing(sqlite3.connect(killed.path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    told = copy.with_suffix(".told")
    asyncio.run(session(copy, told))
    lines = [json.loads(line) for line in told.read_text("utf-8").splitlines()]
    for left in folder.glob("again.*"):
        left.unlink()
    return {line["told"]: line["text"] for line in lines if "told" in line}


def gone_on(killed: Killed) -> None:
    """Start again and go on with the act whose outcome was not told."""
    asyncio.run(session(killed.path, killed.path.with_suffix(".rest"), max(killed.told, default=-1) + 1))


@pytest.mark.timeout(400)
def test_nothing_told_is_lost_and_nothing_is_counted_twice(sessions: Sessions) -> None:
    whole = sessions.run()
    assert not whole.was_killed
    assert len(whole.told) == len(ACTS)
    expected = whole.stored()
    assert len(expected["attempts"]) == 7
    assert [table for table in TABLES if not expected[table]] == []

    chance = Random(9)
    moments = [(step, 0.0) for step in sorted(chance.sample(range(1, whole.steps), BY_STEP))]
    lasts = min(whole.seconds, *(sessions.run().seconds for _ in range(2)))
    moments += [(0, lasts * share) for share in sorted(chance.random() for _ in range(BY_TIME))]
    reached = set()
    for step, seconds in moments:
        killed = sessions.killed(step=step, seconds=seconds)
        where = f"step {step}, {seconds:.3f} s, {len(killed.told)} acts told"
        reached.add(len(killed.told))
        assert killed.was_killed, where
        assert killed.told == {number: whole.told[number] for number in killed.told}, where
        assert len(killed.stored()["attempts"]) - counted(killed.told) in {0, 1}, where
        gone_on(killed)
        assert killed.stored() == expected, where
    assert len(reached) > len(ACTS) / 2, "the moments are spread over the session"


def counted(told: dict[int, str]) -> int:
    """Return how many answers the learner was told of."""
    return sum(ACTS[number].startswith("press quiz:answer") for number in told) + (DAILY in told)


def test_what_was_told_is_told_again_by_the_same_button(sessions: Sessions, tmp_path: Path) -> None:
    whole = sessions.run()
    again = retold(whole, tmp_path)
    for number, act in enumerate(ACTS):
        if act.startswith("press quiz:answer"):
            assert again[number] == f"이미 답한 문제예요. 점수는 그대로예요.\n\n{whole.told[number]}"
