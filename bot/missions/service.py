"""Missions for one learner: take one up, look whether it is done, hint, give up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.clock import Clock
from bot.core.errors import GoraeError
from bot.core.people import Member
from bot.lessons.exercises import Check, Mission, MissionHint
from bot.lessons.model import Course
from bot.missions.check import State, holds
from bot.missions.mission import choose, fill
from bot.missions.probe import Workbench, look
from bot.storage.missions import MissionRow, MissionRuns

STABLE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Task:
    """A mission being worked at, its places filled."""

    run: MissionRow
    mission: Mission


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check and whether it holds."""

    check: Check
    is_done: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was seen. `hint` fits the state where something is not done yet; `seconds` is the time to the solution."""

    task: Task
    results: tuple[CheckResult, ...]
    hint: MissionHint | None
    is_solved: bool
    seconds: float

    @property
    def is_done(self) -> bool:
        """All checks hold."""
        return all(result.is_done for result in self.results)


class MissionService:
    """Everything a face may do with missions."""

    def __init__(
        self, course: Callable[[], Course], runs: MissionRuns, bench: Workbench, clock: Clock, zone: ZoneInfo
    ) -> None:
        self._course = course
        self._runs = runs
        self._bench = bench
        self._clock = clock
        self._zone = zone

    async def missions(self, member: Member) -> tuple[tuple[Mission, bool], ...]:
        """Return all missions in the course's order, and whether this learner has solved each."""
        solved = await self._runs.solved(member.user_id)
        return tuple((mission, mission.id in solved) for mission in self._missions().values())

    async def start(self, member: Member, mission_id: str) -> Task:
        """Take a mission up: choose its values, put its files, run its set-up lines.

        One that is being worked at already goes on with the values it has; its files and set-up are put anew.
        Raises `GoraeError` `mission-unknown`.
        """
        if (mission := self._missions().get(mission_id)) is None:
            raise GoraeError("mission-unknown")
        now = self._clock.now()
        before = await self._runs.open(member.user_id)
        is_same = before is not None and before.mission_id == mission_id
        values = choose(mission, member.user_id, now.astimezone(self._zone).date())
        if before is not None and is_same:
            values = dict(before.values)
        filled = fill(mission, values)
        for path, text in filled.files.items():
            await self._bench.write_file(member.user_id, path, text)
        for line in filled.setup:
            await self._bench.run_line(member.user_id, line)
        if before is not None and is_same:
            return Task(before, filled)
        return Task(await self._runs.start(member.user_id, mission_id, values, now), filled)

    async def current(self, member: Member) -> Task | None:
        """Return the mission the learner is at."""
        run = await self._runs.open(member.user_id)
        return None if run is None or run.mission_id not in self._missions() else self._task(run)

    async def check(self, member: Member) -> Verdict:
        """Look at the engine now; a mission counts when it still holds two seconds later.

        The one that was solved last is told so again. Raises `GoraeError` `mission-none`.
        """
        if (solved := await self._solved_last(member)) is not None:
            return solved
        task = await self._open(member)
        verdict = self._judge(task, await self._look(member, task))
        if not verdict.is_done:
            return verdict
        await self._clock.sleep(STABLE_SECONDS)
        verdict = self._judge(task, await self._look(member, task))
        if not verdict.is_done or not await self._runs.solve(task.run.id, now := self._clock.now()):
            return verdict
        return Verdict(task, verdict.results, None, is_solved=True, seconds=_seconds(task.run.started_at, now))

    async def after_command(self, member: Member) -> Verdict | None:
        """Count a command and look whether it finished the mission; `None` where none is open or it is not done."""
        if (task := await self.current(member)) is None:
            return None
        await self._runs.count_command(task.run.id)
        verdict = await self.check(member)
        return verdict if verdict.is_solved else None

    async def hint(self, member: Member) -> Verdict:
        """Say what fits the state of the engine, and count the hint; the same hint again costs nothing."""
        task = await self._open(member)
        verdict = self._judge(task, await self._look(member, task))
        if verdict.hint is not None:
            await self._runs.count_hint(task.run.id, verdict.hint.id)
        return verdict

    async def give_up(self, member: Member) -> Task:
        """End the mission unsolved: its solution may be shown, again where it was given up already."""
        last = await self._runs.latest(member.user_id)
        if last is not None and last.gave_up_at is not None and last.mission_id in self._missions():
            return self._task(last)
        task = await self._open(member)
        await self._runs.give_up(task.run.id, self._clock.now())
        return task

    async def solution(self, member: Member, run_id: int) -> Task:
        """Return a mission that is over, so that its solution can be shown; raises `mission-not-over`."""
        run = await self._runs.run(run_id)
        if run is None or run.user_id != member.user_id or run.mission_id not in self._missions():
            raise GoraeError("mission-unknown")
        if run.solved_at is None and run.gave_up_at is None:
            raise GoraeError("mission-not-over")
        return self._task(run)

    async def _solved_last(self, member: Member) -> Verdict | None:
        run = await self._runs.latest(member.user_id)
        if run is None or run.solved_at is None or run.mission_id not in self._missions():
            return None
        task = self._task(run)
        results = tuple(CheckResult(check, is_done=True) for check in task.mission.checks)
        return Verdict(task, results, None, is_solved=True, seconds=_seconds(run.started_at, run.solved_at))

    async def _open(self, member: Member) -> Task:
        if (task := await self.current(member)) is None:
            raise GoraeError("mission-none")
        return task

    async def _look(self, member: Member, task: Task) -> State:
        whens = [hint.when for hint in task.mission.hints if hint.when is not None]
        return await look(self._bench, member.user_id, [*task.mission.checks, *whens])

    def _judge(self, task: Task, state: State) -> Verdict:
        results = tuple(CheckResult(check, holds(check, state)) for check in task.mission.checks)
        hint = None if all(result.is_done for result in results) else fitting(task.mission, state)
        return Verdict(task, results, hint, is_solved=False, seconds=0.0)

    def _task(self, run: MissionRow) -> Task:
        return Task(run, fill(self._missions()[run.mission_id], run.values))

    def _missions(self) -> Mapping[str, Mission]:
        return {mission.id: mission for lesson in self._course().lessons for mission in lesson.missions}


def fitting(mission: Mission, state: State) -> MissionHint | None:
    """Return the first hint whose condition holds."""
    return next((hint for hint in mission.hints if hint.when is None or holds(hint.when, state)), None)


def _seconds(start: datetime, end: datetime) -> float:
    return max(0.0, (end - start).total_seconds())
