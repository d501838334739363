"""docs/discord.md says what is so, and so does the list of this folder's promises."""

from __future__ import annotations

import re
from pathlib import Path

import discord
import pytest

from bot.faces.discord.client import intents
from bot.faces.discord.permissions import NEEDED, REASONS, invitation
from bot.render.wording import keys, say
from tests.discord_face import command_table

NAMES = {
    "view_channel": ("채널 보기", "View Channels"),
    "send_messages": ("메시지 보내기", "Send Messages"),
    "send_messages_in_threads": ("스레드에서 메시지 보내기", "Send Messages in Threads"),
    "create_private_threads": ("비공개 스레드 만들기", "Create Private Threads"),
    "create_public_threads": ("공개 스레드 만들기", "Create Public Threads"),
    "read_message_history": ("메시지 기록 보기", "Read Message History"),
    "attach_files": ("파일 첨부", "Attach Files"),
}
"""As the settings of a role call them on Discord."""

INTENTS = {"GUILDS": 1 << 0, "GUILD_MESSAGES": 1 << 9, "DIRECT_MESSAGES": 1 << 12}
"""As Discord's documentation of the gateway numbers them: those that the handbook may name."""


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
    rows = re.findall(r"^\| `([^`]+)` ([A-Za-z ]+) \| `1 << (\d+)` \| .* · to (.+) \|$", text, re.MULTILINE)
    asked = [(korean, english, 1 << int(bit), why) for korean, english, bit, why in rows]
    bits = {name: discord.Permissions(**{name: True}).value for name in REASONS}
    assert asked == [(*NAMES[name], bits[name], why) for name, why in REASONS.items()]


@pytest.mark.parametrize("name", REASONS)
def test_a_permission_that_the_bot_lacks_is_called_as_in_the_handbook(name: str) -> None:
    told = [("discord_permissions", name.replace("_", "-")), ("terminal", f"permission-{name.replace('_', '-')}")]
    said = {say(area, key).strip("*") for area, key in told if key in keys(area)}
    assert said == {NAMES[name][0]}


def test_no_privileged_intent_is_used() -> None:
    used = intents()
    assert not any((used.members, used.presences, used.message_content))


def test_the_intents_are_those_that_the_handbook_names() -> None:
    text = command_table.HANDBOOK.read_text("utf-8")
    (korean,) = re.findall(r"^쓰는 인텐트는 (.+) 세 가지예요\.$", text, re.MULTILINE)
    (english,) = re.findall(r"^\*The intents used are (.+); none is privileged\.\*$", text, re.MULTILINE)
    for sentence in (korean, english):
        named = re.findall(r"`([A-Z_]+)`", sentence)
        assert len(named) == 3
        assert sum(INTENTS[name] for name in named) == intents().value


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
