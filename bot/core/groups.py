"""What the admins of a group (a Discord server) may set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.reply import Visibility

LEAST_QUESTION_SECONDS, MOST_QUESTION_SECONDS = 5, 120
LEAST_RETENTION, MOST_RETENTION = 0.7, 0.97


@dataclass(frozen=True, slots=True)
class GroupSettings:
    """The settings of one group; the defaults hold in direct messages and in the terminal.

    In `study_channels` (ids, threads included) plain words are answered without a mention. `visibility` is that of
    results whose command does not say otherwise. `daily_lessons` limits the daily quiz (empty: all lessons).
    Members with one of `practice_roles` may practise (empty: everyone). Between `quiet_from` and `quiet_to` (the
    group's time; equal or `None`: never) nothing is sent unasked. `with_gloss` adds Korean to Docker's messages.
    `question_seconds` is the time for a quiz question, 0 for no limit. `retention` is the recall that reviews aim at.
    Limits of practice are at most the operator's; `None` is the operator's own. Members in `blocked` (ids) are not
    served in the group.
    """

    time_zone: str = "Asia/Seoul"
    study_channels: tuple[int, ...] = ()
    visibility: Visibility = Visibility.SHARED
    daily_channel_id: int | None = None
    daily_at: time = time(9)
    daily_lessons: tuple[str, ...] = ()
    has_weekly_summary: bool = False
    practice_roles: tuple[int, ...] = ()
    quiet_from: time | None = time(22)
    quiet_to: time | None = time(8)
    with_gloss: bool = True
    question_seconds: int = 0
    retention: float = 0.9
    sandbox_minutes: int | None = None
    commands_a_minute: int | None = None
    blocked: tuple[int, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The group's time zone."""
        return ZoneInfo(self.time_zone)

    def is_quiet(self, at: datetime) -> bool:
        """Say whether `at` (aware) falls into the quiet hours."""
        if self.quiet_from is None or self.quiet_to is None or self.quiet_from == self.quiet_to:
            return False
        now = at.astimezone(self.zone).time()
        if self.quiet_from < self.quiet_to:
            return self.quiet_from <= now < self.quiet_to
        return now >= self.quiet_from or now < self.quiet_to

    def quiet_until(self, at: datetime) -> datetime:
        """Return the end (UTC) of the quiet hours that hold at `at` (aware); `at` itself where none do."""
        if self.quiet_to is None or not self.is_quiet(at):
            return at
        day = at.astimezone(self.zone).date()
        ends = (datetime.combine(day + timedelta(days=n), self.quiet_to, self.zone).astimezone(UTC) for n in range(3))
        return next(end for end in ends if end > at)
