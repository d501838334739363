"""`gorae content replay`: everything that the course says can be run is run, and what comes of it is compared."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from bot.core.clock import Clock
from bot.core.errors import GoraeError
from bot.lessons.exercises import Mission
from bot.lessons.model import ErrorPattern
from bot.lessons.problems import ContentProblem
from bot.lessons.scripts import SOLVED, Line, Script
from bot.lessons.transcript import is_seen, missing

SETTLE_SECONDS: Final = 10.0  # how long a server may take to answer, a container to end
PAUSE_SECONDS: Final = 0.5
HEAVY_LINE: Final = 4  # other lines that take as long
_HEAVY: Final = re.compile(r"docker (compose|build)|\b(sleep|ping) ")
MOST_OUTPUT: Final = 400  # characters of real output in a problem


@dataclass(frozen=True, slots=True)
class Judged:
    """What a mission's checks say of a sandbox: those not done yet, and the hint that fits (`""` when all is done)."""

    missing: tuple[str, ...]
    hint: str


class Runner(Protocol):
    """One sandbox at a time, as a learner has it. `write` and `judge` raise `GoraeError` when it is lost."""

    async def fresh(self, *, new: bool) -> None:
        """Begin again with a clean sandbox; with one that nobody used yet when `new` is asked for."""
        ...

    async def run(self, line: str) -> tuple[int, str]:
        """Run a line as if the learner had typed it; return the exit code and what was shown."""
        ...

    async def run_raw(self, line: str) -> tuple[int, str]:
        """Run a line that no policy reads; return the exit code and all that was printed."""
        ...

    async def write(self, path: str, text: str) -> None:
        """Put a file into the workspace."""
        ...

    async def judge(self, mission: Mission) -> Judged:
        """Look at the sandbox with a mission's checks; the first of each of its values is chosen."""
        ...


class Replay:
    """Runs scripts on a few runners at once; those that went well are remembered and not run again."""

    def __init__(
        self,
        errors: Sequence[ErrorPattern],
        clock: Clock,
        *,
        engine: str,
        memory: Path,
        told: Callable[[str, Sequence[ContentProblem]], None],
    ) -> None:
        """`engine` names the version of the engine and its images, `memory` is the file of what went well.

        `told` hears of each script that ended: its name and what was wrong.
        """
        self._errors = errors
        self._clock = clock
        self._engine = engine
        self._memory = memory
        self._told = told

    async def run(self, scripts: Sequence[Script], runners: Sequence[Runner]) -> tuple[list[ContentProblem], int]:
        """Run what has not gone well before; return the problems by place, and how many scripts were run."""
        good = _remembered(self._memory)
        left = not_yet_good(scripts, self._engine, self._memory)
        queue = iter(sorted(left, key=_weight, reverse=True))  # long ones first: no lane ends long after the others
        problems: list[ContentProblem] = []

        async def lane(runner: Runner) -> None:
            for script in queue:
                found = await self._tried(script, runner, new=script.needs_new)
                if found:  # what is wrong with the course is wrong twice, and in a sandbox nobody had before
                    found = await self._tried(script, runner, new=True)
                problems.extend(found)
                if not found:
                    good.add(script.key(self._engine))
                    self._remember(good)  # at once: a replay may be broken off
                self._told(script.name, found)

        async with asyncio.TaskGroup() as group:
            for runner in runners[: len(left)]:
                group.create_task(lane(runner))
        return sorted(problems, key=lambda problem: problem.place), len(left)

    async def _tried(self, script: Script, runner: Runner, *, new: bool) -> list[ContentProblem]:
        await runner.fresh(new=new)
        try:
            return await self._rehearse(script, runner)
        except GoraeError:  # this script's trouble; the next gets a sandbox that answers
            return [ContentProblem(script.place, "replay-lost")]

    async def _rehearse(self, script: Script, runner: Runner) -> list[ContentProblem]:
        for path, text in script.files.items():
            await runner.write(path, text)
        problems: list[ContentProblem] = []
        outputs: list[str] = []
        for number, line in enumerate(script.lines):
            if number == script.untouched and not await self._is_open(script.mission, runner):
                return [ContentProblem(script.place, "replay-solved-empty")]
            found, output = await self._line(line, runner)
            outputs.append(output)
            problems += found
            if found and script.mission is not None:
                return problems
        if script.error is not None:
            problems += self._error(script, script.error, outputs)
        if script.mission is not None:
            problems += await self._mission(script, script.mission, runner)
        return problems

    async def _line(self, line: Line, runner: Runner) -> tuple[list[ContentProblem], str]:
        """Run a line; one that only looks is given time until it shows what is claimed."""
        until = self._clock.monotonic() + SETTLE_SECONDS
        while True:
            code, output = await (runner.run_raw if line.is_raw else runner.run)(line.text)
            problems = list(_compared(line, code, output))
            if not problems or not line.text.startswith(("curl ", "docker logs ", "docker ps", "docker inspect ")):
                return problems, output
            if self._clock.monotonic() > until:
                return problems, output
            await self._clock.sleep(PAUSE_SECONDS)

    async def _is_open(self, mission: Mission | None, runner: Runner) -> bool:
        return mission is None or bool((await runner.judge(mission)).missing)

    def _error(self, script: Script, wanted: ErrorPattern, outputs: Sequence[str]) -> list[ContentProblem]:
        output = outputs[-1]
        lines = output.splitlines()
        first = next((e for e in self._errors if any(re.search(e.pattern, line) for line in lines)), None)
        if first is not None and first.id == wanted.id:
            every = "\n".join(outputs)
            unseen = [] if is_seen(wanted.example, output) else [wanted.example]
            unseen += [text for text in wanted.also if not is_seen(text, every)]
            shown = output[-MOST_OUTPUT:].strip()
            return [
                ContentProblem(script.place, "replay-example", {"name": wanted.id, "text": text, "output": shown})
                for text in unseen
            ]
        values = {"name": wanted.id, "other": first.id if first else "", "output": output[-MOST_OUTPUT:].strip()}
        return [ContentProblem(script.place, "replay-error", values)]

    async def _mission(self, script: Script, mission: Mission, runner: Runner) -> list[ContentProblem]:
        until = self._clock.monotonic() + SETTLE_SECONDS
        while True:
            judged = await runner.judge(mission)
            problem = _judged(script, judged)
            if problem is None:
                return []
            if self._clock.monotonic() > until:
                return [problem]
            await self._clock.sleep(PAUSE_SECONDS)

    def _remember(self, good: set[str]) -> None:
        self._memory.parent.mkdir(parents=True, exist_ok=True)
        self._memory.write_text(json.dumps(sorted(good)), encoding="utf-8")


def not_yet_good(scripts: Sequence[Script], engine: str, memory: Path) -> list[Script]:
    """Return those scripts of which the file `memory` does not say that they went well on this engine."""
    good = _remembered(memory)
    return [script for script in scripts if script.key(engine) not in good]


def _remembered(memory: Path) -> set[str]:
    try:
        return set(json.loads(memory.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return set()


def _weight(script: Script) -> int:
    """Return how long a script may take, roughly: builds, compose projects and waiting take several times the rest."""
    return sum(HEAVY_LINE if _HEAVY.search(line.text) else 1 for line in script.lines)


def _compared(line: Line, code: int, output: str) -> Sequence[ContentProblem]:
    shown = output[-MOST_OUTPUT:].strip()
    if line.exit is not None and code != line.exit:
        values: dict[str, object] = {"line": line.text, "code": code, "wanted": line.exit, "output": shown}
        return [ContentProblem(line.place, "replay-exit", values)]
    lacking = [text for text in line.expect if text not in output] or missing(line.shown, output)
    return [
        ContentProblem(line.place, "replay-lacks", {"line": line.text, "text": text, "output": shown})
        for text in lacking
    ]


def _judged(script: Script, judged: Judged) -> ContentProblem | None:
    if script.outcome == SOLVED:
        if judged.missing:
            return ContentProblem(script.place, "replay-unsolved", {"missing": ", ".join(judged.missing)})
        return None
    if not judged.missing:
        return ContentProblem(script.place, "replay-solved-wrong")
    if script.outcome != judged.hint:
        return ContentProblem(script.place, "replay-hint", {"wanted": script.outcome, "hint": judged.hint})
    return None
