"""Rankings of a group, in its own days; who does not want to be in them is not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.core.people import Member
from bot.core.reply import Visibility
from bot.storage.database import Database
from bot.together.board import places
from bot.together.ranking import MISSION_POINTS
from tests.fakes.clock import FakeClock
from tests.together.club import GUILD, KIM, LEADER, LEE, PARK, Club


async def test_answers_and_missions_make_the_score(club: Club, clock: FakeClock) -> None:
    await club.answers(KIM, 0, is_right=True)
    await club.answers(KIM, 0, is_right=True)  # the same item again, the same day
    await club.answers(KIM, 1, is_right=True, points=0.5)  # with a hint
    await club.answers(KIM, 2, is_right=False)
    await club.solves(LEE, "m-shop")
    clock.advance(hours=1)
    await club.solves(LEE, "m-shop")  # once solved is solved for good
    shown = await club.do(KIM, "rank")
    assert f"🥇 **lee** {MISSION_POINTS:g}점" in shown.text
    assert "🥈 **kim** 1.5점 (답 4개)" in shown.text
    assert shown.visibility is Visibility.SHARED


async def test_the_same_item_counts_again_on_the_groups_next_day(database: Database) -> None:
    clock = FakeClock(datetime(2026, 3, 3, 14, 59, tzinfo=UTC))  # 23:59 in Seoul
    club = Club(database, clock)
    await club.answers(KIM, 0, is_right=True)
    clock.advance(minutes=2)
    await club.answers(KIM, 0, is_right=True)
    assert "**kim** 2점" in (await club.do(KIM, "rank")).text


@pytest.mark.parametrize(
    ("period", "expected"), [("week", "**kim** 1점"), ("month", "**kim** 2점"), ("all", "**kim** 3점")]
)
async def test_week_month_and_all_time(database: Database, period: str, expected: str) -> None:
    clock = FakeClock(datetime(2026, 2, 27, 3, tzinfo=UTC))
    club = Club(database, clock)
    for days in (0, 2, 2):  # Friday 27 February, Sunday 1 March, Tuesday 3 March
        clock.advance(days=days)
        await club.answers(KIM, 0, is_right=True)
    assert expected in (await club.press(KIM, f"rank:show:{period}")).text


async def test_who_opts_out_is_gone_at_once_and_comes_back_at_once(club: Club) -> None:
    await club.answers(KIM, 0, is_right=True)
    await club.answers(LEE, 1, is_right=True)
    panel = await club.press(KIM, "rank:sharing:0")
    assert panel.visibility is Visibility.PERSONAL
    assert not panel.in_place, "the ranking is everybody's message"
    await club.press(KIM, next(choice.action for choice in panel.choices if "빠지기" in choice.label))
    shown = await club.do(KIM, "rank")
    assert "**kim**" not in shown.text
    assert "순위에 나오지 않도록" in shown.text
    assert "**lee**" in shown.text
    await club.press(KIM, "rank:ranked:1")
    assert "**kim**" in (await club.do(LEE, "rank")).text


async def test_a_long_ranking_shows_the_first_ten_and_the_askers_own(club: Club) -> None:
    for number in range(12):
        await club.answers(Member(100 + number, f"member{number:02}", GUILD), 0, is_right=True)
        if number < 11:
            await club.answers(Member(100 + number, f"member{number:02}", GUILD), 1, is_right=True)
    shown = await club.do(Member(111, "member11", GUILD), "rank")
    assert shown.text.count("🥇") == 10, "equal scores share a place"
    assert "그 밖에 2명" in shown.text
    assert "나: 12위 · 1점" in shown.text


async def test_another_group_is_another_ranking(club: Club) -> None:
    await club.answers(KIM, 0, is_right=True)
    assert "아직 점수를 얻은" in (await club.do(Member(5, "far", GUILD + 1), "rank")).text


async def test_in_direct_messages_there_is_no_group(club: Club) -> None:
    assert "스터디 서버" in (await club.do(Member(1, "kim"), "rank")).text


async def test_only_admins_get_the_way_to_the_group(club: Club) -> None:
    def labels(choices: object) -> str:
        return str(choices)

    assert "모임 살펴보기" in labels((await club.do(LEADER, "rank")).choices)
    assert "모임 살펴보기" not in labels((await club.do(PARK, "rank")).choices)


async def test_a_name_cannot_draw(club: Club) -> None:
    await club.answers(Member(1, "**@everyone** [x](http://a)", GUILD), 0, is_right=True)
    assert "**everyone xhttp://a** 1점" in (await club.do(PARK, "rank")).text


def test_places() -> None:
    assert places([3, 2, 2, 1]) == (1, 2, 2, 4)
    assert places([]) == ()
