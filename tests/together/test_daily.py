"""The daily question: at the group's time, once, answered by each member once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.core.people import Member
from bot.core.reply import Visibility
from bot.lessons.exercises import QuizChoice, QuizItem, QuizKind
from bot.storage.database import Database
from bot.together.daily import pick
from tests.fakes.clock import FakeClock
from tests.quiz.courses import one, typed
from tests.together.club import CHANNEL, GUILD, KIM, LEE, PARK, Club, small


async def turned_on(club: Club, clock: FakeClock, at: time = time(9)) -> None:
    """Turn the daily question on, and go to the moment before the next morning's nine in Seoul."""
    await club.set(daily_channel_id=CHANNEL, daily_at=at)
    clock.advance(hours=21, seconds=-60)


async def asked(club: Club) -> list[str]:
    return [letter.key for letter in await club.letters()]


async def test_it_is_asked_at_the_time_and_once(club: Club, clock: FakeClock) -> None:
    await turned_on(club, clock)
    await club.make_rounds()
    assert await asked(club) == []
    clock.advance(seconds=60)
    await club.make_rounds()
    (letter,) = await club.letters()
    assert (letter.key, letter.channel_id) == (f"daily:{GUILD}:2026-03-03", CHANNEL)
    assert "오늘의 퀴즈" in letter.reply.text
    assert len(letter.reply.choices) == 3
    for _ in range(23):
        clock.advance(hours=1)
        await Club(club.database, clock).make_rounds()
    assert await asked(club) == [letter.key]


async def test_setting_a_time_that_has_passed_waits_for_the_next_day(club: Club, clock: FakeClock) -> None:
    await club.set(daily_channel_id=CHANNEL, daily_at=time(9))
    clock.advance(hours=1)
    await club.make_rounds()
    assert await asked(club) == []


async def test_weeks_in_a_zone_with_summer_time_have_a_question_each_day_at_nine(
    database: Database, clock: FakeClock
) -> None:
    club = Club(database, clock)
    await club.set(daily_channel_id=CHANNEL, daily_at=time(9), time_zone="Europe/Berlin")
    asked_at = []
    for _ in range(24 * 35):  # over 29 March, when clocks go forward
        clock.advance(hours=1)
        before = len(await club.services.dailies.asked(GUILD))
        await club.make_rounds()
        if len(await club.services.dailies.asked(GUILD)) > before:
            asked_at.append(clock.now())
    zone = (await club.groups.of(GUILD)).zone
    assert len(asked_at) == 35
    assert {at.astimezone(zone).time() for at in asked_at} == {time(9)}
    keys = await asked(club)
    assert len([key for key in keys if not key.endswith("reveal")]) == 35
    assert len([key for key in keys if key.endswith("reveal")]) == 34
    asked_items = [row.item_id for row in await club.services.dailies.asked(GUILD)]
    assert all(len(set(asked_items[at : at + 7])) == 7 for at in range(28)), "each item has its turn"


@pytest.mark.parametrize(
    ("away", "expected"),
    [
        (timedelta(hours=3), ["2026-03-03"]),  # an hour's downtime over the time: caught up
        (timedelta(days=4), ["2026-03-07"]),  # four days: the last one, not all
        (timedelta(hours=15), []),  # midnight: too late, and quiet
        (timedelta(hours=23, minutes=30), []),  # half past eight the next morning: too late for yesterday's
    ],
)
async def test_after_a_downtime_what_was_missed_is_caught_up_once(
    club: Club, clock: FakeClock, away: timedelta, expected: list[str]
) -> None:
    await turned_on(club, clock)
    clock.advance(seconds=60 + away.total_seconds())
    await club.make_rounds()
    assert await asked(club) == [f"daily:{GUILD}:{day}" for day in expected]


async def test_nothing_is_asked_in_quiet_hours_but_after_them(club: Club, clock: FakeClock) -> None:
    await club.set(quiet_from=time(22), quiet_to=time(10))
    await turned_on(club, clock)
    clock.advance(minutes=59)
    await club.make_rounds()
    assert await asked(club) == []
    clock.advance(minutes=2)
    await club.make_rounds()
    assert await asked(club) == [f"daily:{GUILD}:2026-03-03"]


async def morning(club: Club, clock: FakeClock) -> int:
    """Have a question asked and return its id."""
    await turned_on(club, clock)
    clock.advance(seconds=60)
    await club.make_rounds()
    (row,) = await club.services.dailies.asked(GUILD)
    return row.id


async def numbers(club: Club, daily_id: int) -> tuple[int, int]:
    """Return the number of the right choice and of a wrong one, as shown."""
    row = await club.services.dailies.get(daily_id)
    assert row is not None
    daily = club.services.daily.shown(row)
    assert daily is not None
    shown = daily.question.shown
    return shown.index("빵틀") + 1, shown.index("빵") + 1


async def test_each_member_answers_once_and_is_told_alone(club: Club, clock: FakeClock) -> None:
    daily_id = await morning(club, clock)
    right, wrong = await numbers(club, daily_id)
    clock.advance(hours=2)
    told = await club.press(KIM, f"daily:answer:{daily_id}:{right}")
    assert told.visibility is Visibility.PERSONAL
    assert not told.in_place, "the question stays for the others"
    assert "맞았어요" in told.text
    again = await club.press(KIM, f"daily:answer:{daily_id}:{wrong}")
    assert "이미 답하셨어요" in again.text
    assert "맞았어요" in again.text, "the first answer stands"
    (attempt,) = await club.quizzes.attempts_of(KIM.user_id)
    assert (attempt.is_right, attempt.points) == (True, 1.0)
    (card,) = await club.quizzes.cards(KIM.user_id)
    assert card.item_id == attempt.item_id


async def test_the_answer_is_told_next_day_with_how_it_went_and_then_none_is_taken(
    club: Club, clock: FakeClock
) -> None:
    daily_id = await morning(club, clock)
    right, wrong = await numbers(club, daily_id)
    await club.press(KIM, f"daily:answer:{daily_id}:{right}")
    await club.press(LEE, f"daily:answer:{daily_id}:{wrong}")
    clock.advance(days=1)
    await Club(club.database, clock).make_rounds()
    keys = await asked(club)
    assert keys[-2:] == [f"daily:{GUILD}:2026-03-03:reveal", f"daily:{GUILD}:2026-03-04"], "the answer comes first"
    reveal = (await club.letters())[-2].reply.text
    assert "2명 중 **1명**" in reveal
    assert "빵틀" in reveal
    assert "kim" not in reveal
    late = await club.press(PARK, f"daily:answer:{daily_id}:{right}")
    assert "이미 공개됐어요" in late.text
    assert await club.quizzes.attempts_of(PARK.user_id) == ()


async def test_a_question_that_reached_nobody_is_not_answered_in_public(club: Club, clock: FakeClock) -> None:
    await morning(club, clock)
    (posted,) = await club.services.outbox.waiting(clock.now())
    await club.services.outbox.give_up(posted.id, "403 50013", clock.now())
    clock.advance(days=1)
    await club.make_rounds()
    assert await asked(club) == [f"daily:{GUILD}:2026-03-04"]


async def test_a_question_is_of_the_lessons_that_were_chosen(database: Database, clock: FakeClock) -> None:
    club = Club(database, clock, small([one(1), one(2, lesson="02-run"), one(3, lesson="02-run")]))
    await club.set(daily_lessons=("02-run",))
    await morning(club, clock)
    (row,) = await club.services.dailies.asked(GUILD)
    assert row.item_id.startswith("02-run/")


async def test_typed_and_several_answers_work_too(database: Database, clock: FakeClock) -> None:
    club = Club(database, clock, small([typed(QuizKind.COMMAND, "docker ps")]))
    daily_id = await morning(club, clock)
    (letter,) = await club.letters()
    (button,) = letter.reply.choices
    form = club.talk.form(KIM, button.action)
    assert form is not None
    told = await club.press(KIM, button.action, **{form.fields[0].key: "docker container ls"})
    assert "맞았어요" in told.text

    several = QuizItem(
        id="01-docker/q-several",
        lesson="01-docker",
        section="01-docker/part-1",
        kind=QuizKind.SEVERAL,
        prompt="고르세요.",
        explanation="그래요.",
        difficulty=1,
        choices=(QuizChoice("가", is_right=True, remark=""), QuizChoice("나", is_right=False, remark="")),
    )
    club.course = small([several])
    clock.advance(days=1)
    await club.make_rounds()
    row = (await club.services.dailies.asked(GUILD))[0]
    assert row.id != daily_id
    (menu,) = (await club.letters())[-1].reply.menus
    shown = [option.label for option in menu.options]
    right = next(option.value for option in menu.options if option.label.endswith("가"))
    assert len(shown) == 2
    assert "맞았어요" in (await club.press(LEE, menu.action, value=right)).text


@pytest.mark.parametrize("action", ["daily:answer:99:1", "daily:answer:x:1", "daily:nothing:1"])
async def test_a_made_up_press_is_refused_in_words(club: Club, clock: FakeClock, action: str) -> None:
    await morning(club, clock)
    assert (await club.press(KIM, action)).visibility is Visibility.PERSONAL


async def test_who_is_not_of_the_group_cannot_answer_its_question(club: Club, clock: FakeClock) -> None:
    daily_id = await morning(club, clock)
    elsewhere = Member(7, "stranger", GUILD + 1, 1)
    assert "더 이상 없어요" in (await club.press(elsewhere, f"daily:answer:{daily_id}:1")).text


def test_the_pick_is_one_never_asked_or_asked_longest_ago() -> None:
    items, day = [one(number) for number in range(1, 5)], datetime(2026, 3, 3, tzinfo=UTC).date()
    ids = [item.id for item in items]
    new = pick(items, GUILD, day, ids[:3])
    oldest = pick(items, GUILD, day, [*ids, ids[0]])
    assert new is not None
    assert oldest is not None
    assert (new.id, oldest.id) == (ids[3], ids[3])
    assert pick(items, GUILD, day, []) == pick(items[::-1], GUILD, day, [])
    assert pick([], GUILD, day, []) is None


async def test_two_presses_at_the_same_moment_count_once(club: Club, clock: FakeClock) -> None:
    daily_id = await morning(club, clock)
    await asyncio.gather(*(club.press(KIM, f"daily:answer:{daily_id}:{number}") for number in (1, 2, 3, 1)))
    assert len(await club.quizzes.attempts_of(KIM.user_id)) == 1
    assert len(await club.services.dailies.answers(daily_id)) == 1


async def test_rounds_cut_short_anywhere_ask_and_reveal_once(club: Club, clock: FakeClock) -> None:
    await turned_on(club, clock)
    clock.advance(seconds=60)
    for steps in range(30):
        rounds = asyncio.get_running_loop().create_task(Club(club.database, clock).make_rounds())
        for _ in range(steps):
            await asyncio.sleep(0.0002)
        rounds.cancel()
        await asyncio.gather(rounds, return_exceptions=True)
        await Club(club.database, clock).make_rounds()
        clock.advance(days=1)
    rows = await club.services.dailies.asked(GUILD)
    assert len({row.day for row in rows}) == len(rows) == 30
    keys = await asked(club)
    assert len(keys) == len(set(keys)) == 59
    assert {row.letter_key for row in rows} <= set(keys), "a question that is kept is one that is asked"
