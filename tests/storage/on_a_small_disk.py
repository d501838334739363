"""What a full disk and a read-only one do: run by `test_faults.py` in a mount namespace of its own.

Prints one JSON object: what was acknowledged, what was refused and how, what a reader finds in the end.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

from bot.core.clock import SystemClock
from bot.core.errors import ConfigurationError, GoraeError
from bot.storage.backup import back_up
from bot.storage.database import Database
from bot.storage.memory import Memory

MOST_WRITES = 4000


def mount(*options: str) -> None:
    subprocess.run(["mount", *options], check=True)  # noqa: S603, S607 - the test's own namespace


async def write(memory: Memory, acknowledged: list[str], count: int, size: int) -> str:
    """Write until told no; returns the key of the refusal, or "" ."""
    for _ in range(count):
        key = f"word{len(acknowledged)}"
        try:
            await memory.set(key, "가" * size)
        except GoraeError as error:
            return error.key
        acknowledged.append(key)
    return ""


async def main(folder: Path) -> None:
    mount("-t", "tmpfs", "-o", "size=2m", "none", str(folder))
    database = await Database.open(folder / "gorae.db")
    filler = folder / "filler"
    filler.write_bytes(b"x" * 700_000)
    memory = Memory(database)
    acknowledged: list[str] = []
    full = await write(memory, acknowledged, MOST_WRITES, 2000)
    readable = await memory.get(acknowledged[-1]) is not None
    try:
        back_up(folder / "gorae.db", folder / "backups", SystemClock().now())
        backup = ""
    except GoraeError as error:
        backup = error.key
    filler.unlink()
    after = await write(memory, acknowledged, 5, 20)
    await database.close()

    mount("-o", "remount,ro", str(folder))
    try:
        await Database.open(folder / "gorae.db")
        opened = ""
    except ConfigurationError as error:
        opened = f"{error.key} {error.values['reason']}"
    mount("-o", "remount,rw", str(folder))
    database = await Database.open(folder / "gorae.db")
    found = [key for key in acknowledged if await Memory(database).get(key) is not None]
    await database.close()
    sys.stdout.write(
        json.dumps(
            {
                "full": full,
                "readable": readable,
                "backup": backup,
                "after": after,
                "read_only": opened,
                "acknowledged": len(acknowledged),
                "found": len(found),
                "halves": await asyncio.to_thread(lambda: [path.name for path in folder.rglob("*.part")]),
            }
        )
    )


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
