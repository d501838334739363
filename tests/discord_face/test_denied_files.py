"""Files that a place does not take: the words come, and say why there is no file."""

from __future__ import annotations

from bot.core.reply import Attachment, Code, Reply
from bot.faces.discord.sturdy import TOO_LARGE
from tests.discord_face.routes import SEND
from tests.discord_face.script import Held, Script
from tests.discord_face.starting import FaceStarter
from tests.discord_face.waiting import let_pass
from tests.fake_discord import FakeDiscord
from tests.fake_discord.errors import ApiError
from tests.fake_discord.models import Permission

DENIED = "-# 이 채널에는 파일을 붙일 수 없어서 붙이지 못했어요. 봇에게 없는 권한: **파일 첨부**."


async def test_without_the_permission_for_files_the_words_come_and_say_what_is_missing(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    await start_face(Script({"그림": Reply("그림이에요", file=Attachment("a.txt", b"a"))}))
    fake_discord.world.bot_denied[fake_discord.channel["id"]] = Permission.ATTACH_FILES
    await fake_discord.alice.say(f"<@{fake_discord.world.app_id}> 그림")
    await fake_discord.until(lambda: fake_discord.from_bot(fake_discord.channel))
    answer = fake_discord.from_bot(fake_discord.channel)[0]
    assert answer["content"].startswith(f"그림이에요\n{DENIED}")
    assert not answer["attachments"]


async def test_nor_do_they_say_of_a_whole_that_it_is_attached(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    held = Held()
    await start_face(Script({"길게": held}))
    fake_discord.world.bot_denied[fake_discord.channel["id"]] = Permission.ATTACH_FILES
    await fake_discord.alice.say(f"<@{fake_discord.world.app_id}> 길게")
    held.say(Reply("하나", file=Attachment("a.txt", b"a")))
    await fake_discord.until(lambda: fake_discord.from_bot(fake_discord.channel))
    held.say(Reply("가 나 " * 900, code=Code("다\n" * 900), note="1강"))
    held.end()
    await let_pass(fake_discord, 1.2)
    await fake_discord.until(lambda: "1강" in fake_discord.from_bot(fake_discord.channel)[0]["content"])
    (answer,) = fake_discord.from_bot(fake_discord.channel)
    assert "붙인 파일에" not in answer["content"]
    assert answer["content"].count(DENIED) == 1
    assert not answer["attachments"]


async def test_a_file_that_the_channel_finds_too_large_is_said_so(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    await start_face(Script({"그림": Reply("그림이에요", file=Attachment("a.txt", b"a"))}))
    fake_discord.faults.add("POST", SEND, ApiError(413, TOO_LARGE, "Request entity too large"))
    await fake_discord.alice.say(f"<@{fake_discord.world.app_id}> 그림")
    await fake_discord.until(lambda: fake_discord.from_bot(fake_discord.channel))
    shown = fake_discord.from_bot(fake_discord.channel)[0]["content"]
    assert shown == "그림이에요\n-# 파일이 너무 커서 붙이지 못했어요."
