"""What members see while the disk is full: run by `test_disk_full.py` in a mount namespace of its own.

Prints one JSON object: how many questions were answered, what was said instead, and how many are stored in the end.
"""

from __future__ import annotations

import asyncio
import errno
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from bot.app import opened
from bot.core.clock import SystemClock
from bot.product import Product
from bot.settings import Settings
from tests.e2e.people import KIM

MOST_QUESTIONS = 2000


async def asked(product: Product) -> str:
    """Return what a member is answered."""
    return [reply async for reply in product.conversation.say(KIM, "도커가 뭐야?")][-1].text


def fill(filler: Path) -> None:
    """Take every byte that is left."""
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError as error:
            assert error.errno == errno.ENOSPC  # noqa: PT017 - the very end of it


async def main(folder: Path) -> None:
    """Ask until the disk is full and after there is room again."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96m", "none", str(folder)], check=True)  # noqa: ASYNC221, S603, S607
    settings = Settings(data=folder, engine=f"unix://{folder}/nobody.sock")
    async with opened(settings, SystemClock(), lambda _progress: None, spares=0) as product:
        await product.door.settled.wait()
        await product.warm()
        answered, refused = 1, ""
        first = await asked(product)
        await asyncio.to_thread(fill, folder / "filler")
        for _ in range(MOST_QUESTIONS):
            said = await asked(product)
            if said != first:
                refused = said
                break
            answered += 1
        again = await asked(product)
        await asyncio.to_thread((folder / "filler").unlink)
        after = await asked(product)
    with closing(sqlite3.connect(folder / "gorae.db")) as file:
        (stored,) = file.execute("SELECT count(*) FROM questions").fetchone()
    seen = {"first": first, "answered": answered + 1, "refused": [refused, again], "after": after, "stored": stored}
    sys.stdout.write(json.dumps(seen))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
