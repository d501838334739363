"""A learner's session as a script, in a process that can be killed between any two awaits.

`python -m tests.talk.scripted` reads one JSON line a session and forks for each, so what is imported is imported once.
A session writes to `TOLD` what it begins and what it was told; it can kill itself before the n-th step of its event
loop, or be killed from outside after some time, always with SIGKILL.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from bot.cli.logs import log_level
from bot.core.letters import Letter
from bot.core.people import Member
from bot.core.reply import Reply
from bot.lessons.exercises import Check, Mission, MissionHint
from bot.lessons.model import Course, Lesson, Section, SectionIndex
from bot.missions.probe import Ran
from bot.storage.daily import DailyQuestions, DailyRow
from bot.storage.database import Database
from tests.quiz.courses import one
from tests.talk.quizzing import conversation, last

GROUP = 50
KIM = Member(1, "kim", guild_id=GROUP, channel_id=60)
START = datetime(2026, 3, 2, 3, tzinfo=UTC)
ACT_SECONDS = 5  # longer than any act waits

ACTS = (
    "say 퀴즈 3문제",
    "press quiz:hint:1:0",
    "press quiz:answer:1:0:1",
    "press quiz:next:1:0",
    "press lesson:open:01-docker/part-1",
    "press quiz:answer:1:1:2",
    "press quiz:next:1:1",
    "press quiz:hint:1:2",
    "press quiz:answer:1:2:3",
    "press quiz:next:1:2",
    "press mission:start:01-docker/m-name",
    "press mission:hint:0",
    "press mission:check:0",
    "press lesson:turn:01-docker/part-2",
    "press daily:answer:1:2",
    "press daily:answer:1:1",
    "press rank:ranked:0",
    "press rank:named:1",
    "press rank:ranked:1",
    "press rank:ranked:0",
    "press quiz:start:mix:2",
    "press quiz:answer:2:0:1",
    "press quiz:stop:2",
    "press mission:start:01-docker/m-gone",
    "press mission:check:0",
    "say 퀴즈 2문제",
    "press quiz:answer:3:0:2",
    "press quiz:next:3:0",
    "press quiz:answer:3:1:3",
    "press quiz:next:3:1",
    "press mission:start:01-docker/m-name",
    "press mission:give-up:0",
    "say /진도",
)


def _mission(name: str, check: Check) -> Mission:
    return Mission(
        id=f"01-docker/{name}",
        lesson="01-docker",
        section="01-docker/part-1",
        title="빵집",
        story="{shop}을 열어 주세요.",
        minutes=3,
        values={"shop": ("bread", "cake", "bun", "roll")},
        files={"menu.txt": "빵"},
        setup=("docker ps",),
        checks=(check,),
        hints=(MissionHint("always", "이름을 확인해 보세요."),),
        solution=("docker run -d --name {shop} nginx",),
        cleanup=(),
        wrong=(),
    )


def small_course() -> Course:
    """Return a lesson with parts, items, a mission that is never done on an empty engine and one that is."""
    sections = tuple(
        Section(f"part-{number}", f"01-docker/part-{number}", f"부분 {number}", 2, (), SectionIndex(), "읽어요.")
        for number in range(1, 8)
    )
    missions = (
        _mission("m-name", Check("named", "container-running", {"container": "{shop}"}, "아직이에요.")),
        _mission("m-gone", Check("gone", "container-absent", {"container": "{shop}"}, "아직이에요.")),
    )
    items = tuple(one(number) for number in range(1, 8))
    lesson = Lesson("01-docker", 1, "도커 이해하기", "", 10, (), sections, items, missions)
    return Course("v1", (lesson,), (), (), (), (), ())


class EmptyEngine:
    """A sandbox in which there is nothing."""

    async def execute(self, user_id: int, argv: Sequence[str]) -> Ran:
        del user_id, argv
        await asyncio.sleep(0)
        return Ran(0, b"")

    async def run_line(self, user_id: int, line: str) -> tuple[int, str]:
        del user_id, line
        await asyncio.sleep(0)
        return 0, ""

    async def write_file(self, user_id: int, path: str, text: str) -> None:
        del user_id, path, text
        await asyncio.sleep(0)


class Acted:
    """A clock that stands while an act goes on but for what is waited for: whoever acts again acts at the same time."""

    def __init__(self) -> None:
        self._now = START

    def begin(self, act: int) -> None:
        """Set the clock to when an act begins."""
        self._now = START + timedelta(seconds=ACT_SECONDS * act)

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._now.timestamp()

    async def sleep(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


async def prepare(path: Path) -> None:
    """Ask the group its question of the day, which is there before the session begins."""
    database = await Database.open(path)
    closes_at = START + timedelta(days=1)
    row = DailyRow(1, GROUP, 60, START.date(), "01-docker/q-7", 1, START, closes_at, None)
    assert await DailyQuestions(database).ask(row, Letter(row.letter_key, Reply("문제"), START, channel_id=60))
    await database.close()


async def session(path: Path, told: Path, first: int = 0) -> None:
    """Go through the acts from the `first` on, writing down each before it begins and what came of it."""
    database = await Database.open(path)
    clock = Acted()
    chance = Random(0)
    talk = conversation(database, small_course(), clock, EmptyEngine(), chance)
    with told.open("a", encoding="utf-8") as written:
        for number, act in enumerate(ACTS[first:], first):
            chance.seed(number)  # the same questions whenever the program was started
            clock.begin(number)
            _write(written.fileno(), {"begun": number})
            verb, _, words = act.partition(" ")
            replies = talk.say(KIM, words) if verb == "say" else talk.press(KIM, words)
            reply = await last(replies)
            _write(written.fileno(), {"told": number, "text": reply.text})
    await database.close()


def _write(file: int, line: Mapping[str, Any]) -> None:
    os.write(file, (json.dumps(line, ensure_ascii=False) + "\n").encode())


class Steps:
    """Counts the steps of the event loop; before the one at `deadly` the process kills itself."""

    def __init__(self, deadly: int) -> None:
        self.taken, self._deadly = 0, deadly

    def watch(self) -> None:
        """Begin to count."""
        run = asyncio.Handle._run

        def counted(handle: asyncio.Handle) -> None:
            self.taken += 1
            if self.taken == self._deadly:
                os.kill(os.getpid(), signal.SIGKILL)
            run(handle)

        asyncio.Handle._run = counted  # type: ignore[method-assign, assignment]


def _forked(order: Mapping[str, Any]) -> int:
    """Run one session in a child of this process and return its wait status."""
    child = os.fork()
    if child:
        if order["seconds"]:
            time.sleep(order["seconds"])
            os.kill(child, signal.SIGKILL)
        return os.waitpid(child, 0)[1]
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())  # where the log goes is where the answers go
    steps = Steps(order["step"])
    steps.watch()
    asyncio.run(session(Path(order["path"]), Path(order["told"])))
    with Path(order["told"]).open("a", encoding="utf-8") as written:
        _write(written.fileno(), {"steps": steps.taken})
    os._exit(0)


def main() -> None:
    """Serve sessions until there are no more orders."""
    for line in sys.stdin:
        begun = time.monotonic()
        status = _forked(json.loads(line))
        sys.stdout.write(json.dumps({"status": status, "seconds": time.monotonic() - begun}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    log_level("CRITICAL")  # the standard output speaks to the test alone
    main()
