"""Ten minutes of a hundred members before the real conversation and the real course, through everything at once."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from random import Random

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.cli.serving import PUBLIC_ACTIONS
from bot.faces.discord import sturdy
from bot.product import Product
from bot.talk.verbs import VERBS
from tests.discord_face.starting import FaceStarter
from tests.discord_face.waiting import Patience
from tests.e2e import crowd_words as words
from tests.e2e.census import census
from tests.e2e.crowd import EDITED, EDITED_IN_VAIN, Crowd
from tests.e2e.crowd_engine import LivelySandboxes
from tests.e2e.crowd_faults import Mishaps
from tests.e2e.crowd_ledger import MOST_REST_SECONDS, Deed, Ledger, Stamped
from tests.e2e.practice import product_of_words
from tests.fake_discord import TOKEN, FakeDiscord
from tests.fake_discord.rules import ACKNOWLEDGE_SECONDS

UNKNOWN_CHANNEL, MISSING_PERMISSIONS = 10003, 50013
SECONDS = 600
MORE_SECONDS, MOST_MORE = 60, 10
"""So long a crowd goes on that chance has not led everywhere yet, and so often."""
MEMBERS = 100
RECENT, LATE_SECONDS = 50, 1.5
"""Among so many of the last deeds one may wait for its acknowledgement, and is late after so long."""
MOST_BREATHS = 2000
"""A race goes on for minutes; what takes longer than this is lost."""
REGULARS, LATER_SECONDS = 10, 120
MOST_GROWN = 10
"""How many more of a kind may be alive after two more minutes of the same ten members: what grows, grows with what is
done, for they have been everywhere by then.
"""
LET_GO_LATER = ("discord.threads.Thread", "discord.http.Ratelimit", "asyncio.locks.Lock")
"""What discord.py holds for a terminal's thread: until Discord archives it, an hour after the last word, and until 256
routes are known, whose limits it then forgets when they were not used for five minutes.
"""
OF_THE_TEST = (
    *("tests.", "sandbox.engine.Request", "builtins.", "collections.", "weakref.", "_contextvars."),
    *("asyncio.events.", "aiohttp.", "multidict."),
)
"""What the members, their Discord and the practice of words keep of all that was done, and what anything is made of;
and connections, which end by the clock on the wall. Of the bot by itself `make soak` counts these as well.
"""
WANTED = {
    *(f"/{verb.name}" for verb in VERBS),
    *words.MENUS,
    *(f"completion of /{verb}" for verb, _, _ in words.TYPED),
    *(f"menu of {kind}" for kind in words.MENU_KINDS.values()),
    *("say", "mention", EDITED, EDITED_IN_VAIN),
    *("share", "page", "another's button", "a button again", "a call for an answer", "a long output"),
    *("press term:key", "form term:type", "press term:close", "words below a screen"),
}
"""What has to be done, by kind; and of what the buttons are that have to be pressed."""
ROOMS = {
    *("ask", "cmd", "lesson", "quiz", "run", "file", "mission", "privacy", "rank", "remind", "duel", "settings"),
    *("audit", "term"),
}
EXPECTED = {
    *((status, 0) for status in (429, 500, 502, 503)),
    *((400, sturdy.ALREADY_ACKNOWLEDGED), (404, sturdy.UNKNOWN_MESSAGE), (404, UNKNOWN_CHANNEL)),
    *((403, MISSING_PERMISSIONS), (403, sturdy.NO_HISTORY)),
}
"""What Discord refuses: what was acknowledged though its answer was lost, what is deleted, what is forbidden."""
QUIET_SECONDS, STEP_SECONDS = 17 * 60, 10
"""After so long every interaction has ended, every terminal was closed, and no question may be edited any more."""


@pytest.fixture
async def product(tmp_path: Path, fake_discord: FakeDiscord) -> AsyncIterator[Product]:
    """The product on a clock of the test's, with practice that says back what is typed."""
    clock = fake_discord.clock
    async with product_of_words(tmp_path, clock, LivelySandboxes(clock)) as built:
        yield built


class Soak:
    """All that takes part, and the passing of time."""

    def __init__(self, fake: FakeDiscord, chance: Random, product: Product, session: aiohttp.ClientSession) -> None:
        self._fake = fake
        self._session = session
        self._patience = Patience(fake)
        self.ledger = Ledger(fake)
        self.stamped = Stamped(product.conversation, self.ledger, fake.clock)
        self.crowd = Crowd(fake, chance, self.ledger, self.stamped, MEMBERS)
        self.mishaps = Mishaps(fake, chance, self.crowd, self.ledger, self.stamped)

    async def pass_by(self, seconds: int) -> None:
        """Let everyone do something for a while and wait for their answers."""
        for _ in range(seconds):
            await self.crowd.act()
            await self.mishaps.pass_second()
            for _ in range(2):
                await self._breathe(0.5)
            await self.crowd.hands.look()
        await self.mishaps.end()
        for _ in range(MOST_BREATHS):
            if self.crowd.hands.is_answered:
                break
            await self._breathe(0.5)
            await self.crowd.hands.look()

    async def pass_until_all_was_done(self) -> None:
        """Let them go on until nothing is left out; what is never done is told by `left_out`."""
        for _ in range(MOST_MORE):
            if not self.left_out():
                return
            await self.pass_by(MORE_SECONDS)

    def left_out(self) -> list[str]:
        """Return what was not done yet, or did not go wrong yet."""
        missing = (WANTED - self.ledger.kinds().keys()) | (ROOMS - self.ledger.rooms())
        return sorted([*missing, *(name for name, count in self.mishaps.befallen().items() if not count)])

    async def be_quiet(self) -> Counter[str]:
        """Let a quarter of an hour pass in which nobody does anything, then a last word be said.

        Returns what is alive then.
        """
        while not self.ledger.has_begun():
            await self._breathe(0.5)
        for _ in range(0, QUIET_SECONDS, STEP_SECONDS):
            await self._breathe(STEP_SECONDS)
            await self.crowd.hands.look()
        await self.crowd.say("볼륨이 뭐예요")
        await self.pass_by(0)
        return census()

    def was_cut(self, deed: Deed) -> bool:
        """Tell whether Discord took a follow-up for a deed and nobody could tell, for the connection ended then."""
        token = "" if deed.it is None else deed.it.token
        sent = [request for request in self._fake.log.requests if request.path.endswith(f"/{token}")]
        return any(request.status == 0 and request.template != request.path for request in sent if token)

    async def _breathe(self, seconds: float) -> None:
        """Let time pass, after a request of the test's own has gone round: the bot's have had their turn."""
        async with self._session.get(f"{self._fake.base}/api/v10/users/@me"):
            pass
        await self.stamped.rest()
        await self._patience.end()
        await self._acknowledged()
        self._fake.clock.advance(seconds)

    async def _acknowledged(self) -> None:
        """Let the clock stand until what was done a moment ago is acknowledged, for a moment on the wall.

        A bot has three seconds for that, of a clock that a machine with much to do must not outrun. Where a request
        was lost on its way, waiting is of no use.
        """
        now = self._fake.clock.monotonic()
        late = [deed.it for deed in self.ledger.deeds[-RECENT:] if deed.it is not None and deed.it.callback is None]
        late = [it for it in late if LATE_SECONDS <= now - it.created_at < ACKNOWLEDGE_SECONDS]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(MOST_REST_SECONDS):
                await self._fake.until(lambda: all(it.callback is not None for it in late))


def is_ours(record: logging.LogRecord) -> bool:
    """Tell whether a record is no word of discord.py's on a connection that it makes anew."""
    return not record.getMessage().startswith("Attempting a reconnect")


def refusals(fake: FakeDiscord) -> set[tuple[int, int]]:
    """Return what was refused, by status and Discord's code."""
    return {(request.status, request.code) for request in fake.log.requests if request.status >= HTTPStatus.BAD_REQUEST}


@pytest.mark.timeout(600)
async def test_a_day_of_the_real_conversation(
    fake_discord: FakeDiscord, start_face: FaceStarter, product: Product, caplog: pytest.LogCaptureFixture
) -> None:
    start_face.post, start_face.groups = product.outbox, product.groups
    before = asyncio.all_tasks()
    fake_discord.gateway.heartbeat_ms = 300
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {TOKEN}"}) as session:
        with capture_logs() as log:
            soak = Soak(fake_discord, Random(20260302), product, session)
            face = await start_face(
                soak.stamped,
                verbs=product.conversation.verbs,
                change=lambda settings: replace(settings, public_actions=PUBLIC_ACTIONS, heartbeat_seconds=2.0),
            )
            soak.crowd.places += [await fake_discord.new_channel(name) for name in ("실습실", "잡담방")]
            await soak.pass_by(SECONDS)
            await soak.crowd.follow_logs()
            await soak.be_quiet()
            await soak.pass_until_all_was_done()
            soak.crowd.leave_but(REGULARS)
            await soak.pass_by(LATER_SECONDS)
            before_last = await soak.be_quiet()
            await soak.pass_by(LATER_SECONDS)
            grown = await soak.be_quiet() - before_last
            await session.close()
            await face.stop()
    assert not soak.ledger.wrong()
    assert all(soak.was_cut(deed) for deed in soak.ledger.doubled())
    assert soak.left_out() == []
    assert fake_discord.gateway.replayed > 0
    # What goes wrong is expected, by the log as by Discord.
    assert not [entry for entry in log if entry["log_level"] in {"error", "critical"}]
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR and is_ours(record)]
    assert refusals(fake_discord) <= EXPECTED
    # What is kept grows with the members who come, not with what they do.
    grown = Counter({kind: more for kind, more in grown.items() if not kind.startswith(OF_THE_TEST)})
    assert not {kind: more for kind, more in grown.items() if more > MOST_GROWN and kind not in LET_GO_LATER}
    left = {task for task in asyncio.all_tasks() - before if not task.done()}
    assert left <= {asyncio.current_task()}
