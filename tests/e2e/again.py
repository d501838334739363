"""A member of the deployment's group, who does a thing again when told to."""

from __future__ import annotations

import asyncio
from functools import partial

from tests.fake_discord import FakeDiscord, Interaction
from tests.fake_discord.actors import OptionValue
from tests.fake_discord.models import Json
from tests.timing import PATIENCE_SECONDS

# The line before has not ended, this member asked much lately, or the engine has only just come back.
AGAIN = ("다시 해 주세요", "다시 해 보시고", "한 번 더 쓰면", "다음 명령에서")
AGAIN_SECONDS = 2.5  # what gives a member one more command; at once would only use them up


async def ran(discord: FakeDiscord, line: str, expected: str) -> None:
    """Run a line as a member and wait for what it shows."""
    await commanded(discord, "run", {"command": line}, expected)


async def commanded(discord: FakeDiscord, name: str, options: dict[str, OptionValue], expected: str) -> Json:
    """Use a command as a member and return the message that shows this in the end.

    Told to do it again, a member does so later. What can be done next is there as buttons once a command is over.
    """
    async with asyncio.timeout(3 * PATIENCE_SECONDS):
        while True:
            it = await discord.alice.slash(name, options)
            await discord.until(partial(_is_told, it, expected), seconds=PATIENCE_SECONDS)
            if done := _done(it, expected):
                return done[0]
            await asyncio.sleep(AGAIN_SECONDS)


def _done(it: Interaction, expected: str) -> list[Json]:
    return [message for message in it.shown if expected in message["content"] and message["components"]]


def _is_told(it: Interaction, expected: str) -> bool:
    is_for_later = any(words in message["content"] for message in it.shown for words in AGAIN)
    return is_for_later or bool(_done(it, expected))
