"""The commands: named in two languages, offered only when they work, told to Discord only when they changed."""

from __future__ import annotations

import logging
from dataclasses import replace

import discord
import pytest

from bot.core.reply import MenuOption
from bot.faces.discord import DiscordSettings
from bot.talk.gate import RESULTS
from tests.discord_face.script import Script
from tests.discord_face.starting import ALL_VERBS, FaceStarter
from tests.discord_face.waiting import let_pass_until
from tests.fake_discord import CannotDoError, Drop, FakeDiscord
from tests.fake_discord.errors import ApiError
from tests.fake_discord.models import Json, Permission

FIRST = frozenset({"ask", "quiz", "run", "help"})
KOREAN = {
    "ask": "질문", "quiz": "퀴즈", "run": "실행", "help": "도움말", "cmd": "명령어", "explain": "설명",
    "lesson": "강의", "review": "복습", "mission": "미션", "progress": "진도", "rank": "순위", "privacy": "내정보",
    "sandbox": "연습장", "file": "파일", "terminal": "터미널", "settings": "설정", "audit": "기록",
    "content": "강의관리", "duel": "대결", "group": "모임",
}  # fmt: skip

ADMINS = ("settings", "audit", "content", "group")


def by_name(fake: FakeDiscord, kind: int = 1) -> dict[str, Json]:
    return {command["name"]: command for command in fake.world.global_commands if command["type"] == kind}


async def test_every_command_has_its_korean_name(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    await start_face(Script())
    commands = by_name(fake_discord)
    assert {name: command["name_localizations"]["ko"] for name, command in commands.items()} == KOREAN
    parts = commands["sandbox"]["options"]
    assert [part["name_localizations"]["ko"] for part in parts] == ["상태", "연장", "초기화", "이어하기", "멈추기"]
    for command in [*commands.values(), *parts]:
        assert command["description_localizations"]["ko"].endswith("요")
        for option in command.get("options") or []:
            assert set(option["name_localizations"]) == {"ko"}
            assert option["description_localizations"]["ko"]


async def test_every_command_with_results_lets_its_user_choose_who_sees_them(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    script = Script()
    await start_face(script)
    chosen = {
        name: option["choices"]
        for name, command in by_name(fake_discord).items()
        for option in command.get("options") or []
        if option["name"] == "visibility"
    }
    assert set(chosen) == RESULTS
    for choices in chosen.values():
        assert [choice["name_localizations"]["ko"] for choice in choices] == ["나만 보기", "모두에게 보이기"]
    for verb in sorted(RESULTS):
        asked = await fake_discord.alice.slash(verb, {**ARGUMENTS.get(verb, {}), "visibility": "personal"})
        await asked.reply(f"[{verb}]")
        assert script.asked[-1].values["visibility"] == "personal"


async def test_only_what_works_is_offered(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    await start_face(Script(), verbs=FIRST | {"sandbox status"})
    assert set(by_name(fake_discord)) == FIRST | {"sandbox"}
    assert [part["name"] for part in by_name(fake_discord)["sandbox"]["options"]] == ["status"]
    assert set(by_name(fake_discord, kind=3)) == {"Explain this message", "Run this command"}


async def test_commands_are_told_once(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    def told() -> int:
        return sum(request.method == "PUT" for request in fake_discord.log.requests)

    await (await start_face(Script(), verbs=FIRST)).stop()
    await (await start_face(Script(), verbs=FIRST)).stop()
    assert told() == 1
    await (await start_face(Script())).stop()
    assert told() == 2


async def test_named_guilds_get_the_commands_alone(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    guild_id = int(fake_discord.guild.id)
    await start_face(Script(), change=lambda settings: replace(settings, guild_ids=(guild_id,)))
    assert not fake_discord.world.global_commands
    asked = await fake_discord.alice.slash("ask", {"question": "도커"})
    await asked.reply("[ask]")


async def test_where_they_are_registered_no_more_they_are_gone(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    world, first = fake_discord.world, int(fake_discord.guild.id)
    second = int(world.add_guild("다른 서버", fake_discord.owner.user).id)

    async def start(*guild_ids: int) -> tuple[bool, set[int], int]:
        before = puts()
        await (await start_face(Script(), change=lambda settings: replace(settings, guild_ids=guild_ids))).stop()
        held = {int(guild_id) for guild_id, commands in world.guild_commands.items() if commands}
        return bool(world.global_commands), held, puts() - before

    def puts() -> int:
        return sum(request.method == "PUT" for request in fake_discord.log.requests)

    assert await start() == (True, set(), 1)
    assert await start(first) == (False, {first}, 2)
    assert await start(first) == (False, {first}, 0)
    assert await start(second, first) == (False, {first, second}, 3)
    assert await start(first, second) == (False, {first, second}, 0)
    assert await start(second) == (False, {second}, 3)
    assert await start() == (True, set(), 2)
    assert await start() == (True, set(), 0)


async def test_a_registration_that_ended_halfway_is_made_good_at_the_next_start(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    def alone(settings: DiscordSettings) -> DiscordSettings:
        return replace(settings, guild_ids=(int(fake_discord.guild.id),))

    await (await start_face(Script(), change=alone)).stop()
    fault = fake_discord.faults.add("PUT", r"/guilds/\d+/commands$", ApiError(400, 0, "400"))
    with pytest.raises(discord.HTTPException):
        await start_face(Script())
    assert fault.struck == 1
    await (await start_face(Script())).stop()
    assert fake_discord.world.global_commands
    assert not any(fake_discord.world.guild_commands.values())


async def test_a_guild_that_the_bot_has_left_stops_nothing(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    guild_id = int(fake_discord.guild.id)
    await (await start_face(Script(), change=lambda settings: replace(settings, guild_ids=(guild_id,)))).stop()
    fake_discord.faults.add("PUT", r"/guilds/\d+/commands$", ApiError(403, 50001, "Missing Access"))
    await (await start_face(Script())).stop()
    assert fake_discord.world.global_commands
    before = len(fake_discord.log.requests)
    await (await start_face(Script())).stop()
    assert not [one for one in fake_discord.log.requests[before:] if one.method == "PUT"]


async def test_admin_commands_are_for_who_manages_the_guild(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    script = Script()
    await start_face(script)
    for name in ADMINS:
        assert by_name(fake_discord)[name]["default_member_permissions"] == str(int(Permission.MANAGE_GUILD))
        assert by_name(fake_discord)[name]["contexts"] == [0]
    with pytest.raises(CannotDoError, match="not shown"):
        await fake_discord.alice.slash("settings")
    audited = await fake_discord.owner.slash("audit", {"member": fake_discord.alice})
    await audited.reply("[audit]")
    assert script.asked[0].values == {"member": fake_discord.alice.user["id"]}
    assert script.asked[0].member.is_admin


async def test_learners_commands_work_in_direct_messages_and_admins_do_not(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    await start_face(Script())
    asked = await fake_discord.alice.in_dm.slash("sandbox status")
    await asked.reply("[sandbox status]")
    with pytest.raises(CannotDoError, match="not for this place"):
        await fake_discord.owner.in_dm.slash("settings")


ARGUMENTS: dict[str, dict[str, str | int]] = {
    "ask": {"question": "도커가 뭐야?"},
    "cmd": {"word": "지우기"},
    "explain": {"line": "docker ps -a"},
    "lesson": {"lesson": "01-docker"},
    "quiz": {"lesson": "01-docker", "count": 3},
    "run": {"command": "docker ps"},
    "mission": {"mission": "first"},
    "file": {"name": "Dockerfile"},
}


@pytest.mark.parametrize("verb", sorted(ALL_VERBS - {"audit"}))
async def test_every_command_reaches_the_conversation(
    fake_discord: FakeDiscord, start_face: FaceStarter, verb: str
) -> None:
    script = Script()
    await start_face(script)
    given = ARGUMENTS.get(verb, {})
    asked = await fake_discord.owner.slash(verb, given)
    await asked.reply(f"[{verb}]")
    assert [(entry.what, entry.values) for entry in script.asked] == [
        (verb, {key: str(value) for key, value in given.items()})
    ]


async def test_an_attached_file_is_handed_over_as_text(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    script = Script()
    await start_face(script)
    sent = await fake_discord.alice.slash("file", {"attachment": ("Dockerfile", "FROM debian # 데비안".encode())})
    await sent.reply("[file]")
    assert script.asked[0].values == {"name": "Dockerfile", "attachment": "FROM debian # 데비안"}


@pytest.mark.parametrize(("content", "words"), [(b"\xff\xfe\x00", "글로 된 파일만"), (b"x" * 70_000, "64 KiB")])
async def test_a_file_that_cannot_be_taken_says_why(
    fake_discord: FakeDiscord, start_face: FaceStarter, content: bytes, words: str
) -> None:
    script = Script()
    await start_face(script)
    sent = await fake_discord.alice.slash("file", {"attachment": ("a.bin", content)})
    assert words in (await sent.reply())["content"]
    assert not script.asked


async def test_options_complete_while_they_are_typed(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    script = Script()
    script.completions = [MenuOption(f"컨테이너 {number} " + "가" * 120, f"web{number}") for number in range(40)]
    await start_face(script)
    typed = await fake_discord.alice.autocomplete("run", "command", "docker stop ")
    choices = await typed.suggestions()
    assert len(choices) == 25
    assert choices[0]["value"] == "web0"
    assert script.asked[0].what == "run command"
    assert script.asked[0].values == {"text": "docker stop "}


@pytest.mark.parametrize("when", Drop)
async def test_options_complete_though_the_connection_ends(
    fake_discord: FakeDiscord, start_face: FaceStarter, when: Drop
) -> None:
    script = Script()
    script.completions = [MenuOption("웹", "web")]
    await start_face(script)
    fault = fake_discord.faults.drop("POST", "^/interactions/", when)
    typed = await fake_discord.alice.autocomplete("run", "command", "docker stop ")
    await let_pass_until(fake_discord, lambda: fault.struck and typed.choices is not None)
    assert await typed.suggestions() == [{"name": "웹", "value": "web"}]


@pytest.mark.parametrize("when", Drop)
async def test_a_completion_in_a_bad_moment_is_tried_no_more_often_than_it_takes(
    fake_discord: FakeDiscord, start_face: FaceStarter, caplog: pytest.LogCaptureFixture, when: Drop
) -> None:
    await start_face(Script())
    fault = fake_discord.faults.drop("POST", "^/interactions/", when)
    typed = await fake_discord.alice.autocomplete("run", "command", "docker stop ")

    def tries() -> int:
        return sum(1 for request in fake_discord.log.requests if typed.token in request.path)

    await let_pass_until(fake_discord, lambda: fault.struck and tries() > 1)
    await (await fake_discord.alice.slash("ask", {"question": "도커"})).reply("[ask]")
    assert tries() == 2
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_a_failed_completion_keeps_nobody_from_typing(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    script = Script()
    script.completions = RuntimeError("down")
    await start_face(script)
    typed = await fake_discord.alice.autocomplete("cmd", "word", "ㅋㅌㅇㄴ")
    assert await typed.suggestions() == []
    asked = await fake_discord.alice.slash("cmd", {"word": "ㅋㅌㅇㄴ"})
    await asked.reply("[cmd]")
