"""A bot over one file for tests of what happens a week later."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.lessons.model import Course
from bot.storage.database import Database
from tests.discord_face.starting import FaceStarter
from tests.fake_discord import FakeDiscord
from tests.fake_discord.models import Json
from tests.together.club import Club

EIGHT_DAYS = timedelta(days=8)


class Week:
    """A bot over one file, stopped and started again eight days later."""

    def __init__(self, fake: FakeDiscord, start_face: FaceStarter, file: Path, course: Course | None = None) -> None:
        self.fake = fake
        self._course = course
        self._start = start_face
        self._file = file
        self._database: Database | None = None

    async def start(self) -> None:
        self._database = await Database.open(self._file)
        club = Club(self._database, self.fake.clock, self._course)
        await self._start(club.talk, verbs=club.talk.verbs)

    async def stop(self) -> None:
        await self._start.stop()
        if self._database is not None:
            await self._database.close()
            self._database = None

    async def pass_by(self, time: timedelta = EIGHT_DAYS) -> None:
        """Restart after some time."""
        await self.stop()
        self.fake.clock.advance(time.total_seconds())
        await self.start()

    async def rows(self, table: str) -> list[dict[str, object]]:
        """Return what a table holds."""
        assert self._database is not None
        cursor = await self._database.read().execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own names
        return [dict(row) for row in await cursor.fetchall()]


def label(message: Json, words: str) -> str:
    labels = [str(part["label"]) for row in message["components"] for part in row["components"]]
    return next(one for one in labels if one.endswith(words))
