"""What went over the wire, and what was wrong with it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from tests.fake_discord.clock import ManualClock
from tests.fake_discord.models import Json


@dataclass(frozen=True)
class Request:
    """One HTTP request that was answered (or dropped: status 0).

    `at` is the clock's count of seconds; `code` is Discord's own for an error.
    """

    at: float
    method: str
    path: str
    template: str
    body: Json | list[Json] | None
    status: int
    code: int = 0


@dataclass(frozen=True)
class Violation:
    """Something that Discord's rules forbid, in a request or in an answer of the fake's own."""

    kind: str
    where: str
    what: str


class Log:
    """The requests, the violations, and a transcript for people."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self.requests: list[Request] = []
        self.violations: list[Violation] = []
        self._lines: list[str] = []

    def note(self, line: str) -> None:
        """Add a line to the transcript."""
        self._lines.append(f"{self._clock.monotonic():9.3f}  {line}")

    def request(
        self, method: str, path: str, template: str, body: Json | list[Json] | None, status: int, code: int = 0
    ) -> None:
        self.requests.append(Request(self._clock.monotonic(), method, path, template, body, status, code))
        self.note(f"bot → {method} {_short_path(path)} {_short(body)} ⇒ {status or 'dropped'}")

    def violation(self, kind: str, where: str, what: object) -> None:
        self.violations.append(Violation(kind, where, str(what)))
        self.note(f"!!! {kind}: {where}: {what}")

    def forgive(self, words: str) -> list[Violation]:
        """Take the violations that say these words for meant; returns them."""
        meant = [violation for violation in self.violations if words in str(violation)]
        self.violations = [violation for violation in self.violations if violation not in meant]
        return meant

    def transcript(self, last: int = 60) -> str:
        """Return the last lines."""
        return "\n".join(self._lines[-last:])


def _short(body: object) -> str:
    text = json.dumps(body, ensure_ascii=False, default=str) if body is not None else ""
    return text if len(text) <= 300 else f"{text[:300]}… ({len(text)})"


def _short_path(path: str) -> str:
    return "/".join(part if len(part) <= 24 else f"{part[:20]}…" for part in path.split("/"))
