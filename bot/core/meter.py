"""How often things happen and how long they take, told to whoever counts. Rooms know this port, not who listens."""

from __future__ import annotations

from typing import Protocol


class Meter(Protocol):
    """Takes figures. `what` is one of the names in `bot/ops/metrics.py`, `kind` its one label."""

    def count(self, what: str, kind: str) -> None:
        """Count one event."""
        ...

    def time(self, what: str, kind: str, seconds: float) -> None:
        """Keep how long something took."""
        ...


class Silent:
    """Listens to nothing."""

    def count(self, what: str, kind: str) -> None:
        """Forget it."""

    def time(self, what: str, kind: str, seconds: float) -> None:
        """Forget it."""


SILENT: Meter = Silent()
