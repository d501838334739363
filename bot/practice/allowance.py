"""What the group a learner is in leaves them: at most what the operator allows."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.people import Member
from bot.storage.groups import Groups
from sandbox.limits import Limits


@dataclass(frozen=True, slots=True)
class Allowance:
    """How often a learner may start a command, and how long a sandbox made now lives."""

    commands_a_minute: int
    lifetime_seconds: float


class Allowances:
    """Reads the groups' settings against the operator's limits."""

    def __init__(self, groups: Groups, limits: Limits) -> None:
        self._groups = groups
        self._limits = limits

    async def of(self, member: Member) -> Allowance:
        """Return a learner's allowance where they are; outside of groups it is the operator's."""
        settings, limits = await self._groups.of(member.guild_id), self._limits
        commands, minutes = settings.commands_a_minute, settings.sandbox_minutes
        return Allowance(
            commands_a_minute=min(commands or limits.commands_a_minute, limits.commands_a_minute),
            lifetime_seconds=min(minutes * 60.0 if minutes else limits.lifetime_seconds, limits.lifetime_seconds),
        )
