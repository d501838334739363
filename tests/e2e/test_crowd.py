"""Ten minutes of a hundred members before the real conversation and the real course, through faults."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from itertools import cycle
from pathlib import Path
from random import Random

import aiohttp
import pytest

from bot.app import Product
from bot.talk.verbs import VERBS
from tests.discord_face.starting import FaceStarter
from tests.discord_face.waiting import Patience
from tests.e2e.crowd import Crowd, Sightings, Stamped, census
from tests.e2e.practice import product_of_words
from tests.fake_discord import TOKEN, Drop, FakeDiscord

SECONDS = 600
MEMBERS = 100
REGULARS, LATER_SECONDS = 10, 120
MOST_GROWN = 10
"""How many more of a kind may be alive after two more minutes of the same ten members: what grows, grows with what is
done, for they have been everywhere by then.
"""
LET_GO_LATER = ("discord.threads.Thread", "discord.http.Ratelimit")
"""What discord.py holds for a terminal's thread: until Discord archives it, an hour after the last word, and until 256
routes are known, whose limits it then forgets when they were not used for five minutes.
"""
QUIET_SECONDS = 61.0
"""After so long no question may be edited any more, and what was remembered for that is let go."""
ROUTES = (("POST", "^/interactions/"), ("PATCH", "/@original$"), ("POST", r"^/channels/\d+/messages$"))
# discord.py sleeps a real second after a 5xx on the first two, so those are few.
MISHAPS = (
    *("before", "before", "before", "after", "after", "after", "429", "429", "429", "503", "500", "502"),
    *("closed", "closed", "op 7", "op 7", "op 9", "op 9 for good"),
)


@pytest.fixture
async def product(tmp_path: Path, fake_discord: FakeDiscord) -> AsyncIterator[Product]:
    """The product on a clock of the test's, with practice that says back what is typed."""
    async with product_of_words(tmp_path, fake_discord.clock) as built:
        yield built


async def befall(fake: FakeDiscord, chance: Random, kind: str) -> None:
    """Let the next request of a route, or the connection, go wrong."""
    method, path = chance.choice(ROUTES)
    if kind.isdecimal() and kind != "429":
        fake.faults.server_error(method, path, int(kind))
    elif kind == "429":
        fake.faults.too_many(method, path, retry_after=0.005, is_global=chance.random() < 0.5)
    elif kind == "closed":
        await fake.gateway.drop(4000)
    elif kind == "op 7":
        await fake.gateway.reconnect()
    elif kind == "op 9":
        await fake.gateway.invalidate(is_resumable=True)
    elif kind == "op 9 for good":
        # What happens between two sessions reaches nobody: members wait until the bot is there again.
        await fake.gateway.invalidate(is_resumable=False)
        await fake.until(lambda: fake.gateway.sessions)
    else:
        fake.faults.drop(method, path, Drop(kind))


def wrong(calls: list[str], seen: Counter[str]) -> dict[str, int]:
    """Return the calls that were not shown on one message exactly, by what they were, and how often they were seen.

    What a terminal says before its screen is there stands in the answer to its command: it may have two.
    """
    counts = {f"{call} #{number};": seen[f"#{number};"] for number, call in enumerate(calls)}
    return {call: n for call, n in counts.items() if n != 1 and not (n == 2 and call.startswith("terminal "))}


@pytest.mark.timeout(600)
async def test_a_day_of_the_real_conversation(
    fake_discord: FakeDiscord, start_face: FaceStarter, product: Product
) -> None:
    chance = Random(20260302)
    stamped, sightings = Stamped(product.conversation), Sightings(fake_discord)
    start_face.post, start_face.groups = product.outbox, product.groups
    coming = cycle(chance.sample(MISHAPS, len(MISHAPS)))
    before = asyncio.all_tasks()
    face = await start_face(stamped, verbs=product.conversation.verbs)
    crowd, patience, mishaps = Crowd(fake_discord, chance, MEMBERS), Patience(fake_discord), list[str]()
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {TOKEN}"}) as session:

        async def breathe(seconds: float) -> None:
            """Let time pass, after a request of the test's own has gone round: the bot's have had their turn."""
            async with session.get(f"{fake_discord.base}/api/v10/users/@me"):
                pass
            await stamped.rest()
            await patience.end()
            fake_discord.clock.advance(seconds)

        async def pass_by(seconds: int) -> None:
            """Let everyone do something for a while and wait for their answers."""
            for _ in range(seconds):
                await crowd.act()
                if chance.random() < 0.1:
                    mishaps.append(next(coming))
                    await befall(fake_discord, chance, mishaps[-1])
                for _ in range(2):
                    await breathe(0.5)
                await crowd.look()
            fake_discord.faults.waiting.clear()
            while not (len(stamped.calls) == crowd.asked.total() == len(sightings.messages) and not stamped.at_work):
                await breathe(0.5)
                await crowd.look()

        async def count() -> Counter[str]:
            """Let a quiet minute pass and a last word be said; returns what is alive then."""
            fake_discord.clock.advance(QUIET_SECONDS)
            await crowd.say("/도움말")
            await pass_by(0)
            return census()

        await pass_by(SECONDS)
        crowd.leave_but(REGULARS)
        await pass_by(LATER_SECONDS)
        before_last = await count()
        await pass_by(LATER_SECONDS)
        grown = await count() - before_last
    assert not wrong(stamped.calls, sightings.counts())
    assert {verb.name for verb in VERBS} <= set(crowd.asked)
    assert set(MISHAPS) == set(mishaps)
    assert min(len(crowd.typed), crowd.menus, len(crowd.edited)) > 10
    stamped_at = sightings.by_message()
    # What an edited question is answered stands where its first answer stood, and nowhere else.
    assert all(len(stamped_at[answer["id"]]) >= 2 for _, answer in crowd.edited)
    # A completion is for the next keystroke: one that meets a mishap is not made again, all others come.
    assert len([it for it in crowd.typed if it.choices is None]) <= len(mishaps)
    # What is kept grows with the members who come, not with what they do.
    assert not {kind: more for kind, more in grown.items() if more > MOST_GROWN and kind not in LET_GO_LATER}
    await face.stop()
    left = {task for task in asyncio.all_tasks() - before if not task.done()}
    assert left <= {asyncio.current_task()}
