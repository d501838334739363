"""When something is due in a group's own time. Pure.

Times that a change of the clocks leaves out fall as much later as the clocks jump; of times that come twice the first
counts (`fold=0`, PEP 495).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LATEST = timedelta(hours=12)
"""How much later than its time something daily is still done; after that it waits for the next day's."""
DAY = timedelta(days=1)


class Period(StrEnum):
    """What a ranking looks at."""

    WEEK = "week"
    MONTH = "month"
    ALL = "all"


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return when it is `at` on `day` in `zone` (aware UTC)."""
    return datetime.combine(day, at, zone).astimezone(UTC)


def occasion(at: time, zone: ZoneInfo, now: datetime) -> tuple[date, datetime] | None:
    """Return the day and the moment of the last daily time at or before `now`; `None` where it is too long ago."""
    today = now.astimezone(zone).date()
    for day in (today, today - DAY):
        due = moment(day, at, zone)
        if due <= now:
            return (day, due) if now - due <= LATEST else None
    return None


def monday(day: date) -> date:
    """Return the Monday of the day's week."""
    return day - DAY * day.weekday()


def beginning(period: Period, zone: ZoneInfo, now: datetime) -> datetime:
    """Return when the period that `now` is in began, at midnight in `zone` (aware UTC)."""
    today = now.astimezone(zone).date()
    if period is Period.WEEK:
        return moment(monday(today), time(), zone)
    if period is Period.MONTH:
        return moment(today.replace(day=1), time(), zone)
    return datetime(1970, 1, 1, tzinfo=UTC)
