"""A mission counts when it still holds two seconds later."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.core.people import Member
from bot.lessons.exercises import Check, Mission, MissionHint
from bot.lessons.model import Course, Lesson
from bot.missions.probe import Ran
from bot.missions.service import STABLE_SECONDS, MissionService
from bot.storage.database import Database
from bot.storage.missions import MissionRuns
from tests.fakes.clock import FakeClock
from tests.missions.engine import Engine

KIM = Member(1, "kim")
MISSION = Mission(
    id="01-docker/m-web",
    lesson="01-docker",
    section="01-docker/basic-commands",
    title="웹 띄우기",
    story="web을 띄워 주세요.",
    minutes=5,
    values={},
    files={},
    setup=(),
    checks=(Check("running", "container-running", {"container": "web"}, "web이 아직 꺼져 있어요."),),
    hints=(MissionHint("start", "docker run 을 써 보세요."),),
    solution=("docker run -d --name web nginx",),
    cleanup=(),
    wrong=(),
)
COURSE = Course("v1", (Lesson("01-docker", 1, "도커", "", 10, (), (), (), (MISSION,)),), (), (), (), (), ())


class Hurried(FakeClock):
    """Time that passes as soon as someone waits for it."""

    async def sleep(self, seconds: float) -> None:
        self.advance(seconds=seconds)


class Shop(Engine):
    """An engine whose one container runs until `ends` (seconds of the clock)."""

    def __init__(self, clock: FakeClock, ends: float) -> None:
        super().__init__({})
        self._clock, self._ends = clock, ends
        self.looked_at: list[float] = []

    async def execute(self, user_id: int, argv: Sequence[str]) -> Ran:
        now = self._clock.monotonic()
        self.looked_at.append(now)
        status = "running" if now < self._ends else "exited"
        self.answers = {
            "containers/json?all=1": [{"Id": "1f"}],
            "containers/1f/json": {"Id": "1f", "Name": "/web", "State": {"Status": status}},
        }
        return await super().execute(user_id, argv)


class Bakery:
    """A learner at a mission."""

    def __init__(self, database: Database, ends: float) -> None:
        self.clock = Hurried()
        self.shop = Shop(self.clock, ends)
        self.runs = MissionRuns(database)
        self.service = MissionService(lambda: COURSE, self.runs, self.shop, self.clock, ZoneInfo("Asia/Seoul"))


async def is_solved(bakery: Bakery) -> bool:
    return MISSION.id in await bakery.runs.solved(KIM.user_id)


@pytest.mark.parametrize("ends", [0.5, STABLE_SECONDS])
async def test_what_holds_for_a_moment_only_does_not_count(tmp_path: Path, ends: float) -> None:
    database = await Database.open(tmp_path / "gorae.db")
    bakery = Bakery(database, ends)
    await bakery.service.start(KIM, MISSION.id)
    verdict = await bakery.service.check(KIM)
    assert (verdict.is_solved, [result.is_done for result in verdict.results]) == (False, [False])
    assert verdict.hint is not None
    assert {min(bakery.shop.looked_at), max(bakery.shop.looked_at)} == {0.0, STABLE_SECONDS}
    assert await bakery.service.after_command(KIM) is None
    assert not await is_solved(bakery)
    await database.close()


async def test_what_still_holds_two_seconds_later_is_solved_for_good(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "gorae.db")
    bakery = Bakery(database, STABLE_SECONDS + 0.1)
    await bakery.service.start(KIM, MISSION.id)
    verdict = await bakery.service.check(KIM)
    assert (verdict.is_solved, verdict.seconds) == (True, STABLE_SECONDS)
    assert await is_solved(bakery)
    bakery.clock.advance(hours=1)  # the container has ended since
    again = await bakery.service.check(KIM)
    assert (again.is_solved, again.seconds) == (True, STABLE_SECONDS)
    assert await is_solved(bakery)
    await database.close()


async def test_what_does_not_hold_is_told_at_once(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "gorae.db")
    bakery = Bakery(database, 0.0)
    await bakery.service.start(KIM, MISSION.id)
    verdict = await bakery.service.check(KIM)
    assert [(result.is_done, result.check.not_yet) for result in verdict.results] == [
        (False, "web이 아직 꺼져 있어요.")
    ]
    assert set(bakery.shop.looked_at) == {0.0}, "nobody waits for what is not there"
    await database.close()
