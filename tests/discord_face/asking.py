"""`asked`: a private answer on its way, after a thinking state that all saw."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.core.reply import Reply, Visibility
from bot.storage.database import Database
from bot.storage.outbox import Outbox
from tests.discord_face.script import Held, Script
from tests.discord_face.starting import FaceStarter
from tests.discord_face.waiting import let_pass_until, opened
from tests.fake_discord import FakeDiscord, Interaction, Person
from tests.fake_discord.models import EPHEMERAL, Json

SECRET = "비밀이에요"
SECRETLY = Reply(SECRET, visibility=Visibility.PERSONAL)
CALL = "답 보기"


class Asked:
    """Alice has asked, all see that her answer is thought about, and it will be for her alone."""

    def __init__(self, fake: FakeDiscord, start_face: FaceStarter, outbox: Outbox, database: Database) -> None:
        self.fake = fake
        self.start_face = start_face
        self.outbox = outbox
        self.database = database
        self.held = Held()
        self.presses: list[Interaction] = []

    async def begin(self, person: Person | None = None) -> Interaction:
        await self.start_face(Script({"run": self.held}))
        self.ran = await (person or self.fake.alice).slash("run", {"command": "docker ps"})
        await self.fake.clock.wait_for_sleepers(within=0.5)
        self.fake.clock.advance(0.5)
        await self.until(lambda: self.ran.callback == 5)
        return self.ran

    async def until(self, holds: Callable[[], object]) -> None:
        await let_pass_until(self.fake, holds, within=2.5)

    async def answer(self, reply: Reply = SECRETLY) -> None:
        self.held.say(reply)
        self.held.end()
        await self.until(lambda: not self._is_under_way())

    def _is_under_way(self) -> bool:
        """Whether it is neither shown with nothing else around it, nor to be called for."""
        return not self.notes() and not (self.seen() and not self.to_all())

    def seen(self) -> list[str]:
        """Return what Alice has before her, whatever way it came."""
        shown = [message for it in (self.ran, *self.presses) for message in it.shown if message["flags"] & EPHEMERAL]
        direct = self.fake.from_bot(self.fake.alice.in_dm.channel)
        return [message["content"] for message in (*shown, *direct)]

    def to_all(self) -> list[Json]:
        return [one for one in self.fake.from_bot(self.fake.channel) if one["content"]]

    def notes(self) -> list[Json]:
        return [message for message in self.to_all() if message["components"]]

    async def call(self) -> Interaction:
        """Press the note's button, and wait for what comes of it."""
        (note,) = self.notes()
        pressed = await self.fake.alice.click(note, CALL)
        self.presses.append(pressed)
        await self.until(lambda: pressed.shown)
        return pressed


@pytest.fixture
async def asked(fake_discord: FakeDiscord, start_face: FaceStarter, tmp_path: Path) -> AsyncIterator[Asked]:
    async with opened(fake_discord, tmp_path / "gorae.db") as database:
        start_face.post = outbox = Outbox(database)
        yield Asked(fake_discord, start_face, outbox, database)
        await start_face.stop()
