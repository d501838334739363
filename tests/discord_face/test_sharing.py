"""A private answer shown to all: its words, its colours, its picture and its file."""

from __future__ import annotations

import pytest

from bot.core.reply import Attachment, Code, Picture, Reply, Visibility
from tests.discord_face.script import Script
from tests.discord_face.starting import FaceStarter
from tests.discord_face.waiting import let_pass_until
from tests.fake_discord import CannotDoError, Drop, FakeDiscord
from tests.fake_discord.errors import ApiError
from tests.fake_discord.models import Json

PICTURE, WHOLE = b"\x89PNG a picture", "모두\n".encode() * 100
RAN = Reply(
    "실행했어요.",
    code=Code("\x1b[32mok\x1b[0m", "ansi"),
    picture=Picture(PICTURE, "seen.png", "연습장: 컨테이너 1개"),
    file=Attachment("output.txt", WHOLE),
    visibility=Visibility.PERSONAL,
)
FILES = r"^/cdn/attachments/"


async def private_answer(fake: FakeDiscord, start_face: FaceStarter, reply: Reply) -> Json:
    await start_face(Script({"run": reply}))
    ran = await fake.alice.slash("run", {"command": "docker ps"})
    message = await ran.reply()
    assert ran.is_ephemeral
    return message


async def test_a_private_answer_is_shared_when_its_owner_wants(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    output = Reply("실행했어요.", code=Code("\x1b[32mok\x1b[0m", "ansi"), visibility=Visibility.PERSONAL)
    private = await private_answer(fake_discord, start_face, output)
    with pytest.raises(CannotDoError, match="ephemeral"):
        await fake_discord.join("밥").click(private, "공유하기")
    shared = await (await fake_discord.alice.click(private, "공유하기")).reply()
    assert shared["content"] == "실행했어요.\n```ansi\n\x1b[32mok\x1b[0m\n```\n-# 앨리스님이 공유했어요."
    assert shared in fake_discord.messages_in(fake_discord.channel)


async def test_its_picture_and_its_file_are_shared_with_it(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    private = await private_answer(fake_discord, start_face, RAN)
    shared = await (await fake_discord.alice.click(private, "공유하기")).reply("앨리스님이 공유했어요.")
    assert not shared["flags"] & 64
    assert {
        entry["filename"]: (
            entry.get("description"),
            fake_discord.world.files[entry["url"].removeprefix(fake_discord.base)],
        )
        for entry in shared["attachments"]
    } == {"seen.png": ("연습장: 컨테이너 1개", PICTURE), "output.txt": (None, WHOLE)}


@pytest.mark.parametrize("outcome", [Drop.BEFORE, ApiError(500, 0, "500"), ApiError(503, 0, "503")])
async def test_a_file_that_does_not_come_at_once_is_fetched_again(
    fake_discord: FakeDiscord, start_face: FaceStarter, outcome: Drop | ApiError
) -> None:
    private = await private_answer(fake_discord, start_face, RAN)
    fault = fake_discord.faults.add("GET", FILES, outcome, times=2)
    pressed = await fake_discord.alice.click(private, "공유하기")
    await let_pass_until(fake_discord, lambda: pressed.shown)
    assert fault.struck == 2
    assert len((await pressed.reply("공유했어요"))["attachments"]) == 2


async def test_a_file_that_never_comes_is_said_so_to_its_owner_alone(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    private = await private_answer(fake_discord, start_face, RAN)
    fake_discord.faults.add("GET", FILES, ApiError(404, 0, "404"), times=100)
    pressed = await fake_discord.alice.click(private, "공유하기")
    await pressed.reply("제가 실수했어요")
    assert pressed.is_ephemeral
    assert not fake_discord.messages_in(fake_discord.channel)
