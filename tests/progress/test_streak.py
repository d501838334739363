from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.progress.streak import Streak, active_days, streak

SEOUL = ZoneInfo("Asia/Seoul")
MONDAY = date(2026, 3, 2)


def days(*numbers: int) -> list[date]:
    return [MONDAY + timedelta(days=number) for number in numbers]


@pytest.mark.parametrize(
    ("active", "today", "expected"),
    [
        ([], 0, Streak(0, 0, is_today_done=False)),
        ([0], 0, Streak(1, 1, is_today_done=True)),
        ([0, 1, 2], 2, Streak(3, 3, is_today_done=True)),
        ([0, 1, 2], 3, Streak(3, 3, is_today_done=False)),  # today is not over yet
        ([0, 1, 3, 4], 4, Streak(4, 4, is_today_done=True)),  # one freeze a week
        ([0, 2, 4], 4, Streak(1, 2, is_today_done=True)),  # no second freeze within seven days
        ([0, 1, 2], 4, Streak(3, 3, is_today_done=False)),  # yesterday is frozen
        ([0, 1, 2], 5, Streak(0, 3, is_today_done=False)),  # two days away end it
        ([0, 1, 2, 9], 2, Streak(3, 3, is_today_done=True)),  # days of the future are not counted
    ],
)
def test_a_streak_counts_active_days_with_one_freeze_a_week(active: list[int], today: int, expected: Streak) -> None:
    assert streak(days(*active), MONDAY + timedelta(days=today)) == expected


def test_a_day_begins_at_midnight_in_seoul() -> None:
    before, after = datetime(2026, 3, 2, 14, 59, tzinfo=UTC), datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
    assert active_days([after, before], SEOUL) == (date(2026, 3, 2), date(2026, 3, 3))


@given(
    moments=st.lists(st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)), max_size=40),  # noqa: DTZ001
    zone=st.sampled_from(["Asia/Seoul", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "UTC"]),
)
def test_each_moment_falls_on_one_day_of_any_zone_and_order_does_not_matter(moments: list[datetime], zone: str) -> None:
    found = active_days(moments, ZoneInfo(zone))
    assert found == active_days(reversed(moments), ZoneInfo(zone))
    assert len(found) <= len(moments)
    assert list(found) == sorted(set(found))


@given(st.sets(st.integers(0, 60)), st.integers(0, 60))
def test_a_streak_is_never_longer_than_the_days_there_were(active: set[int], today: int) -> None:
    result = streak(days(*active), MONDAY + timedelta(days=today))
    assert 0 <= result.current <= result.longest <= len([day for day in active if day <= today])
    assert result.is_today_done == (today in active)
