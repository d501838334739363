"""Missions in the conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence

from bot.core.errors import GoraeError
from bot.core.people import Member
from bot.core.reply import MenuOption, Reply
from bot.lessons.model import Course
from bot.missions.service import MissionService
from bot.render.mission import (
    render_lesson_missions,
    render_missions,
    render_solution,
    render_task,
    render_verdict,
)
from bot.talk.desk import Action, PlainDesk
from bot.talk.typed import fitting


class MissionDesk(PlainDesk):
    """`/mission` and its buttons."""

    verbs = frozenset({"mission"})
    rooms = frozenset({"mission"})

    def __init__(self, service: MissionService, course: Callable[[], Course]) -> None:
        self._service = service
        self._course = course

    async def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Show the mission being worked at, start one by name, or list them."""
        del verb
        wanted = options.get("mission", "").strip()
        if (lesson := self._lesson(wanted)) is not None:
            yield await self._of_lesson(member, lesson)
        elif wanted:
            yield render_task(await self._service.start(member, self._find(wanted)))
        elif (task := await self._service.current(member)) is not None:
            yield render_task(task)
        else:
            yield await self._all(member)

    async def press(self, member: Member, action: Action, values: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Carry out a button or a menu."""
        chosen = values.get("value", "").partition("\n")[0] or action.rest(0)
        if action.verb == "all":
            yield await self._all(member)
        elif action.verb == "list":
            yield await self._of_lesson(member, chosen)
        elif action.verb == "start":
            yield render_task(await self._service.start(member, chosen))
        elif action.verb == "check":
            yield render_verdict(await self._service.check(member), with_hint=False)
        elif action.verb == "hint":
            yield render_verdict(await self._service.hint(member), with_hint=True)
        elif action.verb == "give-up":
            yield render_solution(await self._service.give_up(member), gave_up=True)
        elif action.verb == "solution":
            yield render_solution(await self._service.solution(member, action.number(0)), gave_up=False)
        else:
            raise GoraeError("action-unknown")

    async def complete(self, member: Member, verb: str, option: str, text: str) -> Sequence[MenuOption]:
        """Complete missions."""
        del verb, option
        missions = await self._service.missions(member)
        named = ((mission, f"{mission.title} {mission.id}") for mission, _is_solved in missions)
        return [MenuOption(mission.title[:100], mission.id) for mission in fitting(text, named)]

    async def _all(self, member: Member) -> Reply:
        missions = await self._service.missions(member)
        with_some = {mission.lesson for mission, _is_solved in missions}
        titles = [
            (lesson.id, f"{lesson.number}강 {lesson.title}")
            for lesson in self._course().lessons
            if lesson.id in with_some
        ]
        return render_missions(missions, titles)

    async def _of_lesson(self, member: Member, lesson: str) -> Reply:
        missions = await self._service.missions(member)
        return render_lesson_missions([entry for entry in missions if entry[0].lesson == lesson])

    def _lesson(self, wanted: str) -> str | None:
        """Return the lesson that `3강` or `3` names."""
        number = wanted.removesuffix("강").strip()
        return next((one.id for one in self._course().lessons if number in {str(one.number), one.id}), None)

    def _find(self, wanted: str) -> str:
        for lesson in self._course().lessons:
            for mission in lesson.missions:
                if wanted in {mission.id, mission.title}:
                    return mission.id
        return wanted
