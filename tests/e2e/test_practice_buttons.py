"""Buttons of practice in Discord: what a lesson offers to try, stopping, emptying, extending, bringing back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.clock import SystemClock
from bot.product import Product
from sandbox.ledger import EndReason
from tests.discord_face.starting import FaceStarter
from tests.e2e.days import EIGHT_DAYS, Days, labels
from tests.fake_discord import FakeDiscord, Interaction
from tests.fake_discord.models import EPHEMERAL, Json

PART = "08-dockerfile/try-first-build"
TRY, BUILT = "▷ 내 첫 화면이 담긴 이미지 만들기", "docker build -t bakery:1.0 ."
SURE = "네, 비워 주세요"


async def part_to_try(days: Days) -> Json:
    """Turn the pages of the lesson on Dockerfiles to the part that offers to build an image."""
    opened = await (await days.fake.alice.slash("lesson", {"lesson": "8"})).reply("**8강")
    page = await (await days.fake.alice.click(opened, "처음부터 읽기")).reply(" · 1/")
    for number in range(2, 9):
        if TRY in labels(page):
            return page
        days.fake.clock.advance(3)
        page = await (await days.fake.alice.click(page, "다음 ▶")).reply(f" · {number}/")
    raise AssertionError(labels(page))


async def test_what_a_lesson_offers_to_try_runs_with_its_files_in_the_sandbox_of_who_presses(days: Days) -> None:
    page = await part_to_try(days)
    before = page["content"]
    for person in (days.fake.alice, days.fake.join("밥")):
        ran = await days.over(await person.click(page, TRY))
        assert f"$ {BUILT}" in ran["content"]
        assert ran["id"] != page["id"]
    assert days.fake.world.messages[page["id"]]["content"] == before
    kept = [files for files in days.sandboxes.files.values() if files]
    assert [set(files) for files in kept] == [{"Dockerfile", "index.html"}] * 2
    assert days.rows("commands") == 2


async def test_a_sandbox_is_emptied_after_a_yes_and_once(days: Days) -> None:
    alice = days.fake.alice
    await days.shown(await alice.slash("file", {"name": "a.txt", "attachment": ("a.txt", b"mine")}), "에 1줄을")
    sure = await (await alice.slash("sandbox reset")).reply("정말 비울까요?")
    assert (sure["flags"] & EPHEMERAL, labels(sure)) == (EPHEMERAL, [SURE])
    assert len(days.sandboxes.there) == 1
    told = await (await alice.click(sure, SURE)).reply("연습장을 비웠어요.")
    assert told["flags"] & EPHEMERAL
    assert days.sandboxes.there == {}
    days.fake.clock.advance(3)
    await (await alice.click(sure, SURE)).reply("비울 연습장이 없어요.")
    await days.shown(await alice.slash("file"), "작업 폴더가 비어 있어요")


@pytest.mark.parametrize("later", [timedelta(0), EIGHT_DAYS])
async def test_a_yes_after_a_restart_empties_the_sandbox_there_is_then(days: Days, later: timedelta) -> None:
    alice = days.fake.alice
    sure = await (await alice.slash("sandbox reset")).reply("정말 비울까요?")
    await days.restart(later)
    await days.ran(alice, "docker ps")
    await (await alice.click(sure, SURE)).reply("연습장을 비웠어요.")
    assert days.sandboxes.there == {}


async def test_the_page_of_the_sandbox_extends_it_and_asks_before_it_empties_it(days: Days) -> None:
    alice = days.fake.alice
    await days.ran(alice, "docker ps")
    status = await days.shown(await alice.slash("sandbox status"), "연습장")
    extend, reset = labels(status)[:2]
    await (await alice.click(status, extend)).reply("이제 4시간 남았어요")
    await (await alice.click(status, reset)).reply("정말 비울까요?")
    assert len(days.sandboxes.there) == 1


async def test_what_a_command_card_shows_runs_by_its_button(days: Days) -> None:
    alice = days.fake.alice
    card = await (await alice.slash("cmd", {"word": "컨테이너 목록"})).reply("docker ps")
    button = next(label for label in labels(card) if "docker ps" in label)
    ran = await days.over(await alice.click(card, button))
    assert "\ndocker ps" in ran["content"]
    assert ran["id"] != card["id"]
    assert days.rows("commands") == 1


@pytest.mark.engine
async def test_stopping_ends_the_line_that_runs_and_says_when_there_is_none(
    fake_discord: FakeDiscord, start_face: FaceStarter, product: Product
) -> None:
    await start_face(product.conversation, verbs=product.conversation.verbs, clock=SystemClock())
    alice = fake_discord.alice
    running = await alice.slash("run", {"command": "echo begun && sleep 20 && echo ended"})
    await running.reply("\nbegun")
    second = await (await alice.slash("run", {"command": "docker ps"})).reply("아직 끝나지 않았어요")
    stopped = await alice.click(second, "멈추기")
    await stopped.reply("실행 중이던 명령을 멈췄어요.")
    assert stopped.is_ephemeral
    await fake_discord.until(lambda: is_over(running))
    (ended,) = running.shown
    assert "\nended" not in ended["content"]
    await (await alice.slash("sandbox stop")).reply("지금 실행 중인 명령이 없어요.")
    assert product.door.service is not None
    await product.door.service.reset(alice.id)


def is_over(ran: Interaction) -> bool:
    return bool(ran.shown and ran.shown[0]["components"])


@pytest.mark.engine
async def test_a_sandbox_that_ended_is_brought_back_by_the_button_under_the_next_line(
    fake_discord: FakeDiscord, start_face: FaceStarter, product: Product
) -> None:
    await start_face(product.conversation, verbs=product.conversation.verbs, clock=SystemClock())
    alice, practice = fake_discord.alice, product.door.service
    assert practice is not None
    written = await alice.slash("file", {"name": "whale.txt", "attachment": ("whale.txt", "고래".encode())})
    await written.reply("에 1줄을")
    await practice._sessions.end(str(alice.id), EndReason.IDLE)  # as half an hour without a line does
    after = await alice.slash("run", {"command": "docker ps"})
    await fake_discord.until(lambda: is_over(after))
    assert "연습장을 치웠어요" in after.shown[0]["content"]
    back = await alice.click(after.shown[0], "지난 연습장 이어하기")
    shown = await back.reply("지난 연습장을 되살렸어요.")
    assert "작업 폴더의 파일도 그대로예요" in shown["content"]
    assert await practice.inside.read_file(alice.id, "whale.txt") == "고래\n".encode()
    await practice.reset(alice.id)
