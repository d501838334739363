"""Who has which sandbox, kept where a restart finds it again: the port to the store of leases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class EndReason(StrEnum):
    """Why a lease ended, told to the owner at their next command."""

    IDLE = "idle"
    LIFETIME = "lifetime"
    RESET = "reset"
    STOPPED = "stopped"
    LOST = "lost"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """One owner's sandbox. Times are aware UTC."""

    owner: str
    session: str
    sandbox_id: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Ending:
    """How an owner's last lease ended; `allowed_seconds` is how long it might have lived at most."""

    reason: EndReason
    allowed_seconds: float


class Ledger(Protocol):
    """The store of leases."""

    async def live(self) -> Sequence[Lease]:
        """Return every lease that has not ended."""
        ...

    async def open(self, lease: Lease) -> None:
        """Keep a new lease."""
        ...

    async def touch(self, session: str, at: datetime) -> None:
        """Keep that the sandbox was used."""
        ...

    async def extend(self, session: str, expires_at: datetime) -> None:
        """Keep a later end."""
        ...

    async def close(self, session: str, reason: EndReason, at: datetime) -> None:
        """Keep that a lease ended. May be called again; the first reason stays."""
        ...

    async def end_of(self, session: str) -> EndReason | None:
        """Return why a lease ended, whichever program ended it; `None` when it has not."""
        ...

    async def untold_end(self, owner: str) -> Ending | None:
        """Return how the owner's last lease ended, once: the second call returns `None`."""
        ...
