"""Discord is up and the engine is not: what needs no engine works as ever."""

from __future__ import annotations

from pathlib import Path

from bot.app import opened
from bot.settings import Settings
from tests.discord_face.starting import FaceStarter
from tests.discord_face.waiting import let_pass_until
from tests.fake_discord import FakeDiscord

AWAY = "연습 엔진이 대답하지 않아요."


async def test_an_engine_that_is_away_takes_nothing_else_with_it(
    fake_discord: FakeDiscord, start_face: FaceStarter, tmp_path: Path
) -> None:
    settings = Settings(data=tmp_path, engine=f"unix://{tmp_path}/nobody.sock")
    async with opened(settings, fake_discord.clock, lambda _progress: None, spares=0) as product:
        await product.warm()
        await start_face(product.conversation, verbs=product.conversation.verbs)
        ran = await fake_discord.alice.slash("run", {"command": "docker ps"})
        await let_pass_until(fake_discord, lambda: ran.shown and AWAY in ran.shown[0]["content"])
        asked = await fake_discord.alice.slash("ask", {"question": "도커가 뭐야?"})
        await asked.reply("격리")
        quiz = await fake_discord.alice.slash("quiz", {"lesson": "01-docker", "count": 1})
        await quiz.reply("문제 1/1")
        await start_face.stop()
        assert AWAY in ran.shown[0]["content"], "its last words"
