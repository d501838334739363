"""The leader's page in a real Chromium: light and dark, phone and desktop."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from bot.faces.web.links import LINK_SECONDS, Links
from bot.faces.web.page import HEADERS, pages
from bot.ops.leader_view import HardItem, LeaderView, Learner, LessonShare, RefusalCount, SandboxLoad
from bot.ops.metrics import Metrics
from bot.ops.server import served
from tests.fakes.clock import FakeClock

pytestmark = pytest.mark.asyncio(loop_scope="module")
AT = datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("Asia/Seoul"))
GROUP = 1477953611366400002
NASTY = "<script>alert(1)</script> 아주아주긴이름을가진학습자의이름이계속이어져요"
VIEW = LeaderView(
    at=AT,
    missions=37,
    learners=(
        Learner("서연", 0.82, 12, 9, 3, AT),
        Learner("", 0.4, 2, 0, 11, AT - timedelta(days=4)),
        Learner(NASTY, 0.0, 0, 1, 0, AT),
    ),
    lessons=tuple(LessonShare(f"도커 이해하기 {number}", number / 14, 14 - number) for number in range(14)),
    hardest=(HardItem("이미지와 컨테이너의 관계를 바르게 설명한 것은 무엇인가요?", "1강 도커 이해하기", 0.62, 21),),
    refusals=(RefusalCount("호스트의 네트워크를 그대로 쓰기 (--network host)", 4),),
    sandboxes=SandboxLoad(is_up=True, live=3, warm=1, capacity=20, waiting=0),
    problems=("content/lessons/03-image/lesson.md 12번째 줄: 닫히지 않은 블록이 있어요.",),
)
FORMS = [(390, 844, "light"), (390, 844, "dark"), (1280, 900, "light"), (1280, 900, "dark")]


@dataclass
class Site:
    links: Links
    clock: FakeClock
    base: str
    views: dict[int, LeaderView]


@pytest_asyncio.fixture(loop_scope="module")
async def site() -> AsyncIterator[Site]:
    clock, views = FakeClock(), {GROUP: VIEW}

    async def view(guild_id: int) -> LeaderView:
        return views[guild_id]

    links = Links(b"k" * 32, "", clock)
    async with served("127.0.0.1:0", Metrics(), {}, pages(links, view)) as port:
        base = f"http://127.0.0.1:{port}"
        yield Site(Links(b"k" * 32, base, clock), clock, base, views)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage", "--no-proxy-server"]
        )
        yield opened
        await opened.close()


@dataclass
class Seen:
    page: Page
    requested: list[str]
    said: list[str]


async def opened(browser: Browser, link: str, width: int = 1280, height: int = 900, scheme: str = "light") -> Seen:
    context = await browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = await context.new_page()
    seen = Seen(page, [], [])
    page.on("request", lambda request: seen.requested.append(request.url))
    page.on("console", lambda message: seen.said.append(message.text))
    page.on("pageerror", lambda error: seen.said.append(str(error)))
    await page.goto(link)
    return seen


@pytest.mark.parametrize(("width", "height", "scheme"), FORMS)
async def test_it_fits_the_screen_and_asks_nobody_else(
    site: Site, browser: Browser, tmp_path: Path, width: int, height: int, scheme: str
) -> None:
    seen = await opened(browser, site.links.make(GROUP), width, height, scheme)
    await seen.page.screenshot(path=tmp_path / "page.png", full_page=True)
    assert await seen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert all(url.startswith(site.base) for url in seen.requested), seen.requested
    assert seen.said == []
    paper = await seen.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == ("rgb(16, 22, 29)" if scheme == "dark" else "rgb(245, 247, 250)")
    await seen.page.context.close()


async def test_it_says_how_everyone_is_and_names_only_those_who_agreed(site: Site, browser: Browser) -> None:
    seen = await opened(browser, site.links.make(GROUP))
    text = await seen.page.inner_text("main")
    for words in (
        "서연",
        "익명 2",
        "12/37",
        "9일",
        "이미지와 컨테이너의 관계",
        "62%",
        "--network host",
        "4번",
        "03-image",
    ):
        assert words in text
    assert NASTY in text
    assert await seen.page.locator("script").count() == 0
    headings = await seen.page.get_by_role("heading", level=2).all_inner_texts()
    assert headings == [
        "연습장",
        "학습자 3명",
        "강의마다",
        "가장 많이 틀리는 문제",
        "최근 7일 동안 막힌 명령",
        "강의 파일",
    ]
    assert await seen.page.get_by_role("img", name="82퍼센트").count() == 1
    await seen.page.context.close()


async def test_an_engine_that_is_down_and_a_group_without_members_are_said(site: Site, browser: Browser) -> None:
    down = SandboxLoad(is_up=False, live=0, warm=0, capacity=0, waiting=0)
    site.views[GROUP] = replace(VIEW, learners=(), hardest=(), refusals=(), problems=(), sandboxes=down)
    seen = await opened(browser, site.links.make(GROUP))
    text = await seen.page.inner_text("main")
    for words in (
        "꺼져 있어요",
        "gorae doctor",
        "아직 이야기한 사람이 없어요",
        "아직 답이 모이지 않았어요",
        "막힌 명령이 없어요",
    ):
        assert words in text
    await seen.page.context.close()


async def got(url: str) -> tuple[int, str, dict[str, str]]:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, await response.text(), dict(response.headers)


async def test_a_link_opens_its_own_group_for_an_hour_and_nothing_after(site: Site) -> None:
    link = site.links.make(GROUP)
    assert link != site.links.make(GROUP)
    status, _, headers = await got(link)
    assert status == 200
    assert headers.items() >= HEADERS.items()
    site.clock.advance(seconds=LINK_SECONDS + 1)
    status, text, _ = await got(link)
    assert status == 404
    assert "한 시간" in text


async def test_a_changed_or_guessed_link_opens_nothing(site: Site) -> None:
    link = site.links.make(GROUP)
    token = link.rpartition("/")[2]
    foreign = Links(b"x" * 32, site.base, site.clock).make(GROUP)
    middle = len(link) - 10  # in the signature; the last character's lowest bits mean nothing in base64
    changed = f"{link[:middle]}{'A' if link[middle] != 'A' else 'B'}{link[middle + 1 :]}"
    for guess in (changed, f"{site.base}/group/{token.split('.')[0]}", foreign):
        assert (await got(guess))[0] == 404
    assert (await got(f"{site.base}/group/"))[0] == 404
