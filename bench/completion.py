"""How long the bot takes to complete an option that is being typed; Discord's own way there and back is not in it."""

from __future__ import annotations

import asyncio
import time

import numpy as np

from bench.row import Row
from bot.core.people import Member
from bot.lessons.library import BUILT_IN, load
from bot.talk.commands import CommandsDesk
from bot.talk.typed import fits

TYPED = (
    *("지우", "ㅋㅌㅇㄴ", "컨테이나 목록", "docker p", "dokcer run", "이미지 바드", "볼륨", "ㄴㅌㅇㅋ", "로그"),
    *("compose up", "ㅇㅁㅈ", "네트웍 만들기", "", "d", "도커 빌드", "exec -it", "포트 여는", "zzz"),
)
ROUNDS = 20
TARGET_MS = 100.0


async def rows() -> list[Row]:
    """Complete commands and titles of lessons and missions of the whole course."""
    course = load([BUILT_IN])
    desk, member = CommandsDesk(lambda: course), Member(1, "bench")
    titles = [f"{lesson.number} {lesson.title} {lesson.id}" for lesson in course.lessons]
    titles += [f"{mission.title} {mission.id}" for lesson in course.lessons for mission in lesson.missions]
    await desk.complete(member, "cmd", "word", "")  # the book of commands is made once
    times = []
    for _ in range(ROUNDS):
        for typed in TYPED:
            began = time.perf_counter()
            found = await desk.complete(member, "cmd", "word", typed)
            _ = found, [title for title in titles if fits(typed, title)]
            times.append((time.perf_counter() - began) * 1000)
            await asyncio.sleep(0)
    p95 = float(np.percentile(times, 95))
    return [Row("completion p95, commands and titles", p95, "ms", f"<= {TARGET_MS:.0f}", p95 <= TARGET_MS)]
