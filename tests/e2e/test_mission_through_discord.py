"""A mission in Discord over the real engine: chosen from menus, looked at, helped with, solved or given up."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing

import pytest

from bot.app import opened
from bot.core.clock import SystemClock
from bot.product import Product
from bot.settings import Settings
from tests.discord_face.starting import FaceStarter
from tests.fake_discord import FakeDiscord
from tests.fake_discord.models import Json

pytestmark = pytest.mark.engine

LESSON, MISSION, ID = "1강 도커 이해하기", "첫 웹 서버 띄우기", "01-docker/m-first-web"
NAMES, PORTS = ("myweb", "hello-web", "bread-web"), ("8080", "8081", "9090")


@pytest.fixture(autouse=True)
async def emptied(product: Product, fake_discord: FakeDiscord) -> AsyncIterator[None]:
    """Give Alice's sandbox back at the end."""
    yield
    if product.door.service is not None:
        await product.door.service.reset(fake_discord.alice.id)


async def begun(fake: FakeDiscord) -> Json:
    """Choose the mission from the menus and return its story."""
    listed = await (await fake.alice.slash("mission")).reply("진짜 도커로 풀어 보세요")
    of_lesson = await (await fake.alice.select(listed, [LESSON])).reply("해결했어요")
    assert of_lesson["id"] == listed["id"]
    return await (await fake.alice.select(of_lesson, [MISSION])).reply(f"🎯 {MISSION}")


def runs(settings: Settings, user_id: int) -> list[tuple[object, ...]]:
    """Return what is stored of the member's missions: which, whether solved, how many hints."""
    with closing(sqlite3.connect(settings.data_folder / "gorae.db")) as file:
        statement = "SELECT mission_id, solved_at IS NOT NULL, hints FROM mission_runs WHERE user_id = ? ORDER BY id"
        return file.execute(statement, (user_id,)).fetchall()


async def test_it_is_looked_at_helped_with_and_solved_by_the_line_that_finishes_it(
    fake_discord: FakeDiscord, start_face: FaceStarter, product: Product, settings: Settings
) -> None:
    await start_face(product.conversation, verbs=product.conversation.verbs, clock=SystemClock())
    alice, story = fake_discord.alice, await begun(fake_discord)
    name = next(name for name in NAMES if name in story["content"])
    port = next(port for port in PORTS if port in story["content"])
    looked = await (await alice.click(story, "확인하기")).reply("⬜ 아직")
    helped = await (await alice.click(looked, "힌트")).reply("💡 docker run에 --name")
    assert runs(settings, alice.id) == [(ID, 0, 1)]
    other = await fake_discord.join("밥").click(helped, "포기하기")
    assert "다른 분의 것" in (await other.reply())["content"]

    solved = await alice.slash("run", {"command": f"docker run --name {name} -d -p {port}:80 nginx"})
    await fake_discord.until(lambda: any("🎉 미션 해결!" in one["content"] for one in solved.shown))
    (told,) = solved.shown
    assert "명령 1번, 힌트 1번" in told["content"]
    assert runs(settings, alice.id) == [(ID, 1, 1)]
    answer = await (await alice.click(told, "모범 답안 보기")).reply(f"docker run --name {name} -d -p {port}:80 nginx")
    assert "의 모범 답안이에요" in answer["content"]
    listed = await (await alice.slash("mission", {"mission": "1"})).reply("해결했어요")
    labels = [option["label"] for option in listed["components"][0]["components"][0]["options"]]
    assert f"✅ 해결 · {MISSION}" in labels


async def test_after_a_restart_it_goes_on_and_who_gives_up_sees_the_answer_and_may_try_again(
    fake_discord: FakeDiscord, start_face: FaceStarter, product: Product, settings: Settings
) -> None:
    face = await start_face(product.conversation, verbs=product.conversation.verbs, clock=SystemClock())
    alice, story = fake_discord.alice, await begun(fake_discord)
    await face.stop()
    async with opened(settings, SystemClock(), lambda _progress: None, spares=0) as again:
        await again.door.settled.wait()
        await start_face(again.conversation, verbs=again.conversation.verbs, clock=SystemClock())
        await (await alice.click(story, "확인하기")).reply("⬜ 아직")
        current = await (await alice.slash("mission")).reply(f"🎯 {MISSION}")
        given_up = await (await alice.click(current, "포기하기")).reply("이렇게 하면 돼요")
        assert "docker run --name" in given_up["content"]
        assert runs(settings, alice.id) == [(ID, 0, 0)]
        anew = await (await alice.click(given_up, "다시 도전")).reply(f"🎯 {MISSION}")
        assert anew["id"] != given_up["id"]
        assert len(runs(settings, alice.id)) == 2
        await start_face.stop()
