"""The table of commands in docs/discord.md, from the tree itself: `python -m tests.discord_face.command_table`."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

from pydantic import SecretStr

from bot.core.clock import SystemClock
from bot.faces.discord import DiscordSettings
from bot.faces.discord.client import Gorae
from bot.faces.discord.face import Face
from bot.talk.verbs import VERBS
from tests.discord_face.script import Script
from tests.discord_face.starting import ALL_VERBS, Remembered
from tests.fake_discord.models import Json

HANDBOOK = Path(__file__).resolve().parents[2] / "docs" / "discord.md"
_MARKED = re.compile(r"(<!-- commands -->\n).*?(\n<!-- /commands -->)", re.DOTALL)
_SUBCOMMAND = 1


async def payloads(verbs: frozenset[str]) -> list[Json]:
    """Return the commands as Discord is told them."""
    face = Face(DiscordSettings(SecretStr(""), verbs), Script(), SystemClock())
    return await Gorae(face, Remembered(), asyncio.Event()).tree.payloads()


async def everything() -> list[Json]:
    """Return the commands for all there may be to offer."""
    return await payloads(ALL_VERBS)


async def table() -> str:
    """Return the commands the conversation offers, as a Markdown table."""
    offered = await payloads(frozenset(verb.name for verb in VERBS))
    rows = [row for command in offered for row in _rows(command)]
    head = "| 한국어 | English | 하는 일 | 옵션 |\n|---|---|---|---|"
    return "\n".join([head, *rows])


def in_handbook(text: str) -> str:
    """Return the table that stands in the handbook's text."""
    match = _MARKED.search(text)
    return match.group(0) if match else ""


def with_table(text: str, new: str) -> str:
    """Return the handbook's text with another table."""
    return _MARKED.sub(lambda match: match.group(1) + new + match.group(2), text)


def _rows(command: Json, before: tuple[str, str] = ("/", "/")) -> list[str]:
    korean = before[0] + _korean(command, "name")
    english = before[1] + command["name"]
    parts = [option for option in command.get("options", ()) if option["type"] == _SUBCOMMAND]
    if parts:
        return [row for part in parts for row in _rows(part, (f"{korean} ", f"{english} "))]
    if command.get("type") == 3:
        return [f"| 메시지 메뉴 **{korean[1:]}** | {english[1:]} | 고른 메시지를 두고 해요 | 없음 |"]
    options = [
        f"`{_korean(option, 'name')}`{'' if option.get('required') else ' (선택)'}"
        for option in command.get("options", ())
    ]
    return [f"| `{korean}` | `{english}` | {_korean(command, 'description')} | {', '.join(options) or '없음'} |"]


def _korean(part: Json, key: str) -> str:
    return str((part.get(f"{key}_localizations") or {}).get("ko") or part[key])


def main() -> None:
    """Print the table, or write it into the handbook with `--write`."""
    made = asyncio.run(table())
    if "--write" in sys.argv:
        HANDBOOK.write_text(with_table(HANDBOOK.read_text("utf-8"), made), "utf-8")
    else:
        sys.stdout.write(made + "\n")


if __name__ == "__main__":
    main()
