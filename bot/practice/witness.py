"""Writes into the audit what members try, as it happens."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from bot.core.clock import Clock
from bot.core.people import Member
from bot.practice.updates import Failed, Finished, PracticeUpdate, Refused, WantsTerminal
from bot.storage.audit import Audit


class Witness:
    """Keeps a line's verdict before it runs, and how it ended after: one cut short still shows that it began."""

    def __init__(self, audit: Audit, clock: Clock) -> None:
        self._audit = audit
        self._clock = clock

    async def watch(
        self, member: Member, line: str, updates: AsyncGenerator[PracticeUpdate]
    ) -> AsyncGenerator[PracticeUpdate]:
        """Yield the updates of a line."""
        begun: int | None = None
        async with aclosing(updates):
            async for update in updates:
                if isinstance(update, Refused | Failed):
                    reason = update.refusal.key if isinstance(update, Refused) else update.key
                    if begun is None:
                        kept = await self._audit.refused(member, line, reason, self._clock.now())
                        if isinstance(update, Refused):
                            yield replace(update, kept=kept)
                            continue
                    else:
                        await self._audit.end(begun, reason, is_allowed=isinstance(update, Failed))
                elif not isinstance(update, WantsTerminal):
                    if begun is None:
                        begun = await self.began(member, line)
                    if isinstance(update, Finished):
                        await self._audit.end(begun, update.cause.value, update.exit_code)
                yield update

    async def began(self, member: Member, line: str) -> int:
        """Keep that a line was allowed; returns its id in the audit."""
        return await self._audit.begin(member, line, self._clock.now())

    async def opened(self, member: Member, line: str, how: str) -> None:
        """Keep that a line opened something that is typed into, of which nothing more is kept."""
        await self._audit.end(await self.began(member, line), how)

    async def refused_line(self, member: Member, kept: int) -> str | None:
        """Return a member's own line that was refused, by its number in the audit."""
        return await self._audit.refused_line(member.user_id, kept)

    async def refused(self, member: Member, line: str, reason: str) -> None:
        """Keep that a line was refused."""
        await self._audit.refused(member, line, reason, self._clock.now())
