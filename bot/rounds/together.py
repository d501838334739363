"""The rounds of learning together."""

from __future__ import annotations

from bot.rounds.daily import DailyRound
from bot.rounds.duels import DuelRound
from bot.rounds.reminding import ReminderRound
from bot.rounds.rounds import Round
from bot.rounds.weekly import DrawsWeek, WeeklyRound
from bot.storage.memory import Memory
from bot.together.services import Together


def together_rounds(services: Together, memory: Memory, pictures: DrawsWeek) -> tuple[Round, ...]:
    """Return them: what a group is asked comes before what members are reminded of."""
    return (
        DailyRound(services.course, services.daily, services.dailies, services.groups, services.outbox),
        DuelRound(services.duels),
        WeeklyRound(services.group, services.groups, services.outbox, memory, pictures),
        ReminderRound(services.reminding, services.reminders, services.outbox),
    )
