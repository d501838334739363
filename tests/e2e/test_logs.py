"""What the logs of a day say, and what they do not."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from docker import APIClient

from bot.cli.logs import log_level
from bot.core.clock import SystemClock
from bot.faces.discord.client import serve  # noqa: F401 - discord.py's own loggers are there
from bot.product import Product
from sandbox.docker_engine import DockerClient
from tests.discord_face.starting import FaceStarter
from tests.engine_fixtures import LiveEngine
from tests.fake_discord import TOKEN, FakeDiscord

pytestmark = pytest.mark.engine
WORDS = ("도커가 대체 뭐야 zebra7731", "docker run -d --name zebra7732 nginx", "docker login zebra7733", "zebra7734")


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Log at INFO into a text, discord.py's and aiohttp's loggers included."""
    yield from logged(monkeypatch, "INFO")


@pytest.fixture
def detailed_log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Log at DEBUG, as an operator asks for with `GORAE_LOG_LEVEL=DEBUG`."""
    yield from logged(monkeypatch, "DEBUG")


def logged(monkeypatch: pytest.MonkeyPatch, level: str) -> Iterator[io.StringIO]:
    text = io.StringIO()
    monkeypatch.setattr("sys.stderr", text)
    handler = logging.StreamHandler(text)
    logging.getLogger().addHandler(handler)
    log_level(level)
    yield text
    structlog.reset_defaults()
    logging.getLogger().removeHandler(handler)


def remove_all(api: APIClient) -> None:
    for sandbox in api.containers():
        api.remove_container(sandbox["Id"], force=True)


def lines_of(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(one) for one in log.getvalue().splitlines() if one.startswith("{")]


async def test_a_day_s_logs_hold_neither_the_token_nor_a_member_s_words_and_each_line_names_its_request(
    fake_discord: FakeDiscord, start_face: FaceStarter, product: Product, log: io.StringIO
) -> None:
    face = await start_face(product.conversation, verbs=product.conversation.verbs, clock=SystemClock())
    alice = fake_discord.alice
    question, line, refused, file = WORDS
    await (await alice.slash("ask", {"question": question})).reply()
    await (await alice.slash("run", {"command": line})).reply()
    await (await alice.slash("run", {"command": refused})).reply()
    await (await alice.slash("file", {"name": file})).reply()
    await alice.in_dm.say(question)
    await fake_discord.until(lambda: fake_discord.from_bot(alice.in_dm.channel))
    await face.stop()
    written = log.getvalue()
    assert "zebra77" not in written
    assert TOKEN not in written
    lines = lines_of(log)
    requests = {one["request"] for one in lines if one["event"] == "request"}
    assert len(requests) == 5
    assert all(one["seconds"] >= 0 and one["verb"] for one in lines if one["event"] == "request")


async def test_one_request_has_one_name_in_the_face_the_service_and_the_sandbox(
    fake_discord: FakeDiscord, start_face: FaceStarter, product: Product, live_engine: LiveEngine, log: io.StringIO
) -> None:
    face = await start_face(product.conversation, verbs=product.conversation.verbs, clock=SystemClock())
    alice = fake_discord.alice
    await (await alice.slash("run", {"command": "docker ps"})).reply("CONTAINER")
    client = DockerClient(Path(live_engine.ready.socket))
    await client.call(remove_all)
    await client.close()
    again = await alice.slash("run", {"command": "docker ps"})
    await again.reply("사라")
    await face.stop()
    lines = lines_of(log)
    (name,) = {one["request"] for one in lines if one["event"] == "a sandbox is lost"}
    assert again.id in name
    of_it = {one["event"] for one in lines if one.get("request") == name}
    assert {"a sandbox is lost", "a sandbox is given", "request"} <= of_it
    first, second = (one["request"] for one in lines if one["event"] == "a sandbox is given")
    assert first != second == name


async def test_what_members_wrote_is_logged_where_debugging_was_asked_for_and_the_token_not_even_there(
    fake_discord: FakeDiscord, start_face: FaceStarter, product: Product, detailed_log: io.StringIO
) -> None:
    face = await start_face(product.conversation, verbs=product.conversation.verbs, clock=SystemClock())
    alice = fake_discord.alice
    await (await alice.slash("ask", {"question": WORDS[0]})).reply()
    await face.stop()
    lines = lines_of(detailed_log)
    (asked,) = [one for one in lines if one["event"] == "asked"]
    assert (asked["level"], asked["options"]) == ("debug", {"question": WORDS[0]})
    assert asked["request"] in {one["request"] for one in lines if one["event"] == "request"}
    assert {one["level"] for one in lines if "zebra77" in json.dumps(one)} == {"debug"}
    assert TOKEN not in detailed_log.getvalue()
