"""Discord is away for ten minutes: the bot is back soon after it, with what was to be told meanwhile."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from typing import Any

import pytest
from discord.backoff import ExponentialBackoff

from bot.app import opened
from bot.core.letters import Letter
from bot.core.reply import Reply
from bot.faces.discord.postman import LOOK_SECONDS
from bot.settings import Settings
from tests.discord_face.starting import FaceStarter
from tests.e2e.test_faults import BACK_SECONDS
from tests.fake_discord import FakeDiscord
from tests.timing import PATIENCE_SECONDS


async def test_after_ten_minutes_without_discord_the_bot_is_back_and_nothing_is_lost(
    fake_discord: FakeDiscord, start_face: FaceStarter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, alice = fake_discord.clock, fake_discord.alice
    settings = Settings(data=tmp_path, engine=f"unix://{tmp_path}/nobody.sock")
    async with opened(settings, clock, lambda _progress: None, spares=0) as product:
        start_face.post = product.outbox
        face = await start_face(product.conversation, verbs=product.conversation.verbs)
        quiz = await alice.slash("quiz", {"lesson": "01-docker", "count": 1})
        question = await quiz.reply("문제 1/1")

        port = int(fake_discord.base.rpartition(":")[2])
        await fake_discord.stop()
        kept = _kept(port)
        fake_discord.gateway.sessions.clear()  # Discord keeps a session for minutes, not for ten
        _as_after_many_tries(monkeypatch)
        letter = Letter("news", Reply("기다린 소식"), clock.now(), channel_id=int(fake_discord.channel["id"]))
        await product.outbox.write(letter, clock.now())
        for _ in range(60):
            await clock.wait_for_sleepers()
            clock.advance(10)
        assert not face.task.done()

        kept.listen()
        await fake_discord.start(kept)
        await fake_discord.until(lambda: fake_discord.gateway.identifies == 2, seconds=BACK_SECONDS)
        await (await alice.slash("help")).reply("물어보기")
        pressed = await alice.click(question, "그만하기")
        assert (await pressed.reply("퀴즈 끝"))["id"] == question["id"]
        await _until_told(fake_discord, "기다린 소식")
        await start_face.stop()


def _as_after_many_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let discord.py wait as after ten minutes of trying: by chance up to the longest, here an eighth of it."""

    def waited(self: ExponentialBackoff[Any]) -> float:
        return float(2**self._max) / 8

    monkeypatch.setattr(ExponentialBackoff, "delay", waited)


def _kept(port: int) -> socket.socket:
    """Keep the place where Discord was, for nobody else to listen there; who calls is refused."""
    kept = socket.socket()
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    kept.bind(("127.0.0.1", port))
    return kept


async def _until_told(fake: FakeDiscord, words: str) -> None:
    """Let time pass until a letter is in the channel: what failed is tried again after a pause."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not any(words in message["content"] for message in fake.from_bot(fake.channel)):
            if fake.clock.is_due(LOOK_SECONDS):
                fake.clock.advance(LOOK_SECONDS)
            await asyncio.sleep(0.01)  # for what is on its way through real sockets
    assert [words in message["content"] for message in fake.from_bot(fake.channel)].count(True) == 1
