"""The whole product over the real engine, where nothing in between is a fake; and day after day before Discord."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import opened
from bot.core.clock import SystemClock
from bot.product import Product
from bot.settings import Settings
from tests.discord_face.starting import FaceStarter
from tests.e2e.days import Days
from tests.e2e.people import KIM, LEE
from tests.engine_fixtures import CACHE, LiveEngine
from tests.fake_discord import FakeDiscord


@pytest.fixture
def settings(live_engine: LiveEngine) -> Settings:
    """Return settings over the engine of this run."""
    return Settings(data=live_engine.data_folder, cache=CACHE, live_sandboxes=4)


@pytest.fixture
async def product(settings: Settings) -> AsyncIterator[Product]:
    """Open the product; its sandboxes and its database end with the test."""
    async with opened(settings, SystemClock(), lambda _progress: None, spares=0) as built:
        await built.door.settled.wait()
        yield built
        if built.door.service is not None:
            for user_id in (KIM.user_id, LEE.user_id):
                await built.door.service.reset(user_id)
    for left in settings.data_folder.glob("gorae.db*"):
        left.unlink()


@pytest.fixture
async def days(fake_discord: FakeDiscord, start_face: FaceStarter, tmp_path: Path) -> AsyncIterator[Days]:
    """Return the product at work before Discord, on a clock of the test's, with sandboxes of words."""
    days = Days(fake_discord, start_face, tmp_path)
    await days.start()
    yield days
    await days.stop()
