"""What practice is made of, built in `bot/practice/room.py`."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.clock import Clock
from bot.core.meter import SILENT, Meter
from bot.practice.allowance import Allowances
from bot.practice.witness import Witness
from bot.storage.commands import CommandJournal
from bot.storage.snapshots import Snapshots
from sandbox.ledger import Ledger
from sandbox.plans import PlanRunner
from sandbox.policy.settings import PolicySettings
from sandbox.pool import Pool
from sandbox.sessions import Sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The sandbox's parts, the stores, the policy, the clock, what groups leave, who watches and who counts."""

    sessions: Sessions
    pool: Pool
    plans: PlanRunner
    ledger: Ledger
    journal: CommandJournal
    snapshots: Snapshots
    policy: PolicySettings
    clock: Clock
    allowances: Allowances
    witness: Witness
    meter: Meter = SILENT
    takes_snapshots: bool = True
