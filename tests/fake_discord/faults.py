"""Things that go wrong when a test asks for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum

from tests.fake_discord.errors import ApiError, rate_limited


class Drop(Enum):
    """A connection that ends without an answer, before or after the request took effect."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True)
class Late:
    """An error that is answered though the request took effect, as a gateway in front of Discord may do."""

    error: ApiError


@dataclass(frozen=True)
class Slow:
    """A request that takes so many seconds of the clock on its way, and is heard then."""

    seconds: float


Outcome = ApiError | Drop | Late | Slow


@dataclass
class Fault:
    """What befalls the next `times` requests of a method whose path matches."""

    method: str
    path: re.Pattern[str]
    outcome: Outcome
    times: int = 1
    skip: int = 0
    struck: int = 0

    def strikes(self, method: str, path: str) -> bool:
        if self.times <= 0 or method != self.method or not self.path.search(path):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.times -= 1
        self.struck += 1
        return True


@dataclass
class Faults:
    """The faults in waiting, first come first struck."""

    waiting: list[Fault] = field(default_factory=list)

    def add(self, method: str, path: str, outcome: Outcome, *, times: int = 1, skip: int = 0) -> Fault:
        """Let the outcome befall requests; `path` is a regular expression, the first `skip` matches go unharmed."""
        fault = Fault(method, re.compile(path), outcome, times, skip)
        self.waiting.append(fault)
        return fault

    def too_many(
        self, method: str, path: str, *, retry_after: float = 0.05, is_global: bool = False, times: int = 1
    ) -> Fault:
        """Answer 429; `retry_after` are real seconds, for discord.py sleeps them."""
        return self.add(method, path, rate_limited(retry_after, is_global=is_global), times=times)

    def server_error(
        self, method: str, path: str, status: int = 500, *, times: int = 1, skip: int = 0, is_late: bool = False
    ) -> Fault:
        """Answer with a 5xx, instead of what was asked for or, where it `is_late`, after it."""
        error = ApiError(status, 0, f"{status}: Server Error")
        return self.add(method, path, Late(error) if is_late else error, times=times, skip=skip)

    def drop(self, method: str, path: str, when: Drop, *, times: int = 1, skip: int = 0) -> Fault:
        """End the connection without an answer."""
        return self.add(method, path, when, times=times, skip=skip)

    def next_for(self, method: str, path: str) -> Outcome | None:
        """Return what befalls this request."""
        for fault in self.waiting:
            if fault.strikes(method, path):
                return fault.outcome
        return None
