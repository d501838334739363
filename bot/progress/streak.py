"""Streaks in days of a time zone, with one freeze a week. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

FREEZE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Streak:
    """`current` and `longest` count active days in a row; a frozen day keeps a streak without counting."""

    current: int
    longest: int
    is_today_done: bool


def active_days(moments: Iterable[datetime], zone: ZoneInfo) -> tuple[date, ...]:
    """Return the calendar days of `zone` that hold one of the aware moments, in order, each once."""
    return tuple(sorted({moment.astimezone(zone).date() for moment in moments}))


def streak(days: Iterable[date], today: date) -> Streak:
    """Count the streak that reaches `today` or yesterday, and the longest.

    A single missed day does not break a streak when no other day was frozen within the 7 days before it.
    Days after `today` (a clock that was set back) are left out.
    """
    known = sorted(day for day in set(days) if day <= today)
    current = longest = 0
    previous: date | None = None
    frozen: date | None = None
    for day in known:
        missed = 0 if previous is None else (day - previous).days - 1
        if previous is not None and missed == 1 and _may_freeze(previous + timedelta(days=1), frozen):
            frozen = previous + timedelta(days=1)
            missed = 0
        if missed:
            current, frozen = 0, None
        current += 1
        longest = max(longest, current)
        previous = day
    if previous is None:
        return Streak(0, 0, is_today_done=False)
    away = (today - previous).days
    is_alive = away <= 1 or (away == 2 and _may_freeze(previous + timedelta(days=1), frozen))  # noqa: PLR2004
    return Streak(current if is_alive else 0, longest, is_today_done=away == 0)


def _may_freeze(day: date, frozen: date | None) -> bool:
    return frozen is None or (day - frozen).days >= FREEZE_DAYS
