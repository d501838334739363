"""How a running bot is, read from what it tells machines (`bot/ops/server.py`) and judged for a person."""

from __future__ import annotations

import http.client
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from prometheus_client.parser import text_string_to_metric_families

from bot.render.doctor import Vital
from sandbox.checks import State

ANSWER_SECONDS = 10.0
OLD_BACKUP_SECONDS = 2 * 86400.0
"""As in the alert `BackupOld`."""
MANY_RATE_LIMITS = 10
"""As in the alert `RateLimited`, over the whole life of the program here."""
MOST_REASONS = 5
EVERYWHERE = {"", "0.0.0.0", "[::]"}  # noqa: S104 - what an address may say that is served at, asked at loopback


@dataclass(frozen=True, slots=True)
class Figures:
    """What one bot told: which parts answer, its gauges by name, and its counts since the start, by name and kind."""

    parts: Mapping[str, bool]
    gauges: Mapping[str, float]
    counts: Mapping[str, Mapping[str, int]]


def read_figures(address: str) -> Figures | None:
    """Ask the bot that serves at `address` (`host:port`); nothing where none answers."""
    host, _, port = address.rpartition(":")
    try:
        ready, metrics = (_page("127.0.0.1" if host in EVERYWHERE else host, int(port), page) for page in PAGES)
        return _understood(json.loads(ready)["parts"], metrics.decode())
    except (OSError, ValueError, KeyError, http.client.HTTPException):
        return None


PAGES = ("/readyz", "/metrics")


def _page(host: str, port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection(host.strip("[]"), port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().read()
    finally:
        connection.close()


def _understood(parts: Mapping[str, bool], page: str) -> Figures:
    gauges: dict[str, float] = {}
    counts: dict[str, dict[str, int]] = {}
    for family in text_string_to_metric_families(page):
        name = family.name.removeprefix("gorae_")
        for sample in family.samples:
            if family.type == "gauge":
                gauges[name] = sample.value
            elif sample.name.endswith("_total") and sample.value > 0:
                counts.setdefault(name, {})[sample.labels["kind"]] = int(sample.value)
    return Figures(parts, gauges, counts)


def judged(figures: Figures, refusals: Mapping[str, str]) -> tuple[Vital, ...]:
    """Return what is worth knowing, each with whether something is to be done; `refusals` are reasons in words."""
    return (*_parts(figures), *_practice(figures, refusals), *_discord(figures), *_care(figures))


def _parts(figures: Figures) -> Iterator[Vital]:
    for part, answers in figures.parts.items():
        yield Vital(f"part-{part}", State.FINE if answers else State.TROUBLE, {})


def _practice(figures: Figures, refusals: Mapping[str, str]) -> Iterator[Vital]:
    gauges = figures.gauges
    waiting = int(gauges["queue"])
    values = {name: int(gauges[f"sandboxes_{name}"]) for name in ("live", "warm", "capacity")}
    yield Vital("vital-sandboxes", State.REMARK if waiting else State.FINE, {**values, "waiting": waiting})
    ended = figures.counts.get("sandboxes_ended", {})
    yield Vital("vital-ended", State.REMARK if ended.get("lost") else State.FINE, {"ended": ended})
    refused = sorted(figures.counts.get("refusals", {}).items(), key=lambda one: (-one[1], one[0]))
    named = [(refusals.get(reason, reason), count) for reason, count in refused[:MOST_REASONS]]
    yield Vital("vital-refusals", State.FINE, {"count": sum(count for _, count in refused), "most": named})


def _discord(figures: Figures) -> Iterator[Vital]:
    connections = figures.counts.get("discord_connections", {})
    again = max(0, sum(connections.get(kind, 0) for kind in ("connected", "resumed")) - 1)
    yield Vital("vital-connection", State.FINE, {"again": again, "latency": figures.gauges["discord_latency_seconds"]})
    limited = figures.counts.get("discord_responses", {}).get("429", 0)
    yield Vital("vital-rate-limits", State.REMARK if limited > MANY_RATE_LIMITS else State.FINE, {"count": limited})
    given_up = figures.counts.get("letters", {}).get("given-up", 0)
    yield Vital("vital-letters", State.REMARK if given_up else State.FINE, {"count": given_up})


def _care(figures: Figures) -> Iterator[Vital]:
    answers = {kind: figures.counts.get("answers", {}).get(kind, 0) for kind in ("answer", "maybe", "abstain")}
    yield Vital("vital-answers", State.FINE, answers)
    failures = sum(figures.counts.get("failures", {}).values())
    yield Vital("vital-failures", State.REMARK if failures else State.FINE, {"count": failures})
    problems = int(figures.gauges["content_problems"])
    yield Vital("vital-content", State.REMARK if problems else State.FINE, {"count": problems})
    age = figures.gauges["backup_age_seconds"]
    if not math.isnan(age):  # where the operator makes their own, nothing is known of them
        is_fresh = 0 <= age <= OLD_BACKUP_SECONDS
        yield Vital("vital-backup", State.FINE if is_fresh else State.TROUBLE, {"age": age})
