"""Rankings, reminders and how a group is doing, as replies."""

from __future__ import annotations

import re

from bot.core.reply import Choice, Emphasis, Menu, MenuOption, Picture, Reply, Visibility
from bot.render.wording import say
from bot.storage.together import Sharing
from bot.together.days import Period
from bot.together.group import GroupView, WeekSummary
from bot.together.ranking import Ranking
from bot.together.reminding import Plan

MOST_STANDINGS = 10
MOST_STUCK = 8
MOST_NAME = 32
MOST_PROMPT = 60
PERIODS = {Period.WEEK: "이번 주", Period.MONTH: "이번 달", Period.ALL: "전체"}
REMIND = Choice("🔔 복습 알림", "remind:show:0")
SHARING = Choice("함께 배우기 설정", "rank:sharing:0")


def plain_name(name: str) -> str:
    """Return a name without what would be drawn as Markdown."""
    plain = " ".join(re.sub(r"[*_`~|<>\[\]()\\#@]", "", name).split())
    return plain[:MOST_NAME] or "이름 없는 분"


def render_ranking(ranking: Ranking, *, is_admin: bool) -> Reply:
    """Show a group's ranking; the other periods, and the way out, are buttons."""
    shown = ranking.standings[:MOST_STANDINGS]
    text = say(
        "together",
        "ranking",
        period=PERIODS[ranking.period],
        standings=[(line, plain_name(line.name)) for line in shown],
        more=len(ranking.standings) - len(shown),
        own=None if ranking.own is None or ranking.own in shown else ranking.own,
        is_ranked=ranking.is_ranked,
    )
    choices = [
        Choice(words, f"rank:show:{period.value}", disabled=period is ranking.period)
        for period, words in PERIODS.items()
    ]
    choices.append(SHARING)
    if is_admin:
        choices.append(Choice("모임 살펴보기", "group:view:0"))
    return Reply(text=text, note=say("together", "formula"), choices=tuple(choices), in_place=True)


def render_sharing(sharing: Sharing, *, in_place: bool) -> Reply:
    """Show one member what others see of them, with buttons that change it.

    `in_place` only where the message is theirs already: a public one must not turn into a private matter.
    """
    rank = (
        Choice("순위에서 빠지기", "rank:ranked:0")
        if sharing.is_ranked
        else Choice("순위에 참여하기", "rank:ranked:1", Emphasis.SUCCESS)
    )
    named = (
        Choice("리더에게 이름 가리기", "rank:named:0")
        if sharing.is_named
        else Choice("리더에게 이름 보이기", "rank:named:1")
    )
    return Reply(
        text=say("together", "sharing", sharing=sharing),
        choices=(rank, named, REMIND),
        visibility=Visibility.PERSONAL,
        in_place=in_place,
    )


def render_plan(plan: Plan, *, in_place: bool, is_stopped: bool = False) -> Reply:
    """Show one member when they are reminded, with the hours to choose from; `in_place` as for `render_sharing`."""
    options = tuple(
        MenuOption(say("together", "hour", hour=hour), str(hour), chosen=plan.at is not None and plan.at.hour == hour)
        for hour in plan.hours
    )
    return Reply(
        text=say("together", "plan", at=plan.at, is_stopped=is_stopped),
        menus=(Menu("remind:at:0", options, "몇 시에 알려 드릴까요?"),),
        choices=() if plan.at is None else (Choice("알림 끄기", "remind:stop:0", Emphasis.DANGER),),
        visibility=Visibility.PERSONAL,
        in_place=in_place,
    )


def render_reminder(due: int) -> Reply:
    """Remind of what is due."""
    return Reply(
        text=say("together", "reminder", due=due),
        choices=(
            Choice(f"복습하기 ({due})", "quiz:review:0", Emphasis.PRIMARY),
            Choice("알림 시각 바꾸기", "remind:show:0"),
            Choice("알림 끄기", "remind:stop:0"),
        ),
    )


def reminder_stopped() -> str:
    """Return the words that say why no reminder comes any more."""
    return say("together", "reminder-stopped")


def render_group(view: GroupView) -> Reply:
    """Show the leader how the group is doing."""
    unnamed = 0
    stuck = []
    for one in view.stuck[:MOST_STUCK]:
        unnamed += not one.name
        stuck.append(
            {
                "name": plain_name(one.name) if one.name else say("together", "unnamed", number=unnamed),
                "items": [(_short(item.prompt), wrong) for item, wrong in one.items[:2]],
                "mission": one.mission.title if one.mission else "",
                "commands": one.commands,
            }
        )
    text = say(
        "together",
        "group",
        view=view,
        stuck=stuck,
        more=len(view.stuck) - len(stuck),
        hardest=[(_short(hard.item.prompt), hard) for hard in view.hardest],
    )
    return Reply(text=text, note=say("together", "group-note"), visibility=Visibility.PERSONAL)


def render_week(summary: WeekSummary, picture: Picture | None) -> Reply:
    """Tell a group of its week."""
    text = say(
        "together",
        "week",
        summary=summary,
        first=[(line, plain_name(line.name)) for line in summary.first],
        hardest=[_short(hard.item.prompt) for hard in summary.hardest],
    )
    return Reply(
        text=text,
        picture=picture,
        choices=(
            Choice("퀴즈 풀기", "quiz:start:mix:5", Emphasis.PRIMARY),
            Choice("대결하기", "duel:start:0"),
            SHARING,
        ),
    )


def _short(prompt: str) -> str:
    line = " ".join(prompt.split())
    return line if len(line) <= MOST_PROMPT else f"{line[: MOST_PROMPT - 1].rstrip()}…"
