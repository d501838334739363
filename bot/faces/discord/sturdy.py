"""Requests that outlive a bad moment: discord.py repeats 429 and some 5xx, the rest is repeated here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp
import discord

from bot.core.clock import Clock

Result = TypeVar("Result")

DELAYS_SECONDS = (0.25, 0.5, 1.0, 2.0)

SERVER_ERROR = 500
# Discord's error codes that are looked at; any other refusal means that the place takes nothing more.
UNKNOWN_MESSAGE, TOO_LARGE, ALREADY_ACKNOWLEDGED, INVALID_FORM, NO_HISTORY = 10008, 40005, 40060, 50035, 160002


async def sturdy(request: Callable[[], Awaitable[Result]], clock: Clock) -> Result:
    """Make a request that may be repeated without harm, again after a 5xx or a dropped connection.

    Raises what the last try raised, and at once whatever is no such fault.
    """
    for delay in DELAYS_SECONDS:
        try:
            return await request()
        except discord.HTTPException as error:
            if error.status < SERVER_ERROR:  # of a file that cannot be had discord.py says no more than this
                raise
        except (aiohttp.ClientError, ConnectionError, TimeoutError):
            pass
        await clock.sleep(delay)
    return await request()
