"""Groups that sent the bot away: what their admins set is kept for a while, should they change their mind."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from bot.storage.groups import Groups

GRACE = timedelta(days=30)


class DepartedRound:
    """Serves `bot.rounds.rounds.Round`: forgets groups that were left longer ago than the grace."""

    name = "departed-groups"

    def __init__(self, groups: Groups) -> None:
        self._groups = groups

    async def __call__(self, now: datetime) -> None:
        """Forget what is due; what the members learned is their own and stays."""
        if gone := await self._groups.forget_left_before(now - GRACE):
            structlog.get_logger("groups").info("forgot groups that were left", count=len(gone))
