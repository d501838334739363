"""Races that the end of the program cut short."""

from __future__ import annotations

from datetime import datetime

from bot.together.duel import DuelService


class DuelRound:
    """Says so in their channel, and what counts."""

    name = "duels"

    def __init__(self, service: DuelService) -> None:
        self._service = service

    async def __call__(self, now: datetime) -> None:
        """End races that nobody leads."""
        del now
        await self._service.end_interrupted()
