"""Reminders: for who asked, at their hour, only when something is due, never in quiet hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from bot.core.people import Member
from bot.core.reply import Visibility
from bot.storage.personal import Personal
from tests.fakes.clock import FakeClock
from tests.together.club import GUILD, KIM, Club


async def wanted(club: Club, hour: int = 9, member: Member = KIM) -> None:
    """Let something be due from now on, and ask for a reminder."""
    await club.answers(member, 0, is_right=False)
    plan = await club.press(member, "remind:show:0")
    assert plan.visibility is Visibility.PERSONAL
    (menu,) = plan.menus
    assert str(hour) in [option.value for option in menu.options]
    told = await club.press(member, menu.action, value=str(hour))
    assert f"**{hour:02}:00**" in told.text


async def keys(club: Club) -> list[str]:
    return [letter.key for letter in await club.letters()]


async def test_it_comes_daily_at_the_hour_by_direct_message(club: Club, clock: FakeClock) -> None:
    await wanted(club)
    for _ in range(48):
        clock.advance(hours=1)
        await club.make_rounds()
    first, second = await club.letters()
    assert (first.key, second.key) == ("reminder:1:2026-03-03", "reminder:1:2026-03-04")
    assert (first.user_id, first.channel_id) == (KIM.user_id, None)
    assert "1개" in first.reply.text
    assert first.not_before.astimezone((await club.groups.of(GUILD)).zone).hour == 9


async def test_nothing_due_nothing_sent(club: Club, clock: FakeClock) -> None:
    await club.press(KIM, "remind:at:0", value="9")
    for _ in range(30):
        clock.advance(hours=1)
        await club.make_rounds()
    assert await keys(club) == []


async def test_quiet_hours_are_not_offered_and_hold_even_when_they_are_set_later(club: Club, clock: FakeClock) -> None:
    plan = await club.press(KIM, "remind:show:0")
    assert [int(option.value) for option in plan.menus[0].options] == list(range(8, 22))
    await wanted(club, hour=9)
    await club.set(quiet_from=time(22), quiet_to=time(11))
    clock.advance(hours=22, seconds=-1)  # Tuesday, just before ten
    await club.make_rounds()
    assert await keys(club) == []
    clock.advance(hours=1, seconds=1)
    await club.make_rounds()
    assert len(await keys(club)) == 1


async def test_after_days_away_there_is_one(club: Club, clock: FakeClock) -> None:
    await wanted(club)
    clock.advance(days=5)
    await Club(club.database, clock).make_rounds()
    assert await keys(club) == ["reminder:1:2026-03-07"]


async def test_it_can_be_ended(club: Club, clock: FakeClock) -> None:
    await wanted(club)
    await club.press(KIM, "remind:stop:0")
    clock.advance(days=1)
    await club.make_rounds()
    assert await keys(club) == []


async def test_closed_direct_messages_end_it_and_the_next_review_says_so_once(club: Club, clock: FakeClock) -> None:
    await wanted(club)
    clock.advance(days=1)
    await club.make_rounds()
    (posted,) = await club.services.outbox.waiting(clock.now())
    await club.services.outbox.give_up(posted.id, "403 50007", clock.now())
    for _ in range(3):
        clock.advance(days=1)
        await club.make_rounds()
    assert await keys(club) == []
    first = await club.do(KIM, "progress")
    assert "복습 알림을 멈췄어요" in first.text
    assert "복습 알림을 멈췄어요" not in (await club.do(KIM, "progress")).text
    await club.press(KIM, "remind:at:0", value="10")
    clock.advance(days=1)
    await club.make_rounds()
    assert len(await keys(club)) == 1, "asked for again, it comes again"


async def test_in_direct_messages_the_hours_of_a_known_group_hold(club: Club, clock: FakeClock) -> None:
    await club.set(time_zone="America/New_York")
    await club.answers(KIM, 0, is_right=False)
    alone = replace(KIM, guild_id=None)
    await club.press(alone, "remind:at:0", value="9")
    clock.advance(hours=2, minutes=59)  # 22:00 in New York, Sunday, begins the test; nine in the morning is 14:00 UTC
    await club.make_rounds()
    assert await keys(club) == []
    clock.advance(hours=8, minutes=2)
    await club.make_rounds()
    assert len(await keys(club)) == 1


async def test_who_deletes_everything_is_reminded_no_more(club: Club, clock: FakeClock) -> None:
    await wanted(club)
    removal = await Personal(club.database).delete(KIM.user_id)
    assert removal.removed["reminders"] == 1
    clock.advance(days=1)
    await club.make_rounds()
    assert await keys(club) == []


async def test_progress_and_the_end_of_a_review_offer_it(club: Club, clock: FakeClock) -> None:
    assert any(choice.action == "remind:show:0" for choice in (await club.do(KIM, "progress")).choices)
    await club.answers(KIM, 0, is_right=False)
    clock.advance(days=1)
    asked = await club.do(KIM, "review")
    stop = next(choice.action for choice in asked.choices if choice.label == "그만하기")
    assert any(choice.action == "remind:show:0" for choice in (await club.press(KIM, stop)).choices)


async def test_made_up_hours_are_refused(club: Club) -> None:
    for value in ("24", "x", ""):
        assert "쓸 수 없어요" in (await club.press(KIM, "remind:at:0", value=value)).text


async def test_a_letter_that_only_grew_old_ends_nothing(club: Club, clock: FakeClock) -> None:
    await wanted(club)
    clock.advance(days=1)
    await club.make_rounds()
    (posted,) = await club.services.outbox.waiting(clock.now())
    await club.services.outbox.give_up(posted.id, "too old", clock.now())
    clock.advance(days=1)
    await club.make_rounds()
    assert await keys(club) == ["reminder:1:2026-03-04"]
