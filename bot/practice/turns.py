"""A learner's turns: how often they may start commands where they are, and how long a new sandbox of theirs lives."""

from __future__ import annotations

import math

from bot.core.people import Member
from bot.practice.allowance import Allowance
from bot.practice.parts import Parts
from bot.practice.rate import Rate
from sandbox.errors import SandboxError
from sandbox.policy.plan import Plan


class Turns:
    """Holds learners to what the group they are in leaves them."""

    def __init__(self, parts: Parts) -> None:
        self._allowances = parts.allowances
        self._sessions = parts.sessions
        self._clock = parts.clock
        self._rate = Rate()

    async def take(self, member: Member, owner: str, plan: Plan) -> None:
        """Count the commands of a plan where the learner is. Raises `SandboxError` (`too_many_commands`)."""
        most, count = (await self.allowed(member, owner)).commands_a_minute, len(plan.steps)
        wait_seconds = self._rate.take(owner, self._clock.monotonic(), most, count)
        if wait_seconds > 0:
            seconds = round(wait_seconds + 0.5) if math.isfinite(wait_seconds) else 0
            raise SandboxError("too_many_commands", {"most": most, "seconds": seconds, "count": count})

    async def allowed(self, member: Member, owner: str) -> Allowance:
        """Return what the learner is left where they are, and let a new sandbox live as long."""
        allowance = await self._allowances.of(member)
        self._sessions.allow(owner, allowance.lifetime_seconds)
        return allowance
