"""Dockerfiles and compose files are read by the policy as the real docker reads them: the same images come out."""

from __future__ import annotations

import json
import random
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.core.clock import SystemClock
from bot.practice.images import policy_of
from bot.practice.room import PracticeSettings, open_practice
from bot.practice.service import PracticeService
from bot.storage.database import Database
from sandbox.limits import Limits
from sandbox.policy.dockerfile_words import Values
from sandbox.policy.interpolation import fill_in, read_env
from sandbox.policy.trouble import Refused
from tests.engine_fixtures import CACHE, LiveEngine
from tests.sandbox.policy.test_images import ASKED

pytestmark = [pytest.mark.engine, pytest.mark.asyncio(loop_scope="module")]
ANN = -32
ASKS = re.compile(
    rb"load metadata for (\S+)$|config for docker-image://(\S+)$|pull access denied for ([^\s,]+),", re.MULTILINE
)
FILES, TEXTS = 60, 60
NAMES = ("X", "Y", "Z")
PLAIN = ("evil/a", "busybox", "", "e", "vil/b", "/c", ":1", "#", "'", '"', "\\", " ", "$$", "$", "}", "{", "a:b")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def practice(live_engine: LiveEngine, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[PracticeService]:
    database = await Database.open(tmp_path_factory.mktemp("readings") / "gorae.db")
    settings = PracticeSettings(
        data_folder=live_engine.data_folder,
        cache_folder=CACHE,
        limits=Limits(commands_a_minute=1000, live_sandboxes=4),
        policy=policy_of((), is_embedded=True),
        spares=0,
    )
    async with open_practice(settings, database, SystemClock(), lambda _: None) as opened:
        yield opened
        await opened.reset(ANN)
    await database.close()


async def _write(practice: PracticeService, path: str, text: str) -> None:
    assert (await practice.inside.execute(ANN, ("sh", "-c", 'cat >"$1"', "sh", path), text.encode())).exit_code == 0


def _plain(name: bytes) -> str:
    """Return a name as it is usually written."""
    return re.sub(r"^(?:docker\.io/)?(?:library/)?|:latest$|:$", "", name.decode().removesuffix(":"))


# A fifth of them: each is a build.
@pytest.mark.parametrize("row", ASKED[::5], ids=lambda row: row["text"][:60])
async def test_docker_asks_for_the_images_that_were_noted(practice: PracticeService, row: dict[str, object]) -> None:
    await practice.inside.execute(ANN, ("rm", "-f", "dockerfile"))
    await _write(practice, "Dockerfile", str(row["text"]))
    arguments, contexts = json.loads(json.dumps([row["args"], row["contexts"]]))
    flags = [f"--build-arg={word}" for word in arguments] + [f"--build-context={name}=." for name in contexts]
    kind = ("env", "DOCKER_BUILDKIT=0") if row["older"] else ("env", "BUILDKIT_PROGRESS=plain")
    both = ("sh", "-c", '"$@" 2>&1', "sh", *kind, "docker", "build", *flags, ".")
    said = (await practice.inside.execute(ANN, both)).stdout
    found = {_plain(next(filter(None, groups))) for groups in ASKS.findall(said)}
    assert sorted(found - {"busybox"}) == row["asks"], said.decode()


# Past the policy, which refuses each: what a Dockerfile says that was put in the place of one that was looked at.
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("RUN --network=host true", "network.host is not allowed"),
        ("RUN --security=insecure true", "unknown flag: security"),
        ("RUN --device=vendor.com/class=one true", "unknown flag: device"),
        ("RUN --mount=type=ssh,required=true true", "unset ssh forward key"),
        ("RUN grep -q 'CapEff:.*00000000a80425fb' /proc/self/status || echo it worked", "naming to"),
    ],
)
async def test_a_dockerfile_is_given_no_rights(practice: PracticeService, line: str, said: str) -> None:
    await practice.inside.execute(ANN, ("rm", "-f", "dockerfile"))
    await _write(practice, "Dockerfile", f"FROM busybox\n{line}\n")
    built = ("sh", "-c", "docker build --no-cache --progress=plain -t it . 2>&1 | grep -v '^#[0-9]* \\['")
    told = (await practice.inside.execute(ANN, built, seconds=60)).stdout.decode()
    assert said in told
    assert "it worked" not in told


def _text(chance: random.Random, depth: int = 0) -> str:
    """Return a piece of a value: plain, or a variable with what compose knows to say of it."""
    name, kind = chance.choice(NAMES), chance.randrange(9)
    if kind < 3 or depth > 2:
        return chance.choice(PLAIN)
    if kind == 3:
        return f"${name}"
    sign = chance.choice([":-", "-", ":+", "+"])
    return f"${{{name}}}" if kind == 4 else f"${{{name}{sign}{_text(chance, depth + 1)}{_text(chance, depth + 1)}}}"


def _line(chance: random.Random) -> str:
    quote, name = chance.choice(["", "", "'", '"']), chance.choice(NAMES)
    value = f"{quote}{_text(chance)}{_text(chance)}{chance.choice([quote, quote, quote, ''])}"
    return (
        chance.choice(["", "", "export "])
        + name
        + chance.choice(["=", "=", "=", " = ", ": "])
        + value
        + chance.choice(["", "", " # c", "#c"])
    )


async def test_compose_fills_in_as_the_policy_does(practice: PracticeService) -> None:
    """What is written in many ways, beside many a `.env`: where the policy knows a value, it is the one of compose."""
    chance = random.Random(20)
    known = 0
    for _ in range(FILES):
        env = "\n".join(_line(chance) for _ in range(chance.randrange(5)))
        session = {name: chance.choice(["evil/o", "busybox", ""]) for name in NAMES if chance.random() < 0.3}
        values = {**read_env(env, session), **session}
        judged = {
            text: said
            for text in (_text(chance) + _text(chance) for _ in range(TEXTS))
            if (said := _said(text, values))
        }
        texts = list(judged)
        service = {"image": "busybox", "labels": {str(at): text for at, text in enumerate(texts)}}
        await _write(practice, "compose.yaml", json.dumps({"services": {"a": service}}))
        await _write(practice, ".env", env)
        before = [f"{name}={value}" for name, value in session.items()]
        ran = await practice.inside.execute(ANN, ("env", *before, "docker", "compose", "config", "--format=json"))
        if ran.exit_code != 0:
            continue
        labels = json.loads(ran.stdout)["services"]["a"].get("labels", {})
        for at, text in enumerate(texts):
            # What compose prints is to be read by compose again: a dollar is written twice.
            assert judged[text] == labels[str(at)].replace("$$", "$"), (text, env, session)
        known += len(texts)
    assert known > FILES * TEXTS // 3


def _said(text: str, values: Values) -> str:
    """Return what the policy makes of a text, or nothing where it refuses it."""
    try:
        return fill_in(text, values)
    except Refused:
        return ""
