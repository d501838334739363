"""What a client and the supervisor say to each other: JSON lines over a unix socket. An open connection is a lease.

client:      {"linger_seconds": 1800}                                                   or {"stop": true}
supervisor:  {"event": "progress", "stage": "base", "fraction": 0.5, "values": {…}}     any number of times
             {"event": "ready", "socket": "…/docker.sock", "instance": {…}}             then silence, or
             {"event": "failed", "key": "needs_root", "values": {…}}                    and the end
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from sandbox.docker_engine import Instance

MOST_LINE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Progress:
    """One sign of life while the engine is set up. `stage` is a wording key, `fraction` 0…1 or none."""

    stage: str
    fraction: float | None = None
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ready:
    """The engine answers on `socket`."""

    socket: str
    instance: Instance


@dataclass(frozen=True, slots=True)
class Failed:
    """The engine cannot be had: a wording key and its values."""

    key: str
    values: dict[str, Any]


def encode(event: Progress | Ready | Failed) -> bytes:
    """Return an event as one line."""
    return json.dumps({"event": type(event).__name__.lower(), **asdict(event)}).encode() + b"\n"


def decode(line: bytes) -> Progress | Ready | Failed:
    """Return the event of one line. Raises `ValueError` when it is none."""
    words = json.loads(line)
    match words:
        case {"event": "progress", "stage": str(stage), "fraction": fraction, "values": dict(values)}:
            return Progress(stage, fraction, values)
        case {"event": "ready", "socket": str(socket), "instance": dict(instance)}:
            return Ready(socket, Instance(**instance))
        case {"event": "failed", "key": str(key), "values": dict(values)}:
            return Failed(key, values)
    message = f"not an event: {line[:80]!r}"
    raise ValueError(message)
