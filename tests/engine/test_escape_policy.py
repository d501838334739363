"""The same front door that learners use: what would do harm is refused with its lesson and touches nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from bot.core.clock import SystemClock
from bot.core.people import Member
from bot.practice.images import policy_of
from bot.practice.room import PracticeSettings, open_practice
from bot.practice.service import PracticeService
from bot.practice.updates import Refused
from bot.storage.database import Database
from sandbox.limits import Limits
from tests.engine.policy_cases import BY_FILES, DANGEROUS, THROUGH
from tests.engine.told import Told
from tests.engine_fixtures import CACHE, LiveEngine

pytestmark = [pytest.mark.engine, pytest.mark.asyncio(loop_scope="module")]
EVE = Member(-31, "eve")
LOOKED_AT = (
    ("docker", "ps", "--all", "--no-trunc", "--format={{.ID}} {{.State}}"),
    ("docker", "images", "--all", "--no-trunc", "--format={{.ID}}"),
    ("docker", "volume", "ls", "--quiet"),
    ("docker", "network", "ls", "--no-trunc", "--quiet"),
    ("find", "/home/learner", "-printf", "%p %s\\n"),
    ("ip", "-o", "addr"),
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def practice(live_engine: LiveEngine, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[PracticeService]:
    database = await Database.open(tmp_path_factory.mktemp("through") / "gorae.db")
    settings = PracticeSettings(
        data_folder=live_engine.data_folder,
        cache_folder=CACHE,
        limits=Limits(commands_a_minute=1000, live_sandboxes=4),
        policy=policy_of(("library/*",), is_embedded=True),
        spares=0,
    )
    async with open_practice(settings, database, SystemClock(), lambda _: None) as opened:
        assert (await opened.run_line(EVE, "docker run -d --name db busybox sleep 3600"))[0] == 0
        before = await _seen(opened)
        yield opened
        assert await _seen(opened) == before
        await opened.reset(EVE.user_id)
    await database.close()


async def _seen(practice: PracticeService) -> list[bytes]:
    return [(await practice.inside.execute(EVE.user_id, argv)).stdout for argv in LOOKED_AT]


@pytest.fixture(scope="module")
def told() -> Iterator[Told]:
    kept = Told()
    yield kept
    kept.write()


@pytest.mark.parametrize("name", THROUGH)
async def test_a_learners_harmful_line_is_refused_and_nothing_of_it_runs(
    practice: PracticeService, told: Told, name: str
) -> None:
    line, key = THROUGH[name]
    updates = [update async for update in practice.run(EVE, line)]
    assert len(updates) == 1
    assert isinstance(updates[0], Refused)
    told.keep("policy", name, line, f"{updates[0].refusal.key}: {updates[0].refusal.word}")
    assert updates[0].refusal.key == key
    assert updates[0].steps == ()


@pytest.mark.parametrize("name", BY_FILES)
async def test_what_is_closed_is_not_reached_by_files_of_the_workspace(
    practice: PracticeService, told: Told, name: str
) -> None:
    files, line, key = BY_FILES[name]
    for path, text in files.items():
        write = ("sh", "-c", 'mkdir -p "$(dirname "$1")" && cat > "$1"', "sh", path)
        assert (await practice.inside.execute(EVE.user_id, write, text.encode())).exit_code == 0
    *_, last = [update async for update in practice.run(EVE, line)]
    cleared = await practice.inside.execute(EVE.user_id, ("find", "/home/learner", "-mindepth", "1", "-delete"))
    assert cleared.exit_code == 0
    assert isinstance(last, Refused)
    told.keep("files", name, _shown(files, line), f"{last.refusal.key}: {last.refusal.word}")
    assert last.refusal.key == key
    assert [step.exit_code for step in last.steps] == [None]


def _shown(files: dict[str, str], line: str) -> str:
    return " · ".join((line, *(f"{path}: {text}" for path, text in files.items() if text)))


async def test_every_dangerous_explanation_is_tried() -> None:
    assert {key for _, key in THROUGH.values()} == DANGEROUS
