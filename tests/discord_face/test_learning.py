"""The options of quizzes reach the conversation."""

from __future__ import annotations

import pytest

from tests.discord_face.script import Script
from tests.discord_face.starting import FaceStarter
from tests.fake_discord import FakeDiscord


@pytest.mark.parametrize("source", ["mix", "due", "wrong"])
async def test_a_quiz_is_asked_from_a_lesson_so_many_questions_of_a_kind(
    fake_discord: FakeDiscord, start_face: FaceStarter, source: str
) -> None:
    script = Script()
    await start_face(script)
    asked = await fake_discord.alice.slash("quiz", {"lesson": "01-docker", "count": 3, "source": source})
    await asked.reply("[quiz]")
    assert script.asked[0].values == {"lesson": "01-docker", "count": "3", "source": source}
