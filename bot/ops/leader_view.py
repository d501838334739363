"""What the leader's page shows. Filled by the composition root from the services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Learner:
    """One member; `name` is empty for those who have not agreed to be named. Shares are 0..1."""

    name: str
    mastery: float
    missions: int
    streak_days: int
    due: int
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class LessonShare:
    """How far the group is with a lesson: mean mastery and how many have begun it."""

    title: str
    mastery: float
    begun: int


@dataclass(frozen=True, slots=True)
class HardItem:
    """A quiz item that fails often: `wrong` of `answers` (0..1)."""

    prompt: str
    lesson: str
    wrong: float
    answers: int


@dataclass(frozen=True, slots=True)
class RefusalCount:
    """A reason for which lines were refused lately, in words, and how often."""

    title: str
    count: int


@dataclass(frozen=True, slots=True)
class SandboxLoad:
    """Sandboxes of the whole program now; `is_up` says whether there is an engine."""

    is_up: bool
    live: int
    warm: int
    capacity: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderView:
    """One group at `at` (aware, in the group's zone). `problems` are sentences about the course's files."""

    at: datetime
    missions: int
    learners: tuple[Learner, ...] = ()
    lessons: tuple[LessonShare, ...] = ()
    hardest: tuple[HardItem, ...] = ()
    refusals: tuple[RefusalCount, ...] = ()
    sandboxes: SandboxLoad
    problems: tuple[str, ...] = ()
