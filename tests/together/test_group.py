"""How a group is doing: for its leader without names, and once a week for all."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from bot.core.letters import Letter
from bot.core.reply import Visibility
from bot.render.illustrations import Illustrations
from bot.render.pictures import Pictures
from bot.rounds.weekly import WeeklyRound
from bot.storage.database import Database
from bot.storage.memory import Memory
from tests.fakes.clock import FakeClock
from tests.together.club import CHANNEL, GUILD, KIM, LEADER, LEE, PARK, Club


async def trouble(club: Club, clock: FakeClock) -> None:
    """Let two members fail at one item, and one be at a mission for days."""
    for member in (KIM, LEE):
        for _ in range(2):
            clock.advance(minutes=1)
            await club.answers(member, 0, is_right=False)
    await club.answers(PARK, 0, is_right=True)
    await club.answers(PARK, 1, is_right=False)  # once, by one member
    await club.runs.start(PARK.user_id, "01-docker/m-net", {}, clock.now())
    clock.advance(days=2)


async def test_the_leader_sees_who_is_stuck_where_without_names(club: Club, clock: FakeClock) -> None:
    await trouble(club, clock)
    shown = await club.do(LEADER, "group")
    assert shown.visibility is Visibility.PERSONAL
    for name in ("kim", "lee", "park"):
        assert name not in shown.text
    assert shown.text.count("이름을 가린 멤버") == 3
    assert shown.text.count("“문제 1” 2번 틀림") == 2
    assert "미션 “빵집” 하는 중" in shown.text
    assert "“문제 1”: 3명이 5번 답해 4번 틀렸어요" in shown.text
    assert "문제 2”:" not in shown.text, "of one member alone it would tell who"


async def test_who_agreed_is_named_and_may_take_it_back(club: Club, clock: FakeClock) -> None:
    await trouble(club, clock)
    await club.press(KIM, "rank:named:1")
    assert "- kim: “문제 1” 2번 틀림" in (await club.do(LEADER, "group")).text
    await club.press(KIM, "rank:named:0")
    assert "kim" not in (await club.do(LEADER, "group")).text


async def test_who_has_got_it_right_since_is_not_stuck(club: Club, clock: FakeClock) -> None:
    await trouble(club, clock)
    await club.answers(KIM, 0, is_right=True)
    assert (await club.do(LEADER, "group")).text.count("“문제 1” 2번 틀림") == 1


async def test_only_an_admin_sees_the_group(club: Club) -> None:
    assert "관리하는 분만" in (await club.do(KIM, "group")).text
    assert "관리하는 분만" in (await club.press(KIM, "group:view:0")).text


async def test_the_week_is_told_on_monday_morning_once(club: Club, clock: FakeClock) -> None:
    await club.set(daily_channel_id=CHANNEL, daily_at=time(23), has_weekly_summary=True)
    await club.answers(KIM, 0, is_right=True)
    await club.answers(KIM, 1, is_right=False)
    clock.advance(days=2)
    await club.answers(LEE, 0, is_right=True)
    await club.solves(LEE, "m-shop")
    clock.advance(days=4, hours=20, minutes=59)  # Monday 9 March, 08:59 in Seoul
    await club.make_rounds()
    assert await weekly(club) == []
    clock.advance(minutes=1)
    for _ in range(24 * 6):
        await Club(club.database, clock).make_rounds()
        clock.advance(hours=1)
    (letter,) = await weekly(club)
    assert letter.key == f"weekly:{GUILD}:2026-03-09"
    assert letter.channel_id == CHANNEL
    assert "2명이 3문제에 답하고(정답률 67%) 미션 1개를" in letter.reply.text
    assert "🥇 **lee** 6점" in letter.reply.text


async def weekly(club: Club) -> list[Letter]:
    return [letter for letter in await club.letters() if letter.key.startswith("weekly")]


async def test_a_monday_missed_is_caught_up_till_wednesday(club: Club, clock: FakeClock) -> None:
    await club.set(daily_channel_id=CHANNEL, has_weekly_summary=True)
    await club.answers(KIM, 0, is_right=True)
    clock.advance(days=8)  # Tuesday noon
    await club.make_rounds()
    assert len(await weekly(club)) == 1
    clock.advance(days=10)  # Friday of the week after: too late for Monday's
    await club.answers(KIM, 0, is_right=True)
    await club.make_rounds()
    assert len(await weekly(club)) == 1


async def test_a_week_without_answers_and_a_group_that_did_not_ask_hear_nothing(club: Club, clock: FakeClock) -> None:
    await club.set(daily_channel_id=CHANNEL, has_weekly_summary=True)
    clock.advance(days=7)
    await club.make_rounds()
    assert await weekly(club) == []
    await club.set(has_weekly_summary=False)
    await club.answers(KIM, 0, is_right=True)
    clock.advance(days=7)
    await club.make_rounds()
    assert await weekly(club) == []


async def test_the_week_is_the_groups_own_also_when_clocks_change(database: Database) -> None:
    clock = FakeClock(datetime(2026, 3, 29, 21, 59, tzinfo=UTC))  # Sunday 23:59 in Berlin, the day clocks went forward
    club = Club(database, clock)
    await club.set(daily_channel_id=CHANNEL, has_weekly_summary=True, time_zone="Europe/Berlin")
    await club.answers(KIM, 0, is_right=True)
    clock.advance(minutes=2)  # Monday
    await club.answers(KIM, 1, is_right=True)
    clock.advance(hours=8, minutes=58)  # 08:59
    await club.make_rounds()
    assert await weekly(club) == []
    clock.advance(minutes=1)
    await club.make_rounds()
    (letter,) = await weekly(club)
    assert "1명이 1문제에 답했어요." in letter.reply.text


async def test_the_chart_has_its_facts_in_words(club: Club, clock: FakeClock, tmp_path: Path) -> None:
    await club.set(daily_channel_id=CHANNEL, has_weekly_summary=True)
    for number in range(5):
        await club.answers(KIM, number, is_right=True)
    clock.advance(days=1)
    await club.answers(LEE, 0, is_right=True)
    clock.advance(days=6)
    pictures = Pictures(tmp_path)
    services = club.services
    watch = WeeklyRound(services.group, club.groups, services.outbox, Memory(club.database), Illustrations(pictures))
    await watch(clock.now())
    await pictures.close()
    (letter,) = await weekly(club)
    picture = letter.reply.picture
    assert picture is not None
    assert picture.png.startswith(b"\x89PNG")
    assert "월요일 5개, 화요일 1개, 수요일 0개" in picture.alt


@pytest.mark.parametrize("action", ["rank:show:year", "rank:nothing:0", "group:nothing:0", "duel:nothing:0"])
async def test_made_up_presses_are_refused_in_words(club: Club, action: str) -> None:
    assert "쓸 수 없어요" in (await club.press(KIM, action)).text
