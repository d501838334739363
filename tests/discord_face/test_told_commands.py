"""The commands as they are put on the wire: in Korean down to the choices, and who they are for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.talk.gate import RESULTS
from tests.discord_face.script import Script
from tests.discord_face.starting import FaceStarter
from tests.fake_discord import FakeDiscord
from tests.fake_discord.models import Json, Permission

ADMINS = ("settings", "audit", "content", "group")
MESSAGE_MENU = 3
HANGUL = re.compile("[가-힣]")


def told(fake: FakeDiscord) -> list[Json]:
    """Return the commands as they were put on the wire."""
    (body,) = (
        request.body
        for request in fake.log.requests
        if request.method == "PUT" and re.fullmatch(r"/applications/\d+/commands", request.path)
    )
    assert isinstance(body, list)
    return body


def options(part: Json) -> Iterator[Json]:
    """Yield all options of a command, those of its parts too."""
    for option in part.get("options") or []:
        yield option
        yield from options(option)


async def test_every_choice_of_every_option_is_told_in_korean(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    await start_face(Script())
    offering = [
        (command["name"], option["name"], option["choices"])
        for command in told(fake_discord)
        for option in options(command)
        if option.get("choices")
    ]
    assert ("quiz", "source") in {(command, option) for command, option, _ in offering}
    assert {command for command, option, _ in offering if option == "visibility"} == RESULTS
    for command, option, choices in offering:
        korean = [choice["name_localizations"]["ko"] for choice in choices]
        assert all(HANGUL.search(name) for name in korean), (command, option, korean)
        assert len(set(korean)) == len(korean), (command, option, korean)


async def test_both_context_menus_are_told_in_korean(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    await start_face(Script())
    menus = {one["name"]: one["name_localizations"] for one in told(fake_discord) if one["type"] == MESSAGE_MENU}
    assert menus == {
        "Explain this message": {"ko": "이 메시지 설명해줘"},
        "Run this command": {"ko": "이 명령 실행하기"},
    }


async def test_who_a_command_is_for_is_told_with_it(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    await start_face(Script())
    kept = {one["name"]: one["default_member_permissions"] for one in told(fake_discord)}
    held = {name: int(permissions) for name, permissions in kept.items() if permissions is not None}
    assert held == dict.fromkeys(ADMINS, int(Permission.MANAGE_GUILD))
