"""A fair queue: more learners than there is room for, who come within seconds, run a line and make room again."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from bench.house import at_most, clear, open_house, p95, practice_in, usual
from bench.row import Row
from bot.core.people import Member
from bot.practice.service import PracticeService
from bot.practice.updates import Finished, Running, Waiting

LEARNERS, PLACES = 40, 10
EVERY_SECONDS = 0.05  # one comes after the other, so that there is an order to keep
MAKERS = 2  # sandboxes made at once: the later of two may be ready first


@dataclass
class _Visit:
    """One learner: the places told, when they came and when their line ran. Seconds of one clock."""

    number: int
    came_at: float
    places: list[int] = field(default_factory=list)
    ran_at: float = 0.0
    exit_code: int | None = None


async def rows() -> list[Row]:
    """Measure it on the real engine."""
    limits = usual(live_sandboxes=PLACES)
    async with open_house() as house:
        async with practice_in(house, spares=0, limits=limits) as practice:
            visits = await asyncio.gather(*(_visit(practice, number) for number in range(LEARNERS)))
        await clear(house)
    served = [visit for visit in visits if visit.exit_code == 0]
    order = [visit.number for visit in sorted(served, key=lambda visit: visit.ran_at)]
    waits = [visit.ran_at - visit.came_at for visit in served] or [0.0]
    rose = sum(
        later > before for visit in visits for before, later in zip(visit.places, visit.places[1:], strict=False)
    )
    lost, untold = LEARNERS - len(served), sum(not visit.places for visit in visits[PLACES:])
    furthest = max((number - at for at, number in enumerate(order)), default=0)
    told = f"{LEARNERS} learners, room for {PLACES}"
    return [
        at_most(f"{told}: who got no sandbox", lost, "", 0),
        at_most(f"{told}: places that rose while waiting", rose, "", 0),
        at_most(f"{told}: who waited and was not told the place", untold, "", 0),
        at_most(f"{told}: places gained on those before, at most ({MAKERS} are made at once)", furthest, "", MAKERS),
        Row(f"{told}: wait, p95", p95(waits), "s"),
        Row(f"{told}: worst wait", max(waits), "s"),
    ]


async def _visit(practice: PracticeService, number: int) -> _Visit:
    await asyncio.sleep(number * EVERY_SECONDS)
    visit = _Visit(number, time.perf_counter())
    async for update in practice.run(Member(1000 + number, "bench"), "docker ps"):
        if isinstance(update, Waiting):
            visit.places.append(update.place)
        elif isinstance(update, Running | Finished) and not visit.ran_at:
            visit.ran_at = time.perf_counter()
        if isinstance(update, Finished):
            visit.exit_code = update.exit_code
    await practice.reset(1000 + number)
    return visit
