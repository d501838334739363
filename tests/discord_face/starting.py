"""`start_face`: the bot's Discord face, begun on the fake with a conversation of the test's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.core.clock import Clock
from bot.core.hearing import Hearing
from bot.core.letters import Post
from bot.faces.discord import DiscordSettings, Memory, serve
from bot.faces.discord.cooldown import Pace
from bot.faces.discord.settings import GroupBook
from bot.storage.outbox import Outbox
from bot.talk.port import Conversation
from tests.discord_face.waiting import opened
from tests.fake_discord import TOKEN, FakeDiscord

ALL_VERBS = frozenset(
    {
        "ask", "cmd", "explain", "lesson", "help", "quiz", "review", "mission", "progress", "rank", "duel", "privacy",
        "run", "file", "terminal", "sandbox status", "sandbox extend", "sandbox reset", "sandbox resume",
        "sandbox stop", "settings", "audit", "content", "group",
    }
)  # fmt: skip
UNHURRIED = Pace(burst=1000, refill_seconds=0.001)


class Remembered:
    """A memory in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    async def get(self, key: str) -> str | None:
        return self.kept.get(key)

    async def set(self, key: str, value: str) -> None:
        self.kept[key] = value


@dataclass
class RunningFace:
    """The face at work; `stop` ends it in order, `task` holds how it ended."""

    task: asyncio.Task[None]
    stop_event: asyncio.Event
    ready: asyncio.Event

    async def stop(self) -> None:
        self.stop_event.set()
        await self.task


@dataclass
class FaceStarter:
    """Starts faces on the fake, as often as a test wants (a restart is a stop and a start)."""

    fake: FakeDiscord
    memory: Memory = field(default_factory=Remembered)
    post: Post | None = None
    groups: GroupBook | None = None
    hearing: Hearing = field(default_factory=Hearing)
    started: list[RunningFace] = field(default_factory=list)

    async def __call__(
        self,
        conversation: Conversation,
        *,
        verbs: frozenset[str] = ALL_VERBS,
        clock: Clock | None = None,
        change: Callable[[DiscordSettings], DiscordSettings] = lambda settings: settings,
    ) -> RunningFace:
        """Start a face and wait until its shards are logged in."""
        settings = DiscordSettings(
            SecretStr(TOKEN), verbs, pace=UNHURRIED, guild_pace=UNHURRIED, ready_seconds=0.01, identify_seconds=0.0
        )
        face = self.launch(conversation, change(settings), clock=clock)
        # A login that fails says why; one that hangs shows the transcript.
        waiting = asyncio.ensure_future(face.ready.wait())
        await asyncio.wait({waiting, face.task}, timeout=30, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if face.task.done():
            face.task.result()
        assert face.ready.is_set(), self.fake.log.transcript()
        return face

    def launch(
        self, conversation: Conversation, settings: DiscordSettings, *, clock: Clock | None = None
    ) -> RunningFace:
        """Start a face without waiting."""
        stop = asyncio.Event()
        ready = asyncio.Event()
        clock = clock or self.fake.clock
        serving = serve(
            settings,
            conversation,
            self.memory,
            clock,
            stop=stop,
            ready=ready,
            post=self.post,
            groups=self.groups,
            hearing=self.hearing,
        )
        task = asyncio.get_running_loop().create_task(serving)
        face = RunningFace(task, stop, ready)
        task.add_done_callback(lambda _: self.fake.wake())
        self.started.append(face)
        return face

    async def stop(self) -> None:
        for face in self.started:
            if not face.task.done():
                await face.stop()


@pytest.fixture
async def start_face(fake_discord: FakeDiscord) -> AsyncIterator[FaceStarter]:
    """Return what starts a face; all are stopped at the end."""
    starter = FaceStarter(fake_discord)
    yield starter
    await starter.stop()


@pytest.fixture
async def outbox(tmp_path: Path, fake_discord: FakeDiscord, start_face: FaceStarter) -> AsyncIterator[Outbox]:
    """Return the outbox of the faces that are started, on a database of its own."""
    async with opened(fake_discord, tmp_path / "gorae.db") as database:
        start_face.post = outbox = Outbox(database)
        yield outbox
        await start_face.stop()
