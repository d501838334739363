"""Figures for Prometheus, in a registry of our own. Every name here has one label, `kind`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

COUNTS: Mapping[str, str] = {
    "requests": "What members asked for, by command (press: a button).",
    "failures": "Requests that ended with an unexpected error, by command.",
    "answers": "Questions by what became of them: answer, maybe, abstain.",
    "lines": "Command lines by how they ended: exit, deadline, memory, …, refused, failed.",
    "refusals": "Lines the policy refused, by reason.",
    "sandboxes_ended": "Sandboxes that ended, by cause.",
    "discord_responses": "Answers of Discord's API by status; 429 is a rate limit.",
    "discord_connections": "Gateway: connected, resumed, disconnected.",
    "letters": "Letters of the outbox: delivered, later, set-aside, given-up.",
}
FROM_THE_START: Mapping[str, tuple[str, ...]] = {
    "answers": ("answer", "maybe", "abstain"),
    "letters": ("delivered", "later", "set-aside", "given-up"),
    "discord_connections": ("connected", "resumed", "disconnected"),
    "discord_responses": ("429",),
}
"""Kinds that are shown before they happen: Prometheus' `increase` does not see the first count of a new series."""
TIMES: Mapping[str, tuple[str, tuple[float, ...]]] = {
    "acknowledgement_seconds": (
        "From an interaction's arrival to its acknowledgement, by command. Discord gives three seconds.",
        (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0),
    ),
    "first_reply_seconds": (
        "From a request to the first thing shown, by command.",
        (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0),
    ),
    "sandbox_start_seconds": (
        "From a learner's line to a sandbox that is theirs: warm or cold, waiting in the queue included.",
        (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0),
    ),
}
GAUGES: Mapping[str, str] = {
    "sandboxes_live": "Sandboxes that are some learner's.",
    "sandboxes_warm": "Spare sandboxes that are ready.",
    "sandboxes_capacity": "Sandboxes there may be at once.",
    "queue": "Learners who wait for a sandbox.",
    "engine_up": "1 while the practice engine can be used.",
    "database_up": "1 while the database answers.",
    "discord_up": "1 while the gateway is connected.",
    "discord_latency_seconds": "Last heartbeat's round trip.",
    "content_problems": "Problems of the course's files since the last good read.",
    "backup_age_seconds": "Age of the newest finished backup; -1 while there is none, NaN where none are made.",
    "start_seconds": "From the start of the program to ready.",
}


class Metrics:
    """Serves `bot.core.meter.Meter`; `page` is what Prometheus reads."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._counts = {
            name: Counter(f"gorae_{name}", help_, ["kind"], registry=self.registry) for name, help_ in COUNTS.items()
        }
        self._times = {
            name: Histogram(f"gorae_{name}", help_, ["kind"], buckets=buckets, registry=self.registry)
            for name, (help_, buckets) in TIMES.items()
        }
        self._gauges = {name: Gauge(f"gorae_{name}", help_, registry=self.registry) for name, help_ in GAUGES.items()}
        for name, kinds in FROM_THE_START.items():
            self.show(name, kinds)

    def show(self, what: str, kinds: Iterable[str]) -> None:
        """Show kinds of a count from now on, whether they happen or not. Raises `KeyError` for an unknown name."""
        for kind in kinds:
            self._counts[what].labels(kind=kind)

    def count(self, what: str, kind: str) -> None:
        """Count one event. Raises `KeyError` for a name that is not in `COUNTS`."""
        self._counts[what].labels(kind=kind).inc()

    def time(self, what: str, kind: str, seconds: float) -> None:
        """Keep how long something took. Raises `KeyError` for a name that is not in `TIMES`."""
        self._times[what].labels(kind=kind).observe(seconds)

    def watch(self, what: str, read: Callable[[], float]) -> None:
        """Ask `read` for a gauge's value whenever the page is read. Raises `KeyError` for an unknown name."""
        self._gauges[what].set_function(read)

    def set(self, what: str, value: float) -> None:
        """Set a gauge. Raises `KeyError` for an unknown name."""
        self._gauges[what].set(value)

    def page(self) -> bytes:
        """Return all figures in Prometheus' text format."""
        return generate_latest(self.registry)
