"""What an operator sees of a running bot: a real Prometheus over `gorae serve`, its alerts, every panel's figures."""

from __future__ import annotations

import asyncio
import math
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from scripts.dashboard import FIRING, GRAPHS, UP
from tests.engine_fixtures import CACHE, PROJECT, LiveEngine
from tests.fake_discord import FakeDiscord
from tests.fake_discord.clock import ManualClock
from tests.fake_discord.interactions import Interaction
from tests.fake_discord.models import Json
from tests.fake_discord.server import TOKEN
from tests.fake_discord.spec import Spec
from tests.prometheus import Prometheus, free_port, running_prometheus

pytestmark = [pytest.mark.engine, pytest.mark.timeout(900)]

PATIENCE_SECONDS = 240.0
GONE = {"BotDown", "DiscordDown", "EngineDown", "DatabaseDown"}  # a busy machine is slow enough for some of the others
QUERIES = [query for _, query in UP] + [query for _, _, lines in GRAPHS for query, _ in lines]
# `gorae serve` with its Discord here: python reads `sitecustomize` before anything else.
ELSEWHERE = """
import discord.asset, discord.gateway, discord.http, yarl
discord.http.Route.BASE = "{base}/api/v10"
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL("{gateway}")
discord.asset.Asset.BASE = "{base}/cdn"
"""


@pytest.fixture
def data(live_engine: LiveEngine) -> Iterator[Path]:
    """Return the data folder of this run's engine; the bot's database ends with the test."""
    yield live_engine.data_folder
    for left in (*live_engine.data_folder.glob("gorae.db*"), *live_engine.data_folder.glob("backups/*")):
        left.unlink()


@pytest.fixture
async def discord(discord_spec: Spec | None) -> AsyncIterator[FakeDiscord]:
    """Serve a Discord; its end fails the test when anything broke Discord's rules."""
    fake = FakeDiscord(ManualClock(), discord_spec)
    await fake.start()
    yield fake
    await fake.stop()
    fake.check()


@asynccontextmanager
async def serving(folder: Path, discord: FakeDiscord, web: str, **settings: str) -> AsyncIterator[None]:
    """Run the bot as an operator does, until the end of the block."""
    (folder / "sitecustomize.py").write_text(ELSEWHERE.format(base=discord.base, gateway=discord.gateway.url))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GORAE_", "DISCORD_"))}
    own = {"PYTHONPATH": str(folder), "DISCORD_TOKEN": TOKEN, "GORAE_WEB": web, "GORAE_CACHE": str(CACHE)}
    with (folder / "bot.log").open("ab") as log:
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "serve"), stdout=log, stderr=log, cwd=PROJECT, env=kept | own | settings
        )
    try:
        yield
    finally:
        if child.returncode is None:
            child.send_signal(signal.SIGTERM)
        assert await child.wait() == 0, (folder / "bot.log").read_text()


async def until(holds: Callable[[], Awaitable[object]], told: Callable[[], Awaitable[object]]) -> None:
    """Wait until something holds; `told` says what there is where it never does."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not await holds():  # noqa: ASYNC110 - in another process
                await asyncio.sleep(0.2)
    except TimeoutError:
        pytest.fail(str(await told()))


async def test_prometheus_reads_the_bot_every_panel_has_figures_and_alerts_fire_when_something_is_gone(
    data: Path, discord: FakeDiscord, tmp_path: Path
) -> None:
    web = f"127.0.0.1:{free_port()}"
    async with running_prometheus(tmp_path, web) as prometheus:
        async with serving(tmp_path, discord, web, GORAE_DATA=str(data)):
            await shown(prometheus, set())
            await every_panel_has_figures(prometheus, discord)
            assert [rule["health"] for rule in await rules(prometheus)] == ["ok"] * len(await rules(prometheus))
            told = await doctor(data, web)
            assert "연습 엔진이 대답해요" in told
            assert "초기화" in told
        await shown(prometheus, {"BotDown"})
        assert 1.0 in await prometheus.figures(FIRING)
        assert "찾지 못했어요" in await doctor(data, web)
        away = {"GORAE_DATA": str(data), "GORAE_ENGINE": f"unix://{tmp_path}/away.sock"}
        async with serving(tmp_path, discord, web, **away):
            await shown(prometheus, {"EngineDown"})
            await discord.stop()
            await shown(prometheus, {"EngineDown", "DiscordDown"})


async def doctor(data: Path, web: str) -> str:
    """Return what `gorae doctor` says on the machine of the bot."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "doctor"),
        stdout=asyncio.subprocess.PIPE,
        cwd=PROJECT,
        env=os.environ | {"GORAE_DATA": str(data), "GORAE_CACHE": str(CACHE), "GORAE_WEB": web},
    )
    told, _ = await child.communicate()
    return told.decode()


async def rules(prometheus: Prometheus) -> list[dict[str, object]]:
    (group,) = (await prometheus.asked("rules"))["groups"]
    return list(group["rules"])


async def shown(prometheus: Prometheus, alerts: set[str]) -> None:
    """Wait until exactly these of the alerts about what is gone fire, and every rule was looked at since."""
    await until(lambda: _fires(prometheus, alerts), prometheus.firing)


async def _fires(prometheus: Prometheus, alerts: set[str]) -> bool:
    is_up = await prometheus.figures("up") == [float("BotDown" not in alerts)]
    is_looked_at = all(rule["health"] == "ok" for rule in await rules(prometheus))
    return is_up and is_looked_at and await prometheus.firing() & GONE == alerts


async def every_panel_has_figures(prometheus: Prometheus, discord: FakeDiscord) -> None:
    """Go on doing what members do until nothing of the dashboard is empty: a rate takes two looks."""

    async def empty() -> list[str]:
        return [query for query in QUERIES if all(map(math.isnan, await prometheus.figures(query) or [math.nan]))]

    # The engine may be there before the bot listens: what a member did until then would be lost.
    await discord.until(lambda: discord.gateway.identifies, seconds=PATIENCE_SECONDS)

    async def is_full() -> bool:
        member = discord.join("한 번 온 사람")  # the bot asks each to take their time
        for verb, options in (
            ("ask", {"question": "도커가 뭐야?"}),
            ("run", {"command": "docker login"}),
            ("run", {"command": "docker ps"}),
        ):
            await answered(discord, await member.slash(verb, options))
        sure = await answered(discord, await member.slash("sandbox reset"))
        await answered(discord, await member.click(sure, "네, 비워 주세요"))
        return not await empty()

    await until(is_full, empty)


async def answered(discord: FakeDiscord, it: Interaction) -> Json:
    """Wait for what an interaction shows first."""
    await discord.until(lambda: it.shown, seconds=PATIENCE_SECONDS)
    return it.shown[0]
