"""Every word the face says has a template, and every template is said."""

from __future__ import annotations

import re
from pathlib import Path

import bot.faces.discord
from bot.faces.discord import words
from bot.render.wording import keys, say
from tests.discord_face.command_table import everything

FACE = Path(bot.faces.discord.__file__).parent


def test_every_key_of_the_face_has_its_template() -> None:
    source = "".join(path.read_text("utf-8") for path in FACE.rglob("*.py"))
    assert set(re.findall(r'say\(\s*"discord",\s*"([a-z-]+)"', source)) | {"no-output", "nothing"} == keys("discord")


async def test_every_name_of_a_command_is_used() -> None:
    said = {key for command in await everything() for key in _korean(command)}
    assert {say(words.AREA, key) for key in keys(words.AREA)} == said


def _korean(part: object) -> set[str]:
    """Return every Korean word in a command's payload."""
    if isinstance(part, dict):
        found = {value for key, value in part.items() if key == "ko"}
        return found.union(*(_korean(value) for value in part.values()))
    if isinstance(part, list):
        return set().union(*map(_korean, part))
    return set()
