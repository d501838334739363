"""`room`: a face whose one terminal goes as a test says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping

import pytest

from bot.core.people import Member
from bot.core.reply import Choice, Code, Field, Form, Reply
from bot.faces.discord.limits import EDIT_SECONDS
from tests.discord_face.script import Held, Script
from tests.discord_face.starting import FaceStarter, RunningFace
from tests.discord_face.waiting import let_pass_until
from tests.fake_discord import FakeDiscord, Person
from tests.fake_discord.models import Json

LINE = "docker exec -it web bash"
TYPE = "term:type:k1"
KEYS = (Choice("Ctrl-C", "term:key:k1:ctrl-c"), Choice("입력", TYPE), Choice("닫기", "term:close:k1"))
PREPARING = Reply("준비하고 있어요")
OPENING = Reply("**터미널**", terminal=LINE)
AGAIN = (Choice("다시 열기", f"term:open:{LINE}"),)
SILENT = ("term:key:k1:ctrl-c", TYPE, "term:close:k1")


def screen(text: str) -> Reply:
    return Reply("**터미널**", Code(text, "ansi"), choices=KEYS, takes=TYPE)


def over(text: str) -> Reply:
    return Reply("**터미널**", Code(text, "ansi"), note="터미널이 끝났어요.", choices=AGAIN)


class Heard(Script):
    """A script that tells when something was pressed: what is typed in makes no traffic of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.presses: asyncio.Queue[tuple[str, dict[str, str]]] = asyncio.Queue()

    def press(self, member: Member, action: str, values: Mapping[str, str] | None = None) -> AsyncIterator[Reply]:
        self.presses.put_nowait((action, dict(values or {})))
        return super().press(member, action, values)


class Room:
    """A face whose terminal goes as the test says."""

    def __init__(self, fake: FakeDiscord) -> None:
        self.fake = fake
        self.held = Held()
        self.script = Heard()
        self.script.answers |= {"terminal": self.held, f"term:open:{LINE}": self.held, **dict.fromkeys(SILENT, ())}
        self.script.forms[TYPE] = Form("터미널에 입력하기", (Field("text", "입력할 한 줄", is_required=False),))
        self.face: RunningFace | None = None

    async def open(self, person: Person, *, at: Json | None = None) -> Json:
        """Open a terminal and wait for its first screen; returns the channel it is in."""
        self.held.say(PREPARING)
        self.held.say(OPENING)
        asked = await person.slash("terminal", {"command": LINE})
        self.held.say(screen("/ # "))
        await let_pass_until(
            self.fake, lambda: asked.shown and "터미널을" in asked.shown[-1]["content"], within=EDIT_SECONDS
        )
        assert asked.is_ephemeral
        channel = at or self.thread
        await self.see("/ # ", channel)
        return channel

    @property
    def thread(self) -> Json:
        return [one for one in self.fake.world.channels.values() if "thread_metadata" in one][-1]

    def shown(self, channel: Json) -> Json:
        return [one for one in self.fake.from_bot(channel) if "**터미널**" in one["content"]][-1]

    async def see(self, text: str, channel: Json) -> Json:
        """Wait until the screen shows something, letting the pause between edits pass."""

        def is_there() -> bool:
            return any(text in one["content"] for one in self.fake.from_bot(channel) if "**터미널**" in one["content"])

        seen = asyncio.ensure_future(self.fake.until(is_there))
        while not seen.done():
            asleep = asyncio.ensure_future(self.fake.clock.wait_for_sleepers(within=3))
            await asyncio.wait({seen, asleep}, return_when=asyncio.FIRST_COMPLETED)
            if not seen.done():
                self.fake.clock.advance(3)
            asleep.cancel()
        await seen
        return self.shown(channel)

    async def typed(self, count: int) -> list[str]:
        """Wait for so many lines that were typed in."""
        lines: list[str] = []
        async with asyncio.timeout(30):
            while len(lines) < count:
                action, values = await self.script.presses.get()
                assert action == TYPE
                lines.append(values["text"])
        return lines

    @property
    def pressed(self) -> list[tuple[str, dict[str, str]]]:
        return [(asked.what, asked.values) for asked in self.script.asked if asked.way == "press"]


@pytest.fixture
async def room(fake_discord: FakeDiscord, start_face: FaceStarter) -> Room:
    made = Room(fake_discord)
    made.face = await start_face(made.script)
    return made
