"""Days and times of a group, whatever its clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.together.days import DAY, LATEST, Period, beginning, moment, monday, occasion

SEOUL, BERLIN = ZoneInfo("Asia/Seoul"), ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(
    ["Asia/Seoul", "Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Pacific/Apia"]
).map(ZoneInfo)
MOMENTS = st.datetimes(datetime(2011, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - a bound
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@given(at=TIMES, zone=ZONES, now=MOMENTS)
def test_the_last_occasion_is_past_and_not_long_ago(at: time, zone: ZoneInfo, now: datetime) -> None:
    found = occasion(at, zone, now)
    if found is None:
        return
    day, due = found
    assert timedelta(0) <= now - due <= LATEST
    assert due == moment(day, at, zone)
    assert now < moment(day + DAY, at, zone) or moment(day + DAY, at, zone) == due


@given(at=TIMES, zone=ZONES, first=MOMENTS)
def test_looked_at_each_hour_every_day_has_one_occasion(at: time, zone: ZoneInfo, first: datetime) -> None:
    seen = [found[0] for hour in range(24 * 12) if (found := occasion(at, zone, first + timedelta(hours=hour)))]
    days = list(dict.fromkeys(seen))
    assert seen == sorted(seen), "a day that is over does not come again"
    gaps = {(later - earlier).days for earlier, later in pairwise(days)}
    # Samoa had no 30 December 2011: its clocks went from the 29th to the 31st.
    assert gaps <= ({1, 2} if zone.key == "Pacific/Apia" else {1})


def test_midnight_in_seoul_begins_a_day() -> None:
    midnight = datetime(2026, 3, 1, 15, tzinfo=UTC)
    assert beginning(Period.WEEK, SEOUL, midnight - timedelta(seconds=1)) == datetime(2026, 2, 22, 15, tzinfo=UTC)
    assert beginning(Period.WEEK, SEOUL, midnight) == midnight, "2 March 2026 is a Monday"
    assert beginning(Period.MONTH, SEOUL, midnight) == datetime(2026, 2, 28, 15, tzinfo=UTC)


@given(zone=ZONES, now=MOMENTS, period=st.sampled_from(Period))
def test_a_period_has_begun(zone: ZoneInfo, now: datetime, period: Period) -> None:
    begun = beginning(period, zone, now)
    assert begun <= now
    if period is Period.WEEK:
        assert monday(begun.astimezone(zone).date()) == monday(now.astimezone(zone).date())


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        (date(2026, 3, 29), time(2, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # there is no 02:30: 03:30
        (date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # 02:30 comes twice
    ],
)
def test_times_that_clocks_leave_out_or_repeat(day: date, at: time, expected: datetime) -> None:
    assert moment(day, at, BERLIN) == expected
