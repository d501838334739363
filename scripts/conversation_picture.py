"""Draw the README's picture of the terminal from a real conversation.

`python -m scripts.conversation_picture` types the lines below into the product, on the real practice engine, and writes
docs/images/conversation.png.
"""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from rich.console import Console

from bot.app import opened
from bot.core.clock import SystemClock
from bot.core.reply import Reply
from bot.faces.terminal.screen import drawn
from bot.render.pictures_terminal import terminal_picture
from bot.settings import read_settings

LINES = ("도커가 뭐야?", "docker run --name myweb -d -p 8080:80 nginx", "docker ps", "docker run --privileged nginx")
COLUMNS = 110
PICTURE = Path(__file__).parent.parent / "docs" / "images" / "conversation.png"


async def conversation() -> list[str]:
    """Return the screen of a real conversation, a line with its colours each."""
    screen = Console(file=io.StringIO(), force_terminal=True, color_system="standard", width=COLUMNS)
    async with opened(read_settings(), SystemClock(), lambda _progress: None, spares=0) as product:
        await product.door.settled.wait()
        member = await product.learners.local("나")
        await _said(product.conversation.say(member, "docker pull nginx"))
        for line in LINES:
            screen.print(f"[bold]🐳 {line}[/bold]")
            screen.print(drawn(await _said(product.conversation.say(member, line)), None))
            screen.print()
    written = screen.file
    return written.getvalue().splitlines() if isinstance(written, io.StringIO) else []


async def _said(replies: AsyncIterator[Reply]) -> Reply:
    last = Reply()
    async for reply in replies:
        last = reply
    return last


def main() -> None:
    """Write the picture."""
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_bytes(terminal_picture(asyncio.run(conversation()), "gorae"))
    sys.stdout.write(f"{PICTURE}\n")


if __name__ == "__main__":
    main()
