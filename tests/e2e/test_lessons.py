"""Reading the course in Discord: taken from menus, turned page by page, whoever presses and however late."""

from __future__ import annotations

import pytest

from tests.e2e.days import EIGHT_DAYS, Days, labels, menus
from tests.fake_discord import FakeDiscord
from tests.fake_discord.models import EPHEMERAL, Json

LESSON = "2. 설치와 첫 컨테이너"
TITLE = "**2강 설치와 첫 컨테이너**"


async def listed(days: Days) -> Json:
    return await (await days.fake.alice.slash("lesson")).reply("도커 강의 목록")


async def test_a_lesson_taken_from_the_menu_opens_and_its_part_after_it_in_one_message(days: Days) -> None:
    alice, message = days.fake.alice, await listed(days)
    (menu,) = menus(message)
    assert [option["label"].partition(".")[0] for option in menu["options"]] == [str(number) for number in range(1, 15)]
    opened = await (await alice.select(message, [LESSON])).reply(TITLE)
    assert opened["id"] == message["id"]
    assert labels(opened) == ["처음부터 읽기", "이 강의 퀴즈"]
    assert days.rows("lesson_reads") == 0
    part = await (await alice.select(opened, ["첫 컨테이너 hello-world"])).reply("**첫 컨테이너 hello-world**")
    assert part["id"] == message["id"]
    assert "📖 2강 설치와 첫 컨테이너 · 5/" in part["content"]
    assert days.rows("lesson_reads") == 1
    assert "lesson_reads" in days.tables_that_name(alice.id)


async def test_pages_are_turned_to_the_end_and_back(days: Days) -> None:
    alice, message = days.fake.alice, await listed(days)
    await (await alice.select(message, [LESSON])).reply(TITLE)
    page = await (await alice.click(message, "처음부터 읽기")).reply(" · 1/")
    assert "◀ 이전" not in labels(page)
    count = int(page["content"].rpartition("/")[2].split()[0])
    for number in range(2, count + 1):
        page = await (await alice.click(page, "다음 ▶")).reply(f" · {number}/{count}")
        assert page["id"] == message["id"]
        assert "◀ 이전" in labels(page)
        days.fake.clock.advance(3)
    assert "다음 ▶" not in labels(page)
    assert "이 강의 퀴즈" in labels(page)
    assert days.rows("lesson_reads") == count
    back = await (await alice.click(page, "◀ 이전")).reply(f" · {count - 1}/{count}")
    await (await alice.click(back, "목차")).reply(TITLE)
    quiz = await (await alice.click(back, "이 강의 퀴즈")).reply("문제 1/5")
    assert quiz["id"] != message["id"]
    assert days.rows("quiz_runs") == 1


@pytest.mark.parametrize("after", [0, 8])
async def test_menus_and_pages_lead_on_after_a_restart_and_after_days(days: Days, after: int) -> None:
    alice, message = days.fake.alice, await listed(days)
    await days.restart(EIGHT_DAYS / 8 * after)
    opened = await (await alice.select(message, [LESSON])).reply(TITLE)
    assert opened["id"] == message["id"]
    await days.restart(EIGHT_DAYS / 8 * after)
    part = await (await alice.select(opened, ["설치 확인하기"])).reply("**설치 확인하기**")
    await days.restart(EIGHT_DAYS / 8 * after)
    await (await alice.click(part, "◀ 이전")).reply("**윈도우와 맥에 설치하기**")
    assert days.rows("lesson_reads") == 2


async def test_who_presses_another_s_lesson_reads_it_alone_and_the_other_s_stays_as_it_is(days: Days) -> None:
    alice, bob, message = days.fake.alice, days.fake.join("밥"), await listed(days)
    before = message["content"]
    chosen = await (await bob.select(message, [LESSON])).reply(TITLE)
    assert chosen["flags"] & EPHEMERAL
    assert days.fake.world.messages[message["id"]]["content"] == before
    page = await (await bob.click(chosen, "처음부터 읽기")).reply(" · 1/")
    assert (page["id"], page["flags"] & EPHEMERAL) == (chosen["id"], EPHEMERAL)
    await (await alice.select(message, ["3. 이미지와 레이어"])).reply("**3강")
    turned = await (await bob.click(message, "처음부터 읽기")).reply("📖 3강")
    assert turned["flags"] & EPHEMERAL
    assert "**3강" in days.fake.world.messages[message["id"]]["content"]


async def test_a_menu_that_is_one_person_s_own_says_so_kindly_to_others(days: Days) -> None:
    bob = days.fake.join("밥")
    message = await (await days.fake.alice.slash("mission")).reply("미션")
    runs = days.rows("mission_runs")
    chosen = await bob.select(message, [menus(message)[0]["options"][0]["label"]])
    assert "다른 분의 것" in (await chosen.reply())["content"]
    assert chosen.is_ephemeral
    assert days.rows("mission_runs") == runs
    assert days.tables_that_name(bob.id) == set()


async def test_a_lesson_that_is_not_there_any_more_is_said_kindly(days: Days, fake_discord: FakeDiscord) -> None:
    message = await listed(days)
    menus(message)[0]["options"][0]["value"] = "99-gone"
    chosen = await fake_discord.alice.select(message, [menus(message)[0]["options"][0]["label"]])
    assert "강의" in (await chosen.reply())["content"]
    assert chosen.is_ephemeral
    assert "도커 강의 목록" in fake_discord.world.messages[message["id"]]["content"]
