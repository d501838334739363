"""Forms of practice in Discord: files made and written anew, lines for a terminal, and where they are then."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.clock import SystemClock
from bot.faces.discord.custom_ids import BUTTON, custom_id
from bot.product import Product
from tests.discord_face.starting import FaceStarter
from tests.e2e.days import EIGHT_DAYS, Days, labels
from tests.fake_discord import FakeDiscord, Interaction
from tests.fake_discord.models import EPHEMERAL, Json

NAME, CONTENT = "파일 이름", "내용 (전부)"
DOCKERFILE = "FROM busybox\nRUN echo 안녕"


def field_labels(form: Json) -> list[str]:
    return [str(part["label"]) for part in form["components"]]


def files(days: Days) -> list[dict[str, bytes]]:
    """Return the files of every sandbox there is, of each that has any."""
    return [one for one in days.sandboxes.files.values() if one]


async def new_file(days: Days) -> Interaction:
    """Open the form for a new file."""
    listed = await days.shown(await days.fake.alice.slash("file"), "작업 폴더")
    opened = await days.fake.alice.click(listed, "새 파일")
    assert field_labels(await opened.form()) == [NAME, CONTENT]
    return opened


async def test_a_new_file_is_written_into_the_sandbox_and_read_back(days: Days) -> None:
    alice, opened = days.fake.alice, await new_file(days)
    sent = await alice.submit(opened, {NAME: "site/Dockerfile", CONTENT: DOCKERFILE})
    written = await days.shown(sent, "`site/Dockerfile` 에 2줄을 썼어요.")
    assert written["flags"] & EPHEMERAL
    assert labels(written) == ["cat site/Dockerfile"]
    assert files(days) == [{"site/Dockerfile": f"{DOCKERFILE}\n".encode()}]
    listed = await days.shown(await alice.slash("file"), "파일이 1개 있어요")
    shown = await days.shown(await alice.select(listed, ["site/Dockerfile"]), "FROM busybox")
    assert f"```dockerfile\n{DOCKERFILE}\n```" in shown["content"]


async def test_a_file_is_written_anew_and_one_that_is_not_there_yet_is_made(days: Days) -> None:
    alice = days.fake.alice
    missing = await days.shown(await alice.slash("file", {"name": "index.html"}), "아직 없어요")
    for content in ("<h1>고래</h1>", "<h1>새 고래</h1>\n"):
        opened = await alice.click(missing, "내용 새로 쓰기")
        assert field_labels(await opened.form()) == [CONTENT]
        await days.shown(await alice.submit(opened, {CONTENT: content}), "`index.html` 에 1줄을 썼어요.")
        assert files(days) == [{"index.html": f"{content.rstrip()}\n".encode()}]
    shown = await days.shown(await alice.slash("file", {"name": "index.html"}), "새 고래")
    assert labels(shown) == ["내용 새로 쓰기"]


@pytest.mark.parametrize("name", ["../.docker/config.json", "/etc/passwd", "a b", "."])
async def test_a_name_that_leads_out_of_the_workspace_is_refused_and_nothing_is_written(days: Days, name: str) -> None:
    sent = await days.fake.alice.submit(await new_file(days), {NAME: name, CONTENT: "x"})
    assert "파일 이름으로 쓸 수 없어요" in (await sent.reply())["content"]
    assert files(days) == []


@pytest.mark.parametrize("later", [timedelta(0), EIGHT_DAYS])
async def test_a_form_that_was_open_over_a_restart_is_written_when_it_is_sent(days: Days, later: timedelta) -> None:
    opened = await new_file(days)
    await days.restart(later)
    sent = await days.fake.alice.submit(opened, {NAME: "Dockerfile", CONTENT: DOCKERFILE})
    await days.shown(sent, "`Dockerfile` 에 2줄을 썼어요.")
    assert files(days) == [{"Dockerfile": f"{DOCKERFILE}\n".encode()}]
    await days.shown(await days.fake.alice.slash("file", {"name": "Dockerfile"}), "FROM busybox")


@pytest.mark.parametrize("later", [timedelta(0), EIGHT_DAYS])
async def test_a_line_written_for_a_terminal_that_is_over_offers_another(days: Days, later: timedelta) -> None:
    alice = days.fake.alice
    message = await days.shown(await alice.slash("file"), "작업 폴더")
    # As a bot that was killed leaves the keys of a terminal.
    left = custom_id(BUTTON, alice.id, 0, "term:type:0badc0de")
    message["components"][0]["components"][0]["custom_id"] = left
    opened = await alice.click_id(message, left)
    (label,) = field_labels(await opened.form())
    await days.restart(later)
    sent = await alice.submit(opened, {label: "ls"})
    told = await sent.reply("이미 끝났어요")
    assert told["flags"] & EPHEMERAL
    assert labels(told) == ["터미널 열기"]


async def test_without_practice_a_form_that_is_sent_says_why_nothing_is_written(days: Days) -> None:
    opened = await new_file(days)
    days.product.door.service = None
    sent = await days.fake.alice.submit(opened, {NAME: "Dockerfile", CONTENT: DOCKERFILE})
    assert "연습" in (await sent.reply())["content"]
    assert files(days) == []


@pytest.mark.engine
async def test_a_file_made_and_written_anew_by_form_is_in_the_real_sandbox(
    fake_discord: FakeDiscord, start_face: FaceStarter, product: Product
) -> None:
    await start_face(product.conversation, verbs=product.conversation.verbs, clock=SystemClock())
    alice = fake_discord.alice
    opened = await alice.click(await (await alice.slash("file")).reply("작업 폴더가 비어"), "새 파일")
    await opened.form()
    sent = await alice.submit(opened, {NAME: "site/Dockerfile", CONTENT: DOCKERFILE})
    written = await sent.reply("2줄을 썼어요")
    await (await alice.click(written, "cat site/Dockerfile")).reply("RUN echo 안녕")
    shown = await (await alice.slash("file", {"name": "site/Dockerfile"})).reply("FROM busybox")
    opened = await alice.click(shown, "내용 새로 쓰기")
    await opened.form()
    await (await alice.submit(opened, {CONTENT: "FROM nginx"})).reply("1줄을 썼어요")
    ran = await alice.slash("run", {"command": "wc -l site/Dockerfile"})
    await ran.reply("1 site/Dockerfile")
    assert product.door.service is not None
    assert await product.door.service.inside.read_file(alice.id, "site/Dockerfile") == b"FROM nginx\n"
    await product.door.service.reset(alice.id)
