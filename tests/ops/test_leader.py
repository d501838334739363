"""The page as the product fills it: real services, real SQLite, no engine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.app import opened
from bot.core.clock import SystemClock
from bot.core.people import Member
from bot.faces.web.page import pages
from bot.ops.metrics import Metrics
from bot.ops.server import served
from bot.product import Product
from bot.settings import Settings
from bot.storage.audit import Audit
from bot.storage.database import Database
from bot.storage.together import SharingChoices

GUILD = 77
ADMIN = Member(1, "리더", guild_id=GUILD, is_admin=True)


@pytest.fixture
async def product(tmp_path: Path) -> AsyncIterator[Product]:
    # An engine elsewhere that is not there: the page says so, and everything else works.
    settings = Settings(data=tmp_path, engine=f"unix://{tmp_path}/nothing.sock")
    async with opened(settings, SystemClock(), lambda _: None, spares=0) as built:
        await built.door.settled.wait()
        yield built


async def said(product: Product, member: Member, text: str) -> str:
    last = ""
    async for reply in product.conversation.say(member, text):
        last = reply.text
    return last


async def test_the_page_shows_a_group_as_it_is_and_names_who_agreed(product: Product, tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "gorae.db")
    for user_id, name in ((7, "서연"), (8, "민준")):
        await said(product, Member(user_id, name, guild_id=GUILD), "도커가 뭐야?")
    await said(product, Member(9, "다른서버", guild_id=78), "도커가 뭐야?")
    await SharingChoices(database).choose(7, is_named=True)
    now = SystemClock().now()
    for member, days in ((7, 1), (8, 2), (8, 30)):
        at = now - timedelta(days=days)
        await Audit(database).refused(Member(member, "x", guild_id=GUILD), "docker login", "login", at)
    await database.close()

    view = await product.leader.view(GUILD)
    assert sorted(learner.name for learner in view.learners) == ["", "서연"]
    assert len(view.lessons) == len(product.course().lessons)
    assert [refusal.count for refusal in view.refusals] == [2]
    assert not view.sandboxes.is_up
    assert view.hardest == ()
    assert view.problems == ()


async def test_the_panel_s_link_opens_the_group_s_page_and_no_other(product: Product) -> None:
    await said(product, Member(7, "서연", guild_id=GUILD), "도커가 뭐야?")
    link = ""
    async for reply in product.conversation.press(ADMIN, "settings:web:0"):
        link = next(word for word in reply.text.replace("<", " ").replace(">", " ").split() if "/group/" in word)
    assert product.links.read(link.rpartition("/")[2]) == GUILD
    async with (
        served("127.0.0.1:0", Metrics(), {}, pages(product.links, product.leader.view)) as port,
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}/group/{link.rpartition('/')[2]}") as response,
    ):
        assert response.status == 200
        assert "학습자 2명" in await response.text()


async def test_the_link_is_for_admins_alone(product: Product) -> None:
    seen = [
        reply.text async for reply in product.conversation.press(Member(7, "서연", guild_id=GUILD), "settings:web:0")
    ]
    assert all("/group/" not in text for text in seen)
