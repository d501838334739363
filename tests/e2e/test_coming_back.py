"""A slip of the fingers, a sandbox that is to live longer, one that has ended: as members read it in a face."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.reply import Reply
from bot.product import Product
from sandbox.ledger import EndReason
from tests.discord_face.starting import FaceStarter
from tests.discord_face.waiting import let_pass_until
from tests.e2e.people import KIM
from tests.e2e.practice import product_of_words
from tests.fake_discord import FakeDiscord, Interaction
from tests.fake_discord.models import Json


@pytest.fixture
async def face(tmp_path: Path, fake_discord: FakeDiscord, start_face: FaceStarter) -> AsyncIterator[FaceStarter]:
    """A face before the real conversation, with practice that says back what it runs."""
    async with product_of_words(tmp_path, fake_discord.clock, answers=False) as product:
        await start_face(product.conversation, verbs=product.conversation.verbs)
        yield start_face
        await start_face.stop()


async def told(fake: FakeDiscord, asked: Interaction, words: str) -> Json:
    """Wait for an answer with these words; time passes meanwhile, for output is shown a little at a time."""
    await let_pass_until(fake, lambda: any(words in message["content"] for message in asked.shown))
    return next(message for message in asked.shown if words in message["content"])


@pytest.mark.usefixtures("face")
@pytest.mark.parametrize(
    ("typed", "meant"),
    [("dcoker ps -a", "docker ps --all"), ("dcoker exec web echo 안녕", "docker exec web echo 안녕")],
)
async def test_in_discord_one_press_runs_what_was_meant(fake_discord: FakeDiscord, typed: str, meant: str) -> None:
    alice = fake_discord.alice
    refused = await told(fake_discord, await alice.slash("run", {"command": typed}), "혹시 이 명령이었나요?")
    labels = [part["label"] for row in refused["components"] for part in row["components"]]
    pressed = await alice.click(refused, next(label for label in labels if label.startswith("실행하기: docker ")))
    await told(fake_discord, pressed, f"\n{meant}\n")


@pytest.mark.usefixtures("face")
async def test_in_discord_a_sandbox_is_extended_and_says_how_long_it_has(fake_discord: FakeDiscord) -> None:
    alice = fake_discord.alice
    await told(fake_discord, await alice.slash("sandbox extend"), "연장할 연습장이 없어요")
    await told(fake_discord, await alice.slash("run", {"command": "docker ps"}), "\ndocker ps\n")
    extended = await told(
        fake_discord, await alice.slash("sandbox extend"), "연습장을 연장했어요. 이제 4시간 남았어요."
    )
    assert "(하루까지 늘릴 수 있어요)" in extended["content"]
    await told(fake_discord, await alice.slash("sandbox resume"), "되살릴 지난 연습장이 없어요")


async def said(product: Product, text: str) -> Reply:
    return [reply async for reply in product.conversation.say(KIM, text)][-1]


async def pressed(product: Product, reply: Reply, label: str) -> Reply:
    action = next(choice.action for choice in reply.choices if choice.label.startswith(label))
    return [shown async for shown in product.conversation.press(KIM, action)][-1]


def printed(reply: Reply) -> str:
    return reply.code.text if reply.code else ""


@pytest.mark.engine
async def test_what_was_meant_runs_on_the_real_engine_with_one_press(product: Product) -> None:
    await said(product, "docker run -d --name web nginx")
    assert " web" in printed(await pressed(product, await said(product, "dcoker ps"), "실행하기: docker ps"))
    refused = await said(product, "dcoker exec web echo 안녕 고래야")
    assert printed(await pressed(product, refused, "실행하기: docker exec web echo")).strip() == "안녕 고래야"


@pytest.mark.engine
async def test_a_sandbox_is_extended_ends_and_is_brought_back_as_the_learner_reads_it(product: Product) -> None:
    assert "연장할 연습장이 없어요" in (await said(product, "/연장")).text
    assert "되살릴 지난 연습장이 없어요" in (await said(product, "/이어하기")).text
    await said(product, "docker run -d --name web nginx && docker tag nginx mine")
    await said(product, "echo 고래 > whale.txt")
    extended = await said(product, "/연장")
    assert re.search(r"연습장을 연장했어요. 이제 (4시간|3시간 59분) 남았어요", extended.text)
    assert product.door.service is not None
    await product.door.service._sessions.end(str(KIM.user_id), EndReason.IDLE)  # as half an hour without a line does
    after = await said(product, "docker ps -a")
    assert "30분 동안 쓰지 않아서 연습장을 치웠어요" in after.note
    back = await pressed(product, after, "지난 연습장 이어하기")
    assert "지난 연습장을 되살렸어요." in back.text
    assert "컨테이너 1개가 돌아왔어요. 작업 폴더의 파일도 그대로예요." in back.text
    assert "되살리지 못한 것" not in back.text
    assert " web" in printed(await pressed(product, back, "docker ps -a"))
    assert printed(await said(product, "cat whale.txt")).strip() == "고래"
    assert "mine" in printed(await said(product, "docker images"))
    assert "이미 되살렸어요" in (await said(product, "/이어하기")).text
