"""Requests that outlive a bad moment: discord.py repeats 429 and some 5xx, the rest is repeated here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp
import discord

from bot.core.clock import Clock

Result = TypeVar("Result")

Delays = tuple[float, ...]

DELAYS_SECONDS: Delays = (0.25, 0.5, 1.0, 2.0)
"""Between the tries of what a person waits for at that moment."""
PATIENT_SECONDS: Delays = (*DELAYS_SECONDS, 4.0, 8.0, 15.0)
"""Between the tries of an answer in its place: while Discord is away for half a minute, no other place takes it."""

SERVER_ERROR = 500
UNANSWERED = (discord.DiscordServerError, aiohttp.ClientError, OSError)
"""What says nothing of whether a request was heard."""
NOTHING_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
"""What says that it was not: there was no connection to send it on."""
# Discord's error codes that are looked at; any other refusal means that the place takes nothing more.
UNKNOWN_MESSAGE, TOO_LARGE, ALREADY_ACKNOWLEDGED, INVALID_FORM, NO_HISTORY = 10008, 40005, 40060, 50035, 160002


async def sturdy(request: Callable[[], Awaitable[Result]], clock: Clock, delays: Delays = DELAYS_SECONDS) -> Result:
    """Make a request that may be repeated without harm, again after a 5xx or a dropped connection.

    Where a try takes long (discord.py waits and repeats some by itself) there are fewer. Raises what the last one
    raised, and at once whatever is no such fault.
    """
    until = clock.monotonic() + sum(delays)
    for delay in delays:
        try:
            return await request()
        except discord.HTTPException as error:
            if error.status < SERVER_ERROR:  # of a file that cannot be had discord.py says no more than this
                raise
        except (aiohttp.ClientError, ConnectionError, TimeoutError):
            pass
        if clock.monotonic() > until:
            break
        await clock.sleep(delay)
    return await request()


async def patient(request: Callable[[], Awaitable[Result]], clock: Clock) -> Result:
    """Do as `sturdy`, for half a minute."""
    return await sturdy(request, clock, PATIENT_SECONDS)
