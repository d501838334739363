"""Missions as replies."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.reply import Choice, Code, Emphasis, Menu, MenuOption, Reply
from bot.lessons.exercises import Mission
from bot.missions.check import Fields
from bot.missions.service import CheckResult, Task, Verdict
from bot.render.wording import say

MOST_LABEL = 100
MINUTE = 60


def render_missions(missions: Sequence[tuple[Mission, bool]], lesson_titles: Sequence[tuple[str, str]]) -> Reply:
    """List missions to choose from: first the lessons (id, title), since 25 lines fit a menu."""
    solved = sum(is_solved for _mission, is_solved in missions)
    options = tuple(MenuOption(title[:MOST_LABEL], lesson) for lesson, title in lesson_titles[:25])
    return Reply(
        text=say("mission", "missions", solved=solved, count=len(missions)),
        menus=(Menu("mission:list", options, "어느 강의의 미션을 볼까요?"),) if options else (),
    )


def render_lesson_missions(missions: Sequence[tuple[Mission, bool]]) -> Reply:
    """List the missions of one lesson."""
    options = tuple(
        MenuOption(
            f"{'✅ 해결 · ' if is_solved else ''}{mission.title}"[:MOST_LABEL], mission.id, f"약 {mission.minutes}분"
        )
        for mission, is_solved in missions[:25]
    )
    solved = sum(is_solved for _mission, is_solved in missions)
    return Reply(
        text=say("mission", "missions", solved=solved, count=len(missions)),
        menus=(Menu("mission:start", options, "미션을 골라 주세요"),) if options else (),
        in_place=True,
    )


def render_task(task: Task) -> Reply:
    """Tell the story and offer to look."""
    mission = task.mission
    return Reply(
        text=say("mission", "story", title=mission.title, story=mission.story, minutes=mission.minutes),
        choices=_working(),
    )


def render_verdict(verdict: Verdict, *, with_hint: bool) -> Reply:
    """Show each check, and a hint where one was asked for."""
    if verdict.is_solved:
        return render_solved(verdict)
    hint = verdict.hint.say if with_hint and verdict.hint is not None else ""
    return Reply(
        text=say("mission", "verdict", title=verdict.task.mission.title, results=_told(verdict), hint=hint),
        choices=_working(),
        in_place=True,
    )


def _told(verdict: Verdict) -> list[tuple[bool, str]]:
    return [(result.is_done, check_text(result)) for result in verdict.results]


def check_text(result: CheckResult) -> str:
    """Say what a check is about: what holds, or what is not yet so."""
    check = result.check
    if not result.is_done:
        return check.not_yet
    return check.done or say("checks", check.kind, of=Fields(check.fields))


def render_solved(verdict: Verdict) -> Reply:
    """Congratulate with time, commands and hints."""
    run = verdict.task.run
    minutes, seconds = divmod(round(verdict.seconds), MINUTE)
    return Reply(
        text=say(
            "mission",
            "solved",
            title=verdict.task.mission.title,
            span=f"{minutes}분 {seconds}초" if minutes else f"{seconds}초",
            commands=run.commands,
            hints=run.hints,
            results=_told(verdict),
        ),
        choices=(
            Choice("모범 답안 보기", f"mission:solution:{run.id}"),
            Choice("다른 미션", "mission:all:0", Emphasis.PRIMARY),
        ),
    )


def render_solution(task: Task, *, gave_up: bool) -> Reply:
    """Show the reference solution."""
    return Reply(
        text=say("mission", "gave-up" if gave_up else "solution", title=task.mission.title),
        code=Code("\n".join(task.mission.solution), "bash"),
        choices=(Choice("다시 도전", f"mission:start:{task.mission.id}", Emphasis.PRIMARY),),
    )


def _working() -> tuple[Choice, ...]:
    return (
        Choice("확인하기", "mission:check:0", Emphasis.PRIMARY),
        Choice("힌트", "mission:hint:0"),
        Choice("포기하기", "mission:give-up:0"),
    )
