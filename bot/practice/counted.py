"""The store of leases, with every end counted by its cause."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.core.meter import Meter
from sandbox.ledger import Ending, EndReason, Lease, Ledger


class CountedLedger:
    """Serves `sandbox.ledger.Ledger` by another one."""

    def __init__(self, ledger: Ledger, meter: Meter) -> None:
        self._ledger = ledger
        self._meter = meter

    async def live(self) -> Sequence[Lease]:
        """Return every lease that has not ended."""
        return await self._ledger.live()

    async def open(self, lease: Lease) -> None:
        """Keep a new lease."""
        await self._ledger.open(lease)

    async def touch(self, session: str, at: datetime) -> None:
        """Keep that the sandbox was used."""
        await self._ledger.touch(session, at)

    async def extend(self, session: str, expires_at: datetime) -> None:
        """Keep a later end."""
        await self._ledger.extend(session, expires_at)

    async def close(self, session: str, reason: EndReason, at: datetime) -> None:
        """Keep that a lease ended, and count it."""
        await self._ledger.close(session, reason, at)
        self._meter.count("sandboxes_ended", reason.value)

    async def end_of(self, session: str) -> EndReason | None:
        """Return why a lease ended; `None` when it has not."""
        return await self._ledger.end_of(session)

    async def untold_end(self, owner: str) -> Ending | None:
        """Return how the owner's last lease ended, once."""
        return await self._ledger.untold_end(owner)
