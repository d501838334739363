"""A private answer shown to all: its words, its colours, its picture and its file."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.reply import Attachment, Choice, Code, Field, Form, Picture, Reply, Visibility
from bot.faces.discord.cooldown import Pace
from bot.faces.discord.limits import FILE_BYTES
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


async def test_all_its_files_are_shared_each_whole_and_once(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    lines = "\n".join(f"\x1b[32m{number}\x1b[0m 줄" for number in range(400))
    long = replace(RAN, text="가 나 " * 500, code=Code(lines, "ansi"), note="1강", file=Attachment("own.txt", b"mine"))
    private = await private_answer(fake_discord, start_face, long)
    shared = await (await fake_discord.alice.click(private, "공유하기")).reply("앨리스님이 공유했어요.")
    assert [entry["filename"] for entry in private["attachments"]] == ["seen.png", "own.txt", "text.txt", "output.txt"]
    assert files_of(fake_discord, shared) == files_of(fake_discord, private)
    for words in ("-# 1강", "전체 내용은 붙인 파일에 있어요.", "399\x1b[0m 줄\n```"):
        assert shared["content"].count(words) == 1


def files_of(fake: FakeDiscord, message: Json) -> list[tuple[str, bytes]]:
    files = fake.world.files
    return [(one["filename"], files[one["url"].removeprefix(fake.base)]) for one in message["attachments"]]


async def test_of_its_files_one_that_this_server_does_not_take_is_said_so(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    private = await private_answer(fake_discord, start_face, RAN)
    (key,) = [key for key, content in fake_discord.world.files.items() if content == WHOLE]
    fake_discord.world.files[key] = b"x" * (FILE_BYTES + 1)
    shared = await (await fake_discord.alice.click(private, "공유하기")).reply("앨리스님이 공유했어요.")
    assert [name for name, _ in files_of(fake_discord, shared)] == ["seen.png"]
    assert "파일이 너무 커서 붙이지 못했어요." in shared["content"]


SHORT = Reply("보세요.", note="1강", visibility=Visibility.PERSONAL)
SHAREABLE = ("run:try:1:a", "cmd:card:ps", "lesson:turn:1/2", "ask:example:0")
ONE_S_OWN = ("quiz:answer:1", "mission:check:1", "settings:page", "privacy:export", "file:write:a", "audit:page:1")


def labels(message: Json) -> list[str]:
    return [button["label"] for row in message["components"] for button in row["components"]]


@pytest.mark.parametrize("action", SHAREABLE)
@pytest.mark.parametrize("with_form", [False, True])
async def test_what_a_button_on_it_gives_is_shared_in_the_same_way(
    fake_discord: FakeDiscord, start_face: FaceStarter, action: str, *, with_form: bool
) -> None:
    forms = {action: Form("무엇을", (Field("words", "말"),))} if with_form else {}
    first = replace(SHORT, choices=(Choice("실행해 보기", action),))
    alice = fake_discord.alice
    await start_face(Script({"lesson": first, action: replace(RAN, visibility=Visibility.SHARED)}, forms))
    pressed = await alice.click(await (await alice.slash("lesson", {"lesson": "1"})).reply(), "실행해 보기")
    if with_form:
        await pressed.acknowledged()
        pressed = await alice.submit(pressed, {"말": "도커"})
    private = await pressed.reply("실행했어요")
    assert pressed.is_ephemeral
    shared = await (await alice.click(private, "공유하기")).reply("앨리스님이 공유했어요.")
    assert not shared["flags"] & 64
    assert len(shared["attachments"]) == 2


async def test_pages_turned_in_private_are_shared_as_they_stand(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    onward = (Choice("다음 ▶", "lesson:turn:1/2"),)
    page = Reply("둘째 쪽", note="1강 2/2", visibility=Visibility.PERSONAL, in_place=True)
    await start_face(Script({"lesson": replace(SHORT, choices=onward), "lesson:turn:1/2": page}))
    alice = fake_discord.alice
    opened = await (await alice.slash("lesson", {"lesson": "1"})).reply()
    turned = await (await alice.click(opened, "다음 ▶")).reply("둘째 쪽")
    assert turned["id"] == opened["id"]
    shared = await (await alice.click(turned, "공유하기")).reply("앨리스님이 공유했어요.")
    assert shared["content"].startswith("둘째 쪽")


async def test_a_page_that_all_see_is_shared_already(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    onward = (Choice("다음 ▶", "lesson:turn:1/2"),)
    page = Reply("둘째 쪽", note="1강 2/2", visibility=Visibility.PERSONAL, in_place=True)
    await start_face(Script({"lesson": Reply("첫 쪽", choices=onward), "lesson:turn:1/2": page}))
    opened = await (await fake_discord.alice.slash("lesson", {"lesson": "1"})).reply()
    turned = await (await fake_discord.alice.click(opened, "다음 ▶")).reply("둘째 쪽")
    assert not labels(turned)


@pytest.mark.parametrize("action", ONE_S_OWN)
async def test_what_is_one_s_own_has_no_such_button(
    fake_discord: FakeDiscord, start_face: FaceStarter, action: str
) -> None:
    first = replace(SHORT, choices=(Choice("내 것", action),))
    await start_face(Script({"lesson": first, action: SHORT}))
    opened = await (await fake_discord.alice.slash("lesson", {"lesson": "1"})).reply()
    assert labels(opened) == ["내 것", "공유하기"]
    own = await fake_discord.alice.click(opened, "내 것")
    assert not labels(await own.reply())
    assert own.is_ephemeral


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


async def test_who_shares_too_fast_is_told_when_to_go_on(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    await start_face(Script({"run": RAN}), change=lambda settings: replace(settings, pace=Pace(1, refill_seconds=10)))
    private = await (await fake_discord.alice.slash("run", {"command": "docker ps"})).reply()
    pressed = await fake_discord.alice.click(private, "공유하기")
    at = int(fake_discord.clock.now().timestamp() + 10) + 1
    assert f"<t:{at}:R>" in (await pressed.reply())["content"]
    assert fake_discord.from_bot(fake_discord.channel) == []
