"""Keeps words and says so, then takes memory until the kernel ends it (see `test_faults.py`)."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bot.storage.database import Database
from bot.storage.memory import Memory


async def main(path: Path) -> None:
    database = await Database.open(path)
    memory, held = Memory(database), []
    for number in range(100_000):
        await memory.set(f"word{number}", "기억")
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        held.append(bytearray(b"x" * (1 << 20)))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
