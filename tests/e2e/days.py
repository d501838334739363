"""The product before Discord, as `gorae serve` runs it but for an engine: stopped, started again, and days going by."""

from __future__ import annotations

import sqlite3
from contextlib import AsyncExitStack, closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.cli.serving import PUBLIC_ACTIONS
from bot.core.tasks import Tasks
from bot.faces.discord.limits import EDIT_SECONDS
from bot.faces.discord.postman import LOOK_SECONDS
from bot.product import Product
from bot.rounds.hush import Hushed
from bot.rounds.rounds import keep_watch
from bot.storage.retention import PAUSE_SECONDS
from tests.discord_face.starting import FaceStarter
from tests.discord_face.waiting import let_pass_until
from tests.e2e.practice import product_of_words
from tests.fake_discord import FakeDiscord, Interaction, Person
from tests.fake_discord.models import Json, flat_components
from tests.fakes.workspaces import WorkspaceSandboxes

EIGHT_DAYS = timedelta(days=8)


class Turns:
    """Serves `bot.rounds.rounds.Round` as the last of them: counts how often all were made, and wakes who waits.

    Rounds that write nothing but the file make no traffic by which `FakeDiscord.until` would look again.
    """

    name = "turns"

    def __init__(self, fake: FakeDiscord) -> None:
        self._fake = fake
        self.count = 0

    async def __call__(self, now: datetime) -> None:
        del now
        self.count += 1
        self._fake.wake()


class Days:
    """A bot over one folder. Its sandboxes outlive it, as an engine does."""

    def __init__(self, fake: FakeDiscord, start_face: FaceStarter, folder: Path) -> None:
        self.fake = fake
        self.sandboxes = WorkspaceSandboxes(fake.clock)
        self._start = start_face
        self._folder = folder
        self._stack = AsyncExitStack()
        self._turns = Turns(fake)
        self._product: Product | None = None

    @property
    def product(self) -> Product:
        assert self._product is not None
        return self._product

    async def start(self) -> None:
        clock = self.fake.clock
        opening = product_of_words(self._folder, clock, self.sandboxes, answers=False)
        self._product = product = await self._stack.enter_async_context(opening)
        self._start.post = Hushed(product.outbox, product.groups)
        self._start.groups = product.groups
        await self._start(
            product.conversation,
            verbs=product.conversation.verbs,
            change=lambda settings: replace(settings, public_actions=PUBLIC_ACTIONS),
        )

    async def stop(self) -> None:
        await self._start.stop()
        await self._stack.aclose()
        self._product = None

    async def restart(self, after: timedelta = timedelta(0)) -> None:
        """Stop, let time pass, and start again."""
        await self.stop()
        self.fake.clock.advance(after.total_seconds())
        await self.start()

    async def keep_watch(self) -> None:
        """Make the rounds once a minute from now on, as long as this start lasts."""
        tasks = Tasks()
        self._stack.push_async_callback(tasks.close)
        tasks.start(keep_watch((*self.product.rounds, self._turns), self.fake.clock), name="rounds")
        await self._a_turn_after(0)

    async def go_on(self, by: timedelta) -> None:
        """Let time pass while the bot runs, and its rounds be made after that."""
        before = self._turns.count
        self.fake.clock.advance(by.total_seconds())
        await self._a_turn_after(before)

    async def _a_turn_after(self, before: int) -> None:
        """Wait for all rounds, also for a sweep, which pauses in the middle of its work."""
        await let_pass_until(self.fake, lambda: self._turns.count > before, within=PAUSE_SECONDS)

    async def shown(self, it: Interaction, words: str) -> Json:
        """Wait for an answer with these words; what grows is shown a little at a time."""
        await let_pass_until(self.fake, lambda: any(words in one["content"] for one in it.shown), within=EDIT_SECONDS)
        return next(one for one in it.shown if words in one["content"])

    async def arrived(self, channel: Json, words: str) -> Json:
        """Wait for a message of the bot's own in a channel, which is delivered at the next look."""

        def found() -> list[Json]:
            return [one for one in self.fake.from_bot(channel) if words in one["content"]]

        await let_pass_until(self.fake, found, within=LOOK_SECONDS)
        return found()[-1]

    async def ran(self, person: Person, line: str) -> Json:
        """Let somebody run a line, and wait for its end."""
        return await self.over(await person.slash("run", {"command": line}))

    async def over(self, it: Interaction) -> Json:
        """Wait for the end of what runs, and return its message: what can be done next is there as buttons then."""
        await let_pass_until(self.fake, lambda: it.shown and it.shown[0]["components"], within=EDIT_SECONDS)
        return it.shown[0]

    def tables_that_name(self, user_id: int) -> set[str]:
        """Return the tables of the file in which somebody's id stands, in whatever column."""
        return {table for table in self._tables() if any(str(user_id) in str(value) for value in self._values(table))}

    def rows(self, table: str) -> int:
        return int(self._read(f'SELECT count(*) FROM "{table}"')[0][0])  # noqa: S608 - our own names

    def of_group(self, table: str, guild_id: int) -> int:
        """Return how many rows a table keeps of a group."""
        return int(self._read(f'SELECT count(*) FROM "{table}" WHERE guild_id = {guild_id}')[0][0])  # noqa: S608 - ours

    def _tables(self) -> list[str]:
        return [str(name) for (name,) in self._read("SELECT name FROM sqlite_master WHERE type = 'table'")]

    def _values(self, table: str) -> list[object]:
        return [value for row in self._read(f'SELECT * FROM "{table}"') for value in row]  # noqa: S608 - our own names

    def _read(self, statement: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self._folder / "gorae.db")) as connection:
            return list(connection.execute(statement))


def labels(message: Json) -> list[str]:
    """Return the words on a message's buttons."""
    return [str(part["label"]) for part in flat_components(message["components"]) if part["type"] == 2]


def menus(message: Json) -> list[Json]:
    return [part for part in flat_components(message["components"]) if part["type"] > 2]
