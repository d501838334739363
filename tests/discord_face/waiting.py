"""How a test lets time pass."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp

from bot.storage.database import Database
from tests.fake_discord import FakeDiscord

STEP_SECONDS = 0.25
WAITED_OUT = {429, 500, 502, 504}
"""Statuses after which discord.py sleeps and asks again by itself, whatever the route."""


@contextlib.asynccontextmanager
async def opened(fake: FakeDiscord, path: Path) -> AsyncIterator[Database]:
    """Yield the bot's file, open. What is read and written there is not outrun by the time that a test lets pass."""
    database = await Database.open(path)

    async def turn() -> None:
        async with database.transaction():  # comes after what the bot is writing
            await database.read().execute("SELECT 1")  # and what it is reading

    fake.turns.append(turn)
    try:
        yield database
    finally:
        fake.turns.remove(turn)
        await database.close()


async def let_pass(fake: FakeDiscord, seconds: float) -> None:
    """Move time on, once somebody waits for that moment or an earlier one."""
    await fake.clock.wait_for_sleepers(within=seconds)
    await fake.rest()
    fake.clock.advance(seconds)


async def let_pass_until(fake: FakeDiscord, holds: Callable[[], object], *, within: float = 0.0) -> None:
    """Move time on in small steps, as often as somebody waits for it, until something holds.

    With `within` only those count who wait no longer than that: for where somebody always does, and what happens on
    the wire must not be outrun.
    """
    patience = Patience(fake) if within else None
    while not holds():
        waits = [
            asyncio.ensure_future(fake.until(holds)),
            asyncio.ensure_future(fake.clock.wait_for_sleepers(within=within)),
        ]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            ended = await asyncio.gather(*waits, return_exceptions=True)
        for error in ended:
            if isinstance(error, BaseException) and not isinstance(error, asyncio.CancelledError):
                raise error
        if patience is not None:
            await patience.end()
        await fake.rest()
        if not holds():
            fake.clock.advance(STEP_SECONDS)
            await asyncio.sleep(0)


async def outlast(fake: FakeDiscord, holds: Callable[[], object]) -> None:
    """Move time on until something holds, though somebody always waits for it.

    Before each step requests of the test's own go round and turns at the file are taken: those of the bot are over
    then. However slow the machine is, what the bot does next begins a step later at most.
    """
    async with aiohttp.ClientSession() as session, asyncio.timeout(60):
        while not holds():
            await _step(fake, session)


async def outlast_step(fake: FakeDiscord) -> None:
    """Move time on by one step, whoever waits for what, once the bot's requests have had their turn."""
    async with aiohttp.ClientSession() as session:
        await _step(fake, session)


async def _step(fake: FakeDiscord, session: aiohttp.ClientSession) -> None:
    for _ in range(3):
        async with session.get(fake.base):
            pass
    await fake.rest()
    fake.clock.advance(STEP_SECONDS)


class Patience:
    """Whether discord.py waits in real time to repeat a request, as it does after 429 and most 5xx.

    Meanwhile the test's clock must stand still: three real milliseconds would be seconds of it.
    """

    def __init__(self, fake: FakeDiscord) -> None:
        self._fake = fake
        self._read = 0
        self._put_off: set[tuple[str, str]] = set()

    async def end(self) -> None:
        """Wait until nothing is put off."""
        await self._fake.until(lambda: not self._is_waiting())

    def _is_waiting(self) -> bool:
        requests = self._fake.log.requests
        for request in requests[self._read :]:
            key = request.method, request.path
            is_of_webhook = request.path.startswith(("/interactions/", "/webhooks/"))
            is_made_once = request.method == "POST" and request.path.startswith("/webhooks/")
            is_repeated = request.status == 429 if is_made_once else request.status in WAITED_OUT
            if is_repeated or (is_of_webhook and not is_made_once and request.status >= 500):
                self._put_off.add(key)
            else:
                self._put_off.discard(key)
        self._read = len(requests)
        return bool(self._put_off)
