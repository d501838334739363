"""The face with letters to deliver, in a process that can be killed between any two awaits.

`python -m tests.discord_face.posting` reads one JSON line a run and forks for each, so what is imported is imported
once. A run kills itself before the n-th step of its event loop, counted from its first look at the outbox (0: never),
and ends by itself when nothing waits.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
import traceback
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import discord.gateway
import discord.http
import yarl
from pydantic import SecretStr

from bot.core.letters import Posted
from bot.faces.discord import DiscordSettings, serve
from bot.storage.database import Database
from bot.storage.memory import Memory
from bot.storage.outbox import Outbox
from tests.discord_face.script import Script
from tests.fake_discord.clock import START
from tests.fake_discord.rest import API
from tests.fake_discord.server import TOKEN
from tests.talk.scripted import Steps

HURRY = 100.0
MOST_SECONDS = 30.0


class Hurried:
    """A clock that goes a hundred times as fast, from the same moment in each run."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def now(self) -> datetime:
        return START + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        return (time.monotonic() - self._began) * HURRY

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / HURRY)


class Watched(Outbox):
    """An outbox whose first look begins the count of steps; `over` is set when nothing waits any more."""

    def __init__(self, database: Database, steps: Steps, over: asyncio.Event) -> None:
        super().__init__(database)
        self._steps: Steps | None = steps
        self._over = over

    async def waiting(self, now: datetime, most: int = 20) -> tuple[Posted, ...]:
        if self._steps is not None:
            self._steps.watch()
            self._steps = None
        found = await super().waiting(now, most)
        if not found and not await super().waiting(now + timedelta(days=1)):
            self._over.set()
        return found


async def deliver(order: Mapping[str, Any]) -> None:
    """Run the face until all letters are delivered."""
    discord.http.Route.BASE = order["base"] + API
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(order["gateway"])
    settings = DiscordSettings(SecretStr(TOKEN), frozenset({"help"}), ready_seconds=0.01, identify_seconds=0.0)
    database, stop = await Database.open(Path(order["path"])), asyncio.Event()
    outbox = Watched(database, Steps(order["step"]), stop)
    try:
        await serve(settings, Script(), Memory(database), Hurried(), stop=stop, post=outbox)
    finally:
        await database.close()


def _forked(order: Mapping[str, Any]) -> int:
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the log is not the answer
    ended = 1
    try:
        asyncio.run(asyncio.wait_for(deliver(order), MOST_SECONDS))
        ended = 0
    except Exception:  # noqa: BLE001 - whatever it was, the run must end, and say so
        traceback.print_exc()
    os._exit(ended)


def main() -> None:
    """Serve runs until there are no more orders."""
    for line in sys.stdin:
        sys.stdout.write(json.dumps({"status": _forked(json.loads(line))}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
