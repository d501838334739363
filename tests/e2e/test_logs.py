"""What the logs of a day say, and what they do not."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.app import Product
from bot.cli.logs import log_level
from bot.core.clock import SystemClock
from bot.faces.discord.client import serve  # noqa: F401 - discord.py's own loggers are there
from tests.discord_face.starting import FaceStarter
from tests.fake_discord import TOKEN, FakeDiscord

pytestmark = pytest.mark.engine
WORDS = ("도커가 대체 뭐야 zebra7731", "docker run -d --name zebra7732 nginx", "docker login zebra7733", "zebra7734")


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Log at INFO into a text, discord.py's and aiohttp's loggers included."""
    text = io.StringIO()
    monkeypatch.setattr("sys.stderr", text)
    handler = logging.StreamHandler(text)
    logging.getLogger().addHandler(handler)
    log_level("INFO")
    yield text
    structlog.reset_defaults()
    logging.getLogger().removeHandler(handler)


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
    lines = [json.loads(one) for one in written.splitlines() if one.startswith("{")]
    requests = {one["request"] for one in lines if one["event"] == "request"}
    assert len(requests) == 5
    assert all(one["seconds"] >= 0 and one["verb"] for one in lines if one["event"] == "request")
