"""The deployment as an operator meets it: compose brings it up, through restarts and an upgrade, and takes it down."""

from __future__ import annotations

import asyncio
import json
import os
import re
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from sandbox.deployment import Deployment
from tests.e2e import watching
from tests.e2e.again import commanded, ran
from tests.e2e.moving import COUNT, copies, moving, rows_are_kept
from tests.e2e.operator import BOT_ID, LATER, Operator, build_newer, with_token
from tests.e2e.server import Server, running_server
from tests.fake_discord import FakeDiscord
from tests.fake_discord.clock import ManualClock
from tests.fake_discord.models import Json
from tests.fake_discord.server import TOKEN
from tests.fake_discord.spec import Spec
from tests.storage.test_upgrade import NUMBERS, written_by
from tests.timing import PATIENCE_SECONDS

pytestmark = [
    pytest.mark.engine,
    pytest.mark.long,
    pytest.mark.timeout(1800, func_only=True),
    pytest.mark.asyncio(loop_scope="module"),
]

MOST_BOT_MB = 250
MOST_SANDBOX_MIB = 120  # with nginx in it; it unpacked its layers for itself before they were shared: 313
# The layers that the bot has pulled for all sandboxes; what each sandbox takes.
SHARED = "for _ in $(seq 240); do test -f /run/gorae-seed/skeleton.tar && exit 0; sleep 0.5; done; exit 1"
SOCKET = "/run/engine/docker.sock"
ENGINE = f"docker -H unix://{SOCKET}"
USED = f"{ENGINE} stats --no-stream --format '{{{{.MemUsage}}}}' | cut -d/ -f1"
# As root of a sandbox, who may mount there.
WRITTEN = (
    "mount -o remount,rw,bind /seed; touch /seed/written || mount -o remount,rw /seed; touch /seed/overlay2/written"
)
KEPT = f"for id in $({ENGINE} ps -q); do {ENGINE} exec $id sh -c '{WRITTEN}' && exit 1; done; ls /run/gorae-seed"
LEARNED = """
from bot.answers.recall import recalled
from bot.lessons.library import BUILT_IN, load
from bot.settings import READY
known = recalled([READY], load([BUILT_IN]))
print(bool(known.read.features and known.read.claims) and None not in (known.wishes, known.corpus))
"""
BOTS = 4  # the first, one after a restart, one of a newer image, one on another server
BEFORE = f"/data/gorae.db.before-{LATER}"
EARLIER_SCHEMA = 4  # without letters to people whom this Discord does not know
# The bot's image as it is, with its Discord elsewhere: python reads `sitecustomize` before anything else.
OVERRIDE = """
services:
  bot:
    extra_hosts: ["discord:host-gateway"]
    environment: {{PYTHONPATH: "/trial:/app"}}
    volumes: ["{trial}:/trial:ro"]
"""
ELSEWHERE = """
import sys
if "serve" in sys.orig_argv:
    import discord.asset, discord.gateway, discord.http, yarl
    discord.http.Route.BASE = "{base}/api/v10"
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL("{gateway}")
    discord.asset.Asset.BASE = "{base}/cdn"
"""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="gorae-deploy-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(folder: Path) -> AsyncIterator[Server]:
    async with running_server(folder) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def discord(server: Server, discord_spec: Spec | None) -> AsyncIterator[FakeDiscord]:
    """Return a Discord inside of the server's network; its end fails the test when anything broke Discord's rules."""
    fake = FakeDiscord(ManualClock(), discord_spec)
    await fake.start(server.listen(), "discord")
    yield fake
    await fake.stop()
    fake.check()


async def test_the_bots_image_is_small_not_root_and_has_no_way_to_become_it(server: Server) -> None:

    def look_at(api: Any) -> Any:  # noqa: ANN401 - docker-py's client
        return api.inspect_image("gorae-bot:deployed")

    seen = await server.client.call(look_at)
    assert seen["Config"]["User"] == "gorae"
    assert seen["Size"] <= MOST_BOT_MB * 1_000_000
    look = "find / -xdev -type f -perm /6000 2>/dev/null; command -v apt dpkg su passwd pip"
    code, said = await server.docker(
        "run", "--rm", "--network=none", "--entrypoint", "sh", "gorae-bot:deployed", "-c", look
    )
    assert (code, said) == (127, ""), said


async def test_the_bots_image_has_read_and_learned_the_course(server: Server) -> None:
    code, said = await server.docker(
        "run", "--rm", "--network=none", "--entrypoint", "/opt/gorae/bin/python", "gorae-bot:deployed", "-c", LEARNED
    )
    assert (code, said.strip()) == (0, "True"), said


async def test_everything_works_through_restarts_and_an_upgrade_and_nothing_is_left(
    server: Server, discord: FakeDiscord, tmp_path: Path
) -> None:
    trial = tmp_path / "trial"
    trial.mkdir()
    (trial / "sitecustomize.py").write_text(ELSEWHERE.format(base=discord.base, gateway=discord.gateway.url))
    for path in (tmp_path, trial):
        path.chmod(0o755)
    (tmp_path / "override.yml").write_text(OVERRIDE.format(trial=trial))
    secrets = {"GORAE_SECRETS": str(with_token(tmp_path)), "DISCORD_TOKEN_FILE": "/run/secrets/discord-token"}
    operator = Operator(server, tmp_path / "override.yml", **secrets)
    elsewhere = Operator(server, tmp_path / "override.yml", "elsewhere", DISCORD_TOKEN=TOKEN)
    try:
        await first_start(operator, discord, tmp_path)
        await watching.begin(operator)
        question = await first_steps(discord)
        await restarts(operator, discord)
        await no_token_is_told(operator)
        await watching.look(operator)
        await upgrade(operator, discord, server, question)
        await copies(operator)
        await moving(operator, elsewhere, tmp_path)
        await discord.until(lambda: discord.gateway.identifies >= BOTS, seconds=PATIENCE_SECONDS)
        await no_token_is_told(operator)
        await no_token_is_told(elsewhere)
        await rows_are_kept(elsewhere, tmp_path)
    finally:
        await elsewhere.compose("down", "--volumes")
        await operator.compose("--profile", "*", "down", "--volumes")
    left = [await server.docker(*words) for words in (("ps", "-aq"), ("volume", "ls", "-q"))]
    assert left == [(0, ""), (0, "")]


async def no_token_is_told(operator: Operator) -> None:
    """What the containers said is all there, and the token is not."""
    said = await operator.compose("--profile", "backup", "logs", "--no-color")
    assert '"event": "ready"' in said
    assert TOKEN not in said


async def first_start(operator: Operator, discord: FakeDiscord, folder: Path) -> None:
    """What an earlier version left is taken over, and a copy of how it was is kept."""
    written_by(folder / "gorae.db", EARLIER_SCHEMA)
    await operator.in_data("cat >/data/gorae.db", typed=(folder / "gorae.db").read_bytes())
    await operator.compose("up", "--detach", "--wait")
    await connected(operator, discord, 1)
    modes = await operator.compose("exec", "-T", "engine", "stat", "-c", "%a %g", "/run/engine", SOCKET)
    assert modes.split("\n")[:2] == [f"750 {BOT_ID}", f"660 {BOT_ID}"]
    await operator.in_data(f"test -f /data/gorae.db.before-{NUMBERS[NUMBERS.index(EARLIER_SCHEMA) + 1]:04}")


async def first_steps(discord: FakeDiscord) -> Json:
    """A question, a quiz that stays open, and practice that uses every control that sandboxes are given."""
    asked = await discord.alice.slash("ask", {"question": "도커가 뭐야?"})
    await asked.reply("격리")
    await ran(discord, "docker run -d --name web -m 64m -p 8080:80 nginx", "Downloaded newer image")
    await ran(discord, "curl -s localhost:8080", "Welcome to nginx!")
    await ran(discord, "docker stats --no-stream web", "64MiB")
    await ran(discord, "docker pause web", "web")
    return await commanded(discord, "quiz", {"lesson": "01-docker", "count": 2}, "문제 1/2")


async def restarts(operator: Operator, discord: FakeDiscord) -> None:
    """Each service in turn: what was there is there again, or its loss is told."""
    await operator.compose("restart", "registry")
    await operator.compose("up", "--detach", "--wait")
    await ran(discord, "docker pull busybox", "Downloaded newer image")
    await operator.compose("restart", "bot")
    await connected(operator, discord, 2)
    await ran(discord, "docker ps", "(Paused)")
    await operator.compose("exec", "-T", "engine", "sh", "-c", SHARED)
    await operator.compose("restart", "engine")
    await operator.compose("up", "--detach", "--wait")
    await ran(discord, "docker ps -a", "사라")
    await ran(discord, "docker pull hello-world", "Downloaded newer image")
    await ran(discord, "docker run -d --name web nginx", "Downloaded newer image")
    used = (await operator.compose("exec", "-T", "engine", "sh", "-c", USED)).split()
    assert used
    assert max(mib(figure) for figure in used) <= MOST_SANDBOX_MIB, used
    kept = await operator.compose("exec", "-T", "engine", "sh", "-c", KEPT)
    assert kept.count("Read-only file system") >= len(used), kept
    assert "written" not in kept.rpartition("Read-only file system")[2]


def mib(figure: str) -> float:
    """Read a size as `docker stats` writes it."""
    number, unit = re.fullmatch(r"([\d.]+)([KMG]iB)", figure).groups()  # type: ignore[union-attr]
    return float(number) * {"KiB": 1 / 1024, "MiB": 1, "GiB": 1024}[unit]


async def upgrade(operator: Operator, discord: FakeDiscord, server: Server, question: Json) -> None:
    """`build` made an image of another schema: `up` changes what changed, sandboxes and quizzes go on."""
    await build_newer(server)
    await operator.in_data(f"! test -e {BEFORE}")
    engine = await operator.compose("ps", "--quiet", "engine")
    await operator.compose("up", "--detach", "--wait")
    await connected(operator, discord, 3)
    assert await operator.compose("ps", "--quiet", "engine") == engine
    await operator.in_data(f"test -s {BEFORE}")
    counted = json.loads((await operator.in_data(COUNT)).splitlines()[-1])
    assert (counted["later"], counted["migrations"]) == (1, len(NUMBERS) + 1)
    await ran(discord, "docker images", "hello-world")
    pressed = await discord.alice.click(question, "그만하기")
    await pressed.reply("퀴즈 끝")


async def connected(operator: Operator, discord: FakeDiscord, times: int) -> None:
    """Wait until the bot logged in that often and says of itself that all of it is there."""
    await discord.until(
        lambda: discord.gateway.identifies >= times and discord.world.global_commands, seconds=PATIENCE_SECONDS
    )
    ask = "for _ in $(seq 240); do wget -q -O - http://127.0.0.1:8722/readyz && exit 0; sleep 0.5; done; exit 1"
    await operator.compose("exec", "-T", "bot", "sh", "-c", ask)


async def test_without_root_practice_is_served_by_the_compose_engine_and_asked_for_once(
    server: Server, folder: Path
) -> None:
    home = folder / "home"
    ours, theirs = os.openpty()
    try:
        os.write(ours, "네\ndocker run -d --name web nginx\ndocker ps\n\x04".encode())
        first = server.person("chat", typed=theirs, home=home)
        shown, told = await asyncio.to_thread(first.communicate, timeout=300)
    finally:
        os.close(ours)
        os.close(theirs)
    assert "한 번만 물어봐요" in shown.decode() + told.decode(), told.decode()
    assert "Downloaded newer image for nginx" in shown.decode(), shown.decode() + told.decode()
    assert "web" in shown.decode().rpartition("CONTAINER ID")[2]

    again = server.person("chat", typed=b"docker ps\n", home=home)
    shown, told = await asyncio.to_thread(again.communicate, timeout=300)
    assert again.returncode == 0, told.decode()
    assert "web" in shown.decode().rpartition("CONTAINER ID")[2], shown.decode() + told.decode()

    assert Deployment(home / "data").socket.is_socket()
    stopped = server.person("engine", "stop", typed=b"", home=home)
    await asyncio.to_thread(stopped.communicate, timeout=300)
    assert await server.docker("ps", "-aq") == (0, "")


async def test_without_root_or_docker_the_rest_works_and_says_what_is_missing(server: Server, folder: Path) -> None:
    lonely = server.person(
        "chat", typed="docker ps\n도커가 뭐야?\n".encode(), home=folder / "lonely", DOCKER_HOST="unix:///nowhere.sock"
    )
    shown, _ = await asyncio.to_thread(lonely.communicate, timeout=300)
    assert lonely.returncode == 0
    assert "GORAE_ENGINE=compose" in shown.decode()
    assert "격리" in shown.decode()
