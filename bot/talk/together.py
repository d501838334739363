"""The desks of learning together."""

from __future__ import annotations

from bot.talk.daily import DailyDesk
from bot.talk.desk import Desk
from bot.talk.duel import DuelDesk
from bot.talk.rank import RankDesk
from bot.talk.reminders import ReminderDesk
from bot.together.services import Together

PUBLIC_ACTIONS = ("daily:", "duel:", "rank:sharing", "remind:show")
"""What anyone may press on a message for all: each acts for who presses."""


def together_desks(services: Together) -> tuple[Desk, ...]:
    """Return them."""
    return (
        RankDesk(services.ranking, services.sharing, services.group),
        DuelDesk(services.duels),
        DailyDesk(services.daily, services.course),
        ReminderDesk(services.reminding),
    )
