"""How long the bot takes to complete an option that is being typed: by itself, and there and back through Discord."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence

import numpy as np

from bench import completion_discord
from bench.house import open_house, practice_in, time_line
from bench.row import Row
from bot.core.clock import SystemClock
from bot.core.people import Member
from bot.core.tasks import Tasks
from bot.lessons.library import BUILT_IN, load
from bot.practice.door import Door
from bot.talk.commands import CommandsDesk
from bot.talk.line_completion import LineCompletion
from bot.talk.own_names import OwnNames
from bot.talk.typed import fits

TYPED: Mapping[str, str] = {
    "지우": "docker rm",
    "ㅋㅌㅇㄴ": "docker ps",
    "컨테이나 목록": "docker ps",
    "docker p": "docker pull",
    "dokcer run": "docker run",
    "이미지 바드": "docker pull",
    "볼륨": "docker volume ls",
    "ㄴㅌㅇㅋ": "docker network ls",
    "로그": "docker logs",
    "compose up": "docker compose up",
    "ㅇㅁㅈ": "docker rmi",
    "네트웍 만들기": "docker network create",
    "": "docker build",
    "d": "docker diff",
    "도커 빌드": "docker build",
    "exec -it": "docker exec",
    "포트 여는": "docker run",
    "zzz": completion_discord.NOTHING,
}
"""What is typed, and one of the commands that must be offered for it; none for what means none."""
NAMES = ("web", "worker", "database")
LINES = ("docker stop web", "docker logs -f worker", "docker rm -f database", "docker exec -it web")
KEY_SECONDS = 0.08  # someone who types fast
ROUNDS = 20
TARGET_MS = 100.0


async def rows() -> list[Row]:
    """Complete commands and titles of lessons and missions of the whole course.

    Raises `LookupError` where something else is offered than what was meant.
    """
    course = load([BUILT_IN])
    desk, member = CommandsDesk(lambda: course), Member(1, "bench")
    titles = [f"{lesson.number} {lesson.title} {lesson.id}" for lesson in course.lessons]
    titles += [f"{mission.title} {mission.id}" for lesson in course.lessons for mission in lesson.missions]
    await desk.complete(member, "cmd", "word", "")  # the book of commands is made once
    times = []
    for _ in range(ROUNDS):
        for typed, wanted in TYPED.items():
            began = time.perf_counter()
            found = await desk.complete(member, "cmd", "word", typed)
            _ = found, [title for title in titles if fits(typed, title)]
            times.append((time.perf_counter() - began) * 1000)
            completion_discord.must_offer(typed, [option.value for option in found], wanted)
            await asyncio.sleep(0)
    through = await completion_discord.rows()
    return [_row("completion p95, commands and titles", times), *await _own_names(desk), *through]


def _row(name: str, times: Sequence[float]) -> Row:
    p95 = float(np.percentile(times, 95))
    return Row(name, p95, "ms", f"<= {TARGET_MS:.0f}", p95 <= TARGET_MS)


async def _own_names(commands: CommandsDesk) -> list[Row]:
    """Type lines into `/run`, a key at a time, before a real engine, while other lines run in the same sandbox."""
    clock, door, tasks, member = SystemClock(), Door(), Tasks(), Member(-1, "bench")
    completion = LineCompletion(commands.completions, OwnNames(door, clock, tasks))
    times, told = [], 0
    async with open_house() as house, practice_in(house, spares=0) as practice:
        door.service = practice
        await time_line(practice, "docker pull busybox")
        for name in NAMES:
            await time_line(practice, f"docker create --name {name} busybox")
        for line in LINES:
            running = asyncio.ensure_future(time_line(practice, "docker ps -a"))
            for length in range(len(line) + 1):
                began = time.perf_counter()
                found = await completion.of(member, line[:length])
                times.append((time.perf_counter() - began) * 1000)
                await asyncio.sleep(KEY_SECONDS)
            await running
            completion.changed(member)
            told += [option.value for option in found] == [line]
        await tasks.close()
        await practice.reset(-1)
    return [
        _row("completion p95, /run with own containers", times),
        Row("own containers told by the last key", told, f"of {len(LINES)}", f">= {len(LINES)}", told == len(LINES)),
    ]
