"""A file touched while the bot can read its database: what a health check looks at."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import structlog

from bot.core.clock import Clock
from bot.storage.memory import Memory

HEARTBEAT = "heartbeat"
HEARTBEAT_SECONDS = 20.0


async def beat(folder: Path, memory: Memory, clock: Clock) -> NoReturn:
    """Touch the heartbeat as long as the loop turns and the database answers; a beat that is missed is not the last."""
    while True:
        try:
            await memory.get("heartbeat")
            (folder / HEARTBEAT).touch()
        except Exception as error:  # noqa: BLE001 - whatever a database or a disk says, the next beat may be fine
            structlog.get_logger("heartbeat").warning("a heartbeat is missed", reason=type(error).__name__)
        await clock.sleep(HEARTBEAT_SECONDS)
