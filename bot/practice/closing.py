"""What an operator ends: every lease, before the engine goes, so that each owner is told who did it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bot.storage.database import Database
from bot.storage.sandboxes import SandboxLedger
from sandbox.ledger import EndReason


async def end_all(file: Path, at: datetime) -> int:
    """End every lease in a database as an operator's doing. Returns how many there were."""
    database = await Database.open(file)
    try:
        ledger = SandboxLedger(database)
        leases = await ledger.live()
        for lease in leases:
            await ledger.close(lease.session, EndReason.OPERATOR, at)
    finally:
        await database.close()
    return len(leases)
