"""Days of the group, wherever it is and whatever the clock does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.people import Member
from bot.progress.service import Kept, ProgressService
from bot.progress.streak import FREEZE_DAYS, active_days, streak
from bot.progress.time import PAUSE, practised
from bot.quiz.plans import Plans
from bot.storage.database import Database
from bot.storage.groups import Groups
from bot.storage.missions import MissionRuns
from bot.storage.quizzes import Quizzes
from bot.storage.reads import LessonReads
from bot.storage.reviews import Reviews
from bot.storage.sittings import Sittings
from tests.fakes.clock import FakeClock
from tests.quiz.courses import course, one

SEOUL = ZoneInfo("Asia/Seoul")
# Zones that change their clocks by an hour, by half an hour, at midnight, twice a year in Ramadan, that skipped a
# whole day, or are the farthest from UTC.
ZONES = (
    "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Havana", "Africa/Casablanca", "Africa/Cairo",
    "Asia/Seoul", "Asia/Kathmandu", "Pacific/Apia", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC",
)  # fmt: skip
zones = st.sampled_from(ZONES).map(ZoneInfo)
moments = st.datetimes(datetime(2010, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
days_apart = st.lists(st.integers(1, 3), max_size=60)


def test_every_zone_of_these_is_known() -> None:
    assert set(ZONES) <= available_timezones()


@given(zone=zones, first=st.dates(date(2010, 1, 1), date(2034, 1, 1)), hours=st.lists(st.integers(0, 23), min_size=2))
def test_who_learns_every_day_at_any_hour_never_loses_the_streak(zone: ZoneInfo, first: date, hours: list[int]) -> None:
    """Days of 23, 24 and 25 hours, hours that happen twice or never, and the day that Samoa left out."""
    moments = [
        datetime.combine(first + timedelta(days=number), time(hour), zone).astimezone(UTC)
        for number, hour in enumerate(hours)
    ]
    today = moments[-1].astimezone(zone).date()
    found = streak(active_days(moments, zone), today)
    assert found.is_today_done
    assert found.current == found.longest == len({moment.astimezone(zone).date() for moment in moments})


@given(zone=zones, moment=moments)
def test_a_day_begins_at_the_zone_s_own_midnight(zone: ZoneInfo, moment: datetime) -> None:
    (day,) = active_days([moment], zone)
    local = moment.astimezone(zone)
    assert day == local.date()
    assert streak([day], day).current == 1
    assert streak([day], day + timedelta(days=1)).current == 1


@given(zone=zones, seen=st.lists(moments, max_size=30), back=st.integers(1, 72))
def test_a_clock_set_back_counts_no_day_twice_and_none_of_the_future(
    zone: ZoneInfo, seen: list[datetime], back: int
) -> None:
    again = [moment - timedelta(hours=back) for moment in seen]
    days = active_days([*seen, *again], zone)
    assert len(days) == len(set(days))
    for today in days:
        found = streak(days, today)
        assert found.is_today_done
        assert 1 <= found.current <= found.longest <= len([day for day in days if day <= today])


@given(gaps=days_apart, start=st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_one_missed_day_a_week_is_forgiven_and_no_more(gaps: list[int], start: date) -> None:
    """Against a count by hand: walk the days, a freeze is there when none was used in the seven days before."""
    days = [start]
    for gap in gaps:
        days.append(days[-1] + timedelta(days=gap))
    assert streak(days, days[-1]).current == _by_hand(days)


def _by_hand(days: Iterable[date]) -> int:
    known = set(days)
    day, last = min(known), max(known)
    count, frozen = 0, date.min
    while day <= last:
        if day in known:
            count += 1
        elif count and (day - frozen).days >= FREEZE_DAYS and day + timedelta(days=1) in known:
            frozen = day
        else:
            count, frozen = 0, date.min
        day += timedelta(days=1)
    return count


@given(
    ends=st.lists(st.integers(0, 10_000), max_size=40),
    seconds=st.lists(st.floats(-5, 600), min_size=40, max_size=40),
    jump=st.integers(-86_400, 86_400),
)
def test_time_practised_is_never_more_than_the_time_there_was(ends: list[int], seconds: list[float], jump: int) -> None:
    start = datetime(2026, 3, 2, tzinfo=UTC)
    spans = [(start + timedelta(seconds=end), took) for end, took in zip(ends, seconds, strict=False)]
    total = practised(spans)
    assert total == practised(reversed(spans))
    assert 0 <= total <= (max(ends, default=0) - min(ends, default=0)) + 600
    assert total == pytest.approx(practised([(end + timedelta(seconds=jump), took) for end, took in spans]))


def test_a_pause_is_no_practice_and_thinking_is() -> None:
    start = datetime(2026, 3, 2, tzinfo=UTC)
    assert practised([]) == 0
    assert practised([(start, 3.0)]) == 3
    assert practised([(start, 3.0), (start + timedelta(seconds=60), 2.0)]) == 63
    assert practised([(start, 3.0), (start + PAUSE + timedelta(seconds=3), 2.0)]) == 5


class Group:
    """A group somewhere, and what its learners did."""

    def __init__(self, database: Database) -> None:
        self.clock = FakeClock(datetime(2026, 3, 2, 14, 50, tzinfo=UTC))  # ten minutes to midnight in Seoul
        self.quizzes, self.runs, self.reads = Quizzes(database), MissionRuns(database), LessonReads(database)
        self.groups = Groups(database)
        kept = Kept(self.quizzes, self.runs, self.reads, Sittings(database))
        plans = Plans(self.groups, Reviews(database))
        self.service = ProgressService(lambda: course(one(1)), kept, plans, self.groups, self.clock)


@pytest.fixture
async def group(tmp_path: Path) -> AsyncIterator[Group]:
    """Return a group over a real file."""
    database = await Database.open(tmp_path / "gorae.db")
    yield Group(database)
    await database.close()


IN_SEOUL = Member(1, "kim", guild_id=7)


async def test_a_day_counts_by_a_lesson_read_or_a_mission_alone(group: Group) -> None:
    await group.reads.add(1, "01-docker/part-1", group.clock.now())
    assert (await group.service.progress(IN_SEOUL)).streak.current == 1
    group.clock.advance(days=1)
    run = await group.runs.start(1, "01-docker/m-1", {}, group.clock.now())
    assert not (await group.service.progress(IN_SEOUL)).streak.is_today_done, "taken up is not solved"
    await group.runs.solve(run.id, group.clock.now())
    assert (await group.service.progress(IN_SEOUL)).streak.current == 2


async def test_midnight_is_that_of_the_learner_s_group(group: Group) -> None:
    await group.groups.change(8, 99, group.clock.now(), {"time_zone": "Europe/Berlin"})
    in_berlin = Member(1, "kim", guild_id=8)
    await group.reads.add(1, "01-docker/part-1", group.clock.now())
    group.clock.advance(minutes=20)
    await group.reads.add(1, "01-docker/part-2", group.clock.now())
    seoul, berlin = await group.service.progress(IN_SEOUL), await group.service.progress(in_berlin)
    assert (seoul.streak.current, berlin.streak.current) == (2, 1)
    assert (seoul.today, berlin.today) == (date(2026, 3, 3), date(2026, 3, 2))
    assert [count for day, count in seoul.calendar if count] == [1, 1]


async def test_turning_back_to_a_part_is_one_reading(group: Group) -> None:
    for _ in range(5):
        await group.reads.add(1, "01-docker/part-1", group.clock.now())
        group.clock.advance(minutes=5)
    assert len(await group.reads.of(1)) == 1
    group.clock.advance(hours=2)
    await group.reads.add(1, "01-docker/part-1", group.clock.now())
    assert len(await group.reads.of(1)) == 2


async def test_a_clock_set_back_loses_no_streak(group: Group) -> None:
    await group.reads.add(1, "01-docker/part-1", group.clock.now())
    group.clock.advance(days=1)
    await group.reads.add(1, "01-docker/part-1", group.clock.now())
    group.clock.jump(days=-1)
    progress = await group.service.progress(IN_SEOUL)
    assert (progress.streak.current, progress.streak.is_today_done) == (1, True)
    group.clock.jump(days=1)
    assert (await group.service.progress(IN_SEOUL)).streak.current == 2
