"""A file touched while the bot can read its database: what a health check looks at."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

from bot.core.clock import Clock
from bot.storage.memory import Memory

HEARTBEAT = "heartbeat"
HEARTBEAT_SECONDS = 20.0


async def beat(folder: Path, memory: Memory, clock: Clock) -> NoReturn:
    """Touch the heartbeat as long as the loop turns and the database answers."""
    while True:
        await memory.get("heartbeat")
        (folder / HEARTBEAT).touch()
        await clock.sleep(HEARTBEAT_SECONDS)
