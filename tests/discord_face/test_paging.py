"""A long output is read page by page, from the file that its message carries."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.core.reply import Attachment, Choice, Code, Menu, MenuOption, Picture, Reply, Visibility
from bot.faces.discord.pages import MOST_BYTES, OUTPUT
from tests.discord_face.anything import PNG
from tests.discord_face.script import Script
from tests.discord_face.starting import FaceStarter
from tests.discord_face.waiting import let_pass_until
from tests.fake_discord import Drop, FakeDiscord
from tests.fake_discord.errors import ApiError
from tests.fake_discord.models import Json, flat_components

LINES = [f"{number:03}번째 줄이 나왔어요." for number in range(500)]
FIRST, LAST = LINES[0], LINES[-1]
LONG = Reply(code=Code("\n".join(LINES), "ansi"), note="끝난 값은 1이에요.")
PRIVATE = replace(LONG, visibility=Visibility.PERSONAL)
GONE = "파일을 지금 읽을 수 없어요"
FILES = r"^/cdn/attachments/"


async def ran(fake: FakeDiscord, start_face: FaceStarter, reply: Reply) -> Json:
    await start_face(Script({"run": reply}))
    return await (await fake.alice.slash("run", {"command": "seq 500"})).reply()


async def turn(fake: FakeDiscord, message: Json, label: str, containing: str = "") -> Json:
    """Press a button of a message that is turned in its place."""
    before = message["content"]
    pressed = await fake.alice.click(message, label)
    await fake.until(lambda: message["content"] != before)
    assert await pressed.acknowledged() == 7
    assert containing in message["content"]
    fake.clock.advance(2.5)
    return message


def lines_of(message: Json) -> list[str]:
    block = message["content"].partition("```ansi\n")[2].partition("\n```")[0]
    return [line for line in block.split("\n") if line != "…"]


def labels_of(message: Json) -> list[str]:
    return [part["label"] for part in flat_components(message["components"]) if "label" in part]


# -- one's own


async def test_an_output_of_500_lines_is_read_to_its_start(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    message = await ran(fake_discord, start_face, PRIVATE)
    assert labels_of(message) == ["처음", "◀ 앞", "6/6쪽", "공유하기"]
    read = lines_of(message)
    while "◀ 앞" in labels_of(message):
        page = lines_of(await turn(fake_discord, message, "◀ 앞"))
        read = page + read[len(set(page) & set(read)) :]
    assert read == LINES


async def test_and_from_its_start_to_its_end(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    message = await ran(fake_discord, start_face, PRIVATE)
    read = lines_of(await turn(fake_discord, message, "처음", FIRST))
    assert "◀ 앞" not in labels_of(message)
    while "뒤 ▶" in labels_of(message):
        read += lines_of(await turn(fake_discord, message, "뒤 ▶"))
    assert read == LINES


async def test_what_else_the_message_has_stays(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    resume = Choice("지난 연습장 이어하기", "resume:start:0")
    message = await ran(fake_discord, start_face, replace(PRIVATE, text="📄 **a.txt**", choices=(resume,)))
    await turn(fake_discord, message, "처음", f"📄 **a.txt**\n```ansi\n{FIRST}\n")
    assert message["content"].endswith("\n```\n-# 끝난 값은 1이에요.\n-# 전체 내용은 붙인 파일에 있어요.")
    assert "지난 연습장 이어하기" in labels_of(message)
    assert [file["filename"] for file in message["attachments"]] == [OUTPUT]
    await (await fake_discord.alice.click(message, "지난 연습장 이어하기")).reply("[resume:start:0]")


async def test_it_is_turned_in_direct_messages_too(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    await start_face(Script({"run": LONG}))
    alice = fake_discord.alice.in_dm
    message = await (await alice.slash("run", {"command": "seq 500"})).reply()
    await alice.click(message, "처음")
    await fake_discord.until(lambda: FIRST in message["content"])
    assert len(fake_discord.from_bot(alice.channel)) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"picture": Picture(PNG, "seen.png", "연습장")},
        {"menus": (Menu("lesson:open", (MenuOption("1강", "01"),)),)},
        {"text": "설명이 길어요. " * 20},
    ],
)
async def test_a_message_that_would_lose_something_is_left_alone(
    fake_discord: FakeDiscord, start_face: FaceStarter, more: dict[str, object]
) -> None:
    message = await ran(fake_discord, start_face, replace(PRIVATE, **more))  # type: ignore[arg-type]
    before = dict(message)
    pressed = await fake_discord.alice.click(message, "처음")
    await turn(fake_discord, await pressed.reply(FIRST), "뒤 ▶")
    assert pressed.is_ephemeral
    assert message == before


# -- where all see it


async def test_in_a_channel_everyone_turns_pages_of_their_own(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    message = await ran(fake_discord, start_face, LONG)
    before = dict(message)
    bob = fake_discord.join("밥")
    for person in (fake_discord.alice, bob):
        pressed = await person.click(message, "처음")
        page = await pressed.reply(FIRST)
        assert pressed.is_ephemeral
        assert labels_of(page) == ["1/6쪽", "뒤 ▶", "끝"]
    await bob.click(page, "뒤 ▶")
    await fake_discord.until(lambda: FIRST not in page["content"])
    assert message == before
    assert fake_discord.messages_in(fake_discord.channel) == [message]


async def test_what_was_shared_is_turned_as_well(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    private = await ran(fake_discord, start_face, PRIVATE)
    shared = await (await fake_discord.alice.click(private, "공유하기")).reply("공유했어요")
    assert [file["filename"] for file in shared["attachments"]] == [OUTPUT]
    pressed = await fake_discord.join("밥").click(shared, "처음")
    await pressed.reply(FIRST)
    assert pressed.is_ephemeral


# -- later, and in bad moments


async def test_after_a_restart_it_is_turned_as_before(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    message = await ran(fake_discord, start_face, LONG)
    await start_face.stop()
    fake_discord.clock.advance(7 * 24 * 3600)
    await start_face(Script())
    await (await fake_discord.alice.click(message, "처음")).reply(FIRST)


@pytest.mark.parametrize("number", ["2", "99", "0", "-1", "x", "٣", "1" * 60])
async def test_a_page_that_its_message_does_not_offer_is_not_turned_to(
    fake_discord: FakeDiscord, start_face: FaceStarter, number: str
) -> None:
    message = await ran(fake_discord, start_face, PRIVATE)
    before = dict(message)
    pressed = await fake_discord.alice.click_id(message, f"b:0:9:face:page:{number}")
    await pressed.reply("이제 쓸 수 없어요")
    assert pressed.is_ephemeral
    assert message == before


@pytest.mark.parametrize(("number", "shown"), [("0", FIRST), ("9999999", LAST)])
async def test_beyond_the_ends_are_the_first_and_the_last_page(
    fake_discord: FakeDiscord, start_face: FaceStarter, number: str, shown: str
) -> None:
    forged = Reply(
        code=Code("..."),
        file=Attachment(OUTPUT, "\n".join(LINES).encode()),
        choices=(Choice("x", f"face:page:{number}"),),
    )
    message = await ran(fake_discord, start_face, forged)
    await (await fake_discord.alice.click(message, "x")).reply(shown)


@pytest.mark.parametrize("loss", ["taken off", "gone", "elsewhere", "too large", "no text"])
async def test_a_file_that_cannot_be_read_gets_a_friendly_word(
    fake_discord: FakeDiscord, start_face: FaceStarter, loss: str
) -> None:
    message = await ran(fake_discord, start_face, PRIVATE)
    before = message["content"]
    files, (file,) = fake_discord.world.files, message["attachments"]
    if loss == "taken off":
        message["attachments"] = []
    elif loss == "gone":
        fake_discord.faults.add("GET", FILES, ApiError(404, 0, "404"), times=100)
    elif loss == "elsewhere":
        file["url"] = "http://127.0.0.1:9/cdn/attachments/output.txt"
    elif loss == "too large":
        file["size"] = MOST_BYTES + 1
    else:
        files[file["url"].removeprefix(fake_discord.base)] = b"\xff"
    pressed = await fake_discord.alice.click(message, "처음")
    await pressed.reply(GONE)
    assert pressed.is_ephemeral
    assert message["content"] == before


@pytest.mark.parametrize("outcome", [Drop.BEFORE, ApiError(503, 0, "503")])
async def test_a_file_that_does_not_come_at_once_is_fetched_again(
    fake_discord: FakeDiscord, start_face: FaceStarter, outcome: Drop | ApiError
) -> None:
    message = await ran(fake_discord, start_face, LONG)
    fault = fake_discord.faults.add("GET", FILES, outcome, times=2)
    pressed = await fake_discord.alice.click(message, "처음")
    await let_pass_until(fake_discord, lambda: pressed.shown)
    assert fault.struck == 2
    await pressed.reply(FIRST)


async def test_a_double_press_turns_once(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    message = await ran(fake_discord, start_face, LONG)
    first, second = await asyncio.gather(
        fake_discord.alice.click(message, "처음"), fake_discord.alice.click(message, "처음")
    )
    assert {await first.acknowledged(), await second.acknowledged()} == {4, 6}
