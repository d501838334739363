"""docs/discord.md says what is so, and so does the list of this folder's promises."""

from __future__ import annotations

import re
from pathlib import Path

import discord

from bot.faces.discord.client import intents
from bot.faces.discord.permissions import NEEDED, REASONS, invitation
from tests.discord_face import command_table


async def test_the_table_of_commands_is_the_tree_itself() -> None:
    text = command_table.HANDBOOK.read_text("utf-8")
    made = await command_table.table()
    assert command_table.in_handbook(text) == f"<!-- commands -->\n{made}\n<!-- /commands -->", (
        "run: python -m tests.discord_face.command_table --write"
    )


def test_the_permissions_are_those_that_the_handbook_asks_for() -> None:
    text = command_table.HANDBOOK.read_text("utf-8")
    assert str(NEEDED.value) in text
    assert invitation(1).replace("client_id=1&", "client_id=애플리케이션_ID&") in text
    asked = re.findall(r"^\| `.*\| `1 << (\d+)` \| .* · to (.+) \|$", text, re.MULTILINE)
    bits = {name: discord.Permissions(**{name: True}).value for name in REASONS}
    assert sorted((1 << int(bit), why) for bit, why in asked) == sorted((bits[name], REASONS[name]) for name in REASONS)


def test_no_privileged_intent_is_used() -> None:
    used = intents()
    assert not any((used.members, used.presences, used.message_content))


def test_every_test_that_is_named_for_a_promise_exists() -> None:
    folder = Path(__file__).parent
    named = re.findall(r"`([\w./]+\.py)::(test_\w+)`", (folder / "README.md").read_text("utf-8"))
    assert named
    missing = [name for file, name in named if f"def {name}(" not in (folder / file).read_text("utf-8")]
    assert not missing


def test_make_discord_runs_every_file_that_is_named() -> None:
    folder = Path(__file__).parent
    project = folder.parents[1]
    recipe = (project / "Makefile").read_text("utf-8").partition("\ndiscord:")[2].partition("\n\n")[0]
    run = [project / path for path in re.findall(r"\btests/[\w./]+", recipe)]
    assert run
    named = re.findall(r"`([\w./]+\.py)::test_\w+`", (folder / "README.md").read_text("utf-8"))
    left_out = {file for file in named if not any((folder / file).resolve().is_relative_to(path) for path in run)}
    assert not left_out
