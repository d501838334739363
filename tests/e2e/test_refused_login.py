"""A login that Discord refuses ends `gorae serve`, the real process, with a line a person can act on."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from tests.engine_fixtures import CACHE
from tests.fake_discord import TOKEN, FakeDiscord

PROJECT = Path(__file__).parents[2]
EX_CONFIG = 78


async def served(fake: FakeDiscord, data: Path, token: str) -> tuple[int, str]:
    """Run `gorae serve` to its end; return its exit code and what it said on standard error."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GORAE_", "DISCORD_"))}
    own = {
        "GORAE_DATA": str(data),
        "GORAE_CACHE": str(CACHE),
        "GORAE_ENGINE": f"unix://{data}/nobody.sock",
        "GORAE_WEB": "",
    }
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.e2e.serving", fake.base, fake.gateway.url),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        cwd=PROJECT,
        env={**kept, **own, "DISCORD_TOKEN": token},
    )
    _, said = await child.communicate()
    assert child.returncode is not None
    return child.returncode, said.decode()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder for all of them: what is worked out from the course once is read by the next."""
    return tmp_path_factory.mktemp("data")


@pytest.mark.timeout(180)
@pytest.mark.parametrize(
    ("code", "words"),
    [(4004, "토큰을 새로 만들어 DISCORD_TOKEN"), (4014, "Message Content Intent 를 켜거나")],
    ids=["4004", "4014"],
)
async def test_a_login_that_the_gateway_refuses_is_one_readable_line(
    fake_discord: FakeDiscord, data: Path, code: int, words: str
) -> None:
    fake_discord.gateway.refuse_identify = code
    exit_code, said = await served(fake_discord, data, TOKEN)
    assert exit_code == EX_CONFIG
    *events, line = said.splitlines()
    assert words in line
    assert {json.loads(event)["level"] for event in events} <= {"info"}, "of the start; the refusal is the one line"
    assert TOKEN not in said
    assert fake_discord.gateway.identifies == 1
