"""Everything of this room, put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from bot.core.clock import Clock
from bot.core.reply import Reply
from bot.lessons.model import Course
from bot.quiz.grade import Compare
from bot.quiz.plans import Plans
from bot.storage.daily import DailyQuestions
from bot.storage.database import Database
from bot.storage.duels import Duels
from bot.storage.groups import Groups
from bot.storage.outbox import Outbox
from bot.storage.quizzes import Quizzes
from bot.storage.reviews import Reviews
from bot.storage.together import GroupDeeds, Reminders, SharingChoices
from bot.together.answering import Answering
from bot.together.daily import DailyService
from bot.together.duel import DuelService, Over
from bot.together.group import GroupService
from bot.together.ranking import RankingService
from bot.together.reminding import ReminderService


@dataclass(frozen=True, slots=True)
class Together:
    """The services, and the tables that the rounds write to beside them."""

    course: Callable[[], Course]
    daily: DailyService
    dailies: DailyQuestions
    duels: DuelService
    ranking: RankingService
    sharing: SharingChoices
    group: GroupService
    reminding: ReminderService
    reminders: Reminders
    groups: Groups
    outbox: Outbox


def together(
    course: Callable[[], Course],
    database: Database,
    groups: Groups,
    clock: Clock,
    chance: Random,
    *,
    compare: Compare,
    tell: Callable[[Over], Reply],
) -> Together:
    """Build the services. `tell` words the end of a race that was cut short."""
    quizzes = Quizzes(database)
    answering = Answering(quizzes, Plans(groups, Reviews(database)), compare)
    dailies, deeds = DailyQuestions(database), GroupDeeds(database)
    sharing, reminders = SharingChoices(database), Reminders(database)
    return Together(
        course=course,
        daily=DailyService(course, dailies, answering, clock),
        dailies=dailies,
        duels=DuelService(course, Duels(database), answering, clock, chance, tell),
        ranking=RankingService(deeds, sharing, groups, clock),
        sharing=sharing,
        group=GroupService(course, deeds, groups, clock),
        reminding=ReminderService(course, reminders, quizzes, groups, clock),
        reminders=reminders,
        groups=groups,
        outbox=Outbox(database),
    )
