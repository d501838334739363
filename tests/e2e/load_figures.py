"""What a load has shown: figures against their targets, and what went wrong word by word."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bench.row import Row
from tests.e2e.census import most_grown
from tests.e2e.load_sightings import Act

MOST_ACKNOWLEDGED_MS = 1000.0
MOST_ANSWERED_MS = 150.0
MOST_GROWTH = 0.05
WARM_SHARE = 0.3
"""The part of a load in which the bot's caches fill: memory is looked at after it."""
MOST_TASKS_LEFT, MOST_FILES_GROWN = 5, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was seen of a load.

    It began at `began` (monotonic seconds); `looks` are the bot's own, `log` its lines, `strays` messages that answer
    nothing.
    """

    began: float
    load_seconds: float
    acts: Sequence[Act]
    sittings: int
    looks: Sequence[dict[str, Any]]
    log: Sequence[dict[str, Any]]
    violations: Sequence[str]
    strays: Sequence[str]
    exit_code: int
    stop_seconds: float

    # -- what must not be

    @property
    def lost(self) -> list[Act]:
        """What was never answered."""
        return [act for act in self.acts if not act.is_over]

    @property
    def doubled(self) -> list[Act]:
        """What was answered more than once."""
        return [act for act in self.acts if act.is_over and act.answers() > 1]

    @property
    def errors(self) -> list[str]:
        """What the bot logged as wrong."""
        return [str(entry) for entry in self.log if entry.get("level") not in {"info", "debug", "warning"}]

    @property
    def warnings(self) -> Counter[str]:
        """What the bot warned of, counted."""
        return Counter(str(entry.get("event")) for entry in self.log if entry.get("level") == "warning")

    @property
    def requests(self) -> tuple[int, int]:
        """How many requests the members made, and how many came to the conversation."""
        return sum(act.is_request for act in self.acts), int(self.looks[-1]["counts"].get("requests", 0))

    def wrongs(self) -> list[str]:
        """Return what must never be, in words; nothing when all is well."""
        made, came = self.requests
        return [
            *(f"lost: {act.kind} {act.what} at {act.began:.1f}: {act.last_seen!r}" for act in self.lost),
            *(f"doubled: {act.kind} {act.what} at {act.began:.1f}: {act.last_seen!r}" for act in self.doubled),
            *(f"logged: {line}" for line in self.errors),
            *(f"against Discord's rules: {violation}" for violation in self.violations),
            *(f"answers nothing: {stray}" for stray in self.strays),
            *([f"{made} requests were made, {came} came"] if made != came else []),
            *([f"the bot ended with {self.exit_code}"] if self.exit_code else []),
        ]

    # -- times, in milliseconds

    def acknowledged(self) -> list[float]:
        """Return how long each interaction waited for its acknowledgement."""
        return [(act.acknowledged - act.began) * 1000 for act in self.acts if act.acknowledged is not None]

    def shown(self, kind: str) -> list[float]:
        """Return how long each act of a kind waited for the first thing it showed."""
        return [(act.shown - act.began) * 1000 for act in self.acts if act.kind == kind and act.shown is not None]

    def handled(self, *verbs: str) -> list[float]:
        """Return how long the conversation took to its first reply, by the bot's own count."""
        times = self.looks[-1]["times"]
        return [seconds * 1000 for verb in verbs for seconds in times.get(f"first_reply_seconds {verb}", ())]

    # -- what the bot takes

    def series(self, name: str, *, is_warm: bool = False) -> list[float]:
        """Return a figure of the bot's over time, all of it or after the caches are warm."""
        return [float(look[name]) for look in (self._warm if is_warm else self.looks)]

    @property
    def _warm(self) -> list[dict[str, Any]]:
        since = self.began + self.load_seconds * WARM_SHARE
        return [look for look in self.looks if look["at"] >= since]

    def memory(self) -> tuple[float, float, float]:
        """Return the bot's memory at the start, once warm, and at the end (medians of a tenth), in MiB."""
        warm = self.series("rss_mib", is_warm=True)
        tenth = max(1, len(warm) // 10)
        return self.looks[0]["rss_mib"], statistics.median(warm[:tenth]), statistics.median(warm[-tenth:])

    @property
    def growth(self) -> float:
        """How much memory grew since the bot was warm, as a share."""
        _, warm, end = self.memory()
        return end / warm - 1

    @property
    def cpu_ms_a_thing(self) -> float:
        """What the bot spends of a processor on one thing a member does: the same however busy the machine is."""
        used = self.series("cpu_seconds")
        return (used[-1] - used[0]) * 1000 / max(1, len(self.acts))

    @property
    def left_over(self) -> int:
        """How many more tasks there are at the end than at the start, when nobody asks for anything."""
        return int(self.looks[-1]["tasks"] - self.looks[0]["tasks"])

    def alive(self) -> tuple[Counter[str], Counter[str]]:
        """Return what was alive in the bot by kind, once warm and at the end."""
        warm, end = (Counter(look["alive"]) for look in self.looks if "alive" in look)
        return warm, end

    @property
    def alive_growth(self) -> float:
        """How many more objects are alive at the end than once warm, as a share."""
        warm, end = self.alive()
        return end.total() / warm.total() - 1

    def most_grown(self) -> list[tuple[str, int]]:
        """Return the kinds of which there are more at the end than once warm, whoever made them."""
        return most_grown(*self.alive())

    def slope(self) -> float:
        """Return how fast memory grew once warm, in MiB an hour (least squares)."""
        hours, sizes = [look["at"] / 3600 for look in self._warm], self.series("rss_mib", is_warm=True)
        return statistics.linear_regression(hours, sizes).slope if len(sizes) > 1 else 0.0

    def rows(self) -> list[Row]:
        """Return the figures as rows of the table of measurements."""
        return list(self._rows())

    def _rows(self) -> Iterator[Row]:
        start, warm, end = self.memory()
        cpu = self.looks[-1]["cpu_seconds"] - self.looks[0]["cpu_seconds"]
        yield Row("soak: length", self.load_seconds, "s")
        yield Row("soak: things members did", len(self.acts), "")
        yield Row("soak: sittings at practice", self.sittings, "")
        yield Row("soak: longest queue for a sandbox", max(self.series("queue")), "")
        yield _at_most("soak: lost", len(self.lost), "", 0)
        yield _at_most("soak: answered twice", len(self.doubled) + len(self.strays), "", 0)
        moved = sum(act.is_elsewhere for act in self.acts)
        yield _at_most("soak: too late for Discord, answered elsewhere", moved, "", 0)
        yield _at_most("soak: errors", len(self.errors) + len(self.violations), "", 0)
        yield Row("soak: acknowledgement, p50", at(self.acknowledged(), 0.5), "ms")
        yield _at_most("soak: acknowledgement, p99", at(self.acknowledged(), 0.99), "ms", MOST_ACKNOWLEDGED_MS)
        handled = self.handled("ask", "cmd", "explain", "lesson")
        yield Row("soak: answer, handled, p50", at(handled, 0.5), "ms")
        yield _at_most("soak: answer, handled, p95", at(handled, 0.95), "ms", MOST_ANSWERED_MS)
        for kind, name in (("question", "answer"), ("quiz", "quiz"), ("practice", "practice line")):
            yield Row(f"soak: {name}, shown at Discord, p50", at(self.shown(kind), 0.5), "ms")
            yield Row(f"soak: {name}, shown at Discord, p95", at(self.shown(kind), 0.95), "ms")
        yield Row("soak: memory at the start", start, "MiB")
        yield Row("soak: memory once warm", warm, "MiB")
        yield Row("soak: memory at the end", end, "MiB")
        yield _at_most("soak: memory grown since warm", self.growth * 100, "%", MOST_GROWTH * 100)
        yield Row("soak: memory's slope since warm", self.slope(), "MiB/h")
        yield Row("soak: objects alive at the end", self.alive()[1].total(), "")
        yield Row("soak: objects alive, grown since warm", self.alive_growth * 100, "%")
        yield Row("soak: the bot's processor", cpu / self.load_seconds * 100, "%")
        yield Row("soak: the bot's processor, a thing members did", self.cpu_ms_a_thing, "ms")
        yield Row("soak: the database at the end", self.looks[-1]["database_mib"], "MiB")
        yield Row("soak: the machine's load, median", statistics.median(self.series("load")), "")
        tasks, files = self.series("tasks"), self.series("files", is_warm=True)
        yield Row("soak: tasks, most", max(tasks), "")
        yield _at_most("soak: tasks left over", self.left_over, "", MOST_TASKS_LEFT)
        half = len(files) // 2
        yield Row("soak: open files, most", max(files), "")
        grown_files = max(files[half:]) - max(files[: max(1, half)])
        yield _at_most("soak: open files, most, second half over first", grown_files, "", MOST_FILES_GROWN)


def at(values: Sequence[float], share: float) -> float:
    """Return the value that a share of all does not exceed (nearest rank); 0 for none."""
    ranked = sorted(values)
    return ranked[max(0, -int(-len(ranked) * share // 1) - 1)] if ranked else 0.0


def _at_most(name: str, value: float, unit: str, most: float) -> Row:
    return Row(name, value, unit, f"<= {most:g}", value <= most)
