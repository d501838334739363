"""What was thought of the answers to one message."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.answers.service import AnswerService
from bot.core.people import Member
from bot.core.reply import Picture
from bot.storage.database import Database
from bot.storage.questions import Questions
from bot.talk.ask import AskDesk
from bot.talk.desk import Action
from tests.answers.small import small
from tests.fakes.clock import FakeClock

MINA = Member(1, "미나")


class NoPictures:
    async def diagram(self, source: str, alt: str) -> Picture | None:
        raise AssertionError(source, alt)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = await Database.open(tmp_path / "gorae.db")
    yield database
    await database.close()


async def test_one_button_praises_all_answers_of_a_message(database: Database) -> None:
    questions, clock = Questions(database), FakeClock()
    desk = AskDesk(AnswerService(small, questions, clock), NoPictures())
    ids = [await questions.add(MINA.user_id, text, "answer", 0.9, "", clock.now()) for text in ("하나", "둘", "셋")]
    action = Action.read(f"ask:good:{ids[0]}:{ids[1]}")
    replies = [reply async for reply in desk.press(MINA, action, {})]
    assert len(replies) == 1
    rows = await (await database.read().execute("SELECT verdict FROM questions ORDER BY id")).fetchall()
    assert [row["verdict"] for row in rows] == ["good", "good", None]
