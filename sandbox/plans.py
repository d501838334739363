"""Runs a plan of the policy in a session: step by step, joined as written, never through a shell."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from sandbox.container_limits import name_limit
from sandbox.engine import Cause, Ended, Errors, Mode, Output, Request, Runner
from sandbox.errors import SandboxError
from sandbox.judged import OwnNames
from sandbox.limits import Limits
from sandbox.looking import look_at_files
from sandbox.own_images import knowing_own
from sandbox.policy.parse import recheck
from sandbox.policy.plan import Command, ExitCode, Join, Pipeline, Plan, Refusal, Step, Substitution, Word
from sandbox.policy.settings import PolicySettings
from sandbox.programs import ENVIRONMENT, FAILED, OK, absolute, end_container, read_output
from sandbox.sessions import Session

# What draws over its own lines when it has a screen: it gets one, and only its last state is shown.
DRAWING = frozenset({
    *("docker pull", "docker push", "docker run", "docker create", "docker build"),
    *("docker compose up", "docker compose down", "docker compose pull", "docker compose build", "docker compose run"),
    *("docker compose create", "docker compose start", "docker compose stop", "docker compose restart"),
})  # fmt: skip
SCREEN_ROWS = 200
RUNS_IMAGES = frozenset({"docker run", "docker create", "docker pull"})
OWN = frozenset({"cd", "assign", "export", "unset"})
MOST_WORDS = 400
MOST_TERMINAL_BYTES = 64 * 1024 * 1024
# Where a `docker run` in front writes the id of its container, and how one is ended before its time.
CONTAINER_FILE = "/tmp/gorae-container"  # noqa: S108  the sandbox's own
CUT_SHORT = frozenset({Cause.DEADLINE, Cause.CPU, Cause.RATE, Cause.OUTPUT, Cause.STOPPED})
# A command that failed by itself, of whatever limit; what is joined to it goes on as written.
WENT_ON = frozenset({
    *(Cause.EXIT, Cause.MEMORY, Cause.CONTAINER_MEMORY, Cause.SHARED_MEMORY),
    *(Cause.PIDS, Cause.DISK, Cause.WORKSPACE, Cause.FILES),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class StepStarted:
    """A step begins; `source` is its text as typed."""

    source: str


@dataclass(frozen=True, slots=True)
class StepEnded:
    """A step ended."""

    ended: Ended


@dataclass(frozen=True, slots=True)
class StepRefused:
    """A step does not run: what a substitution or a file brought in is refused."""

    refusal: Refusal


Event = StepStarted | Output | StepEnded | StepRefused


class PlanRunner:
    """Runs plans under the policy's settings and the limits."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    async def run(self, session: Session, runner: Runner, plan: Plan, settings: PolicySettings) -> AsyncIterator[Event]:
        """Run every step that is due and yield what happens. Raises `SandboxGoneError`."""
        for step in plan.steps:
            if not _is_due(step, session.exit_code):
                continue
            yield StepStarted(step.source)
            async for event in self._step(session, runner, step.pipeline, settings):
                if isinstance(event, Ended):
                    session.exit_code = event.exit_code
                    if event.exit_code != OK and step.pipeline.commands[0].name == "cd":
                        yield StepEnded(event)  # where later steps would run is not known any more
                        return
                    yield StepEnded(event)
                    if event.cause not in WENT_ON:
                        return
                else:
                    yield event
                    if isinstance(event, StepRefused):
                        session.exit_code = FAILED
                        return
        session.variables = plan.variables
        session.directory = plan.directory

    async def _step(
        self, session: Session, runner: Runner, pipeline: Pipeline, settings: PolicySettings
    ) -> AsyncIterator[Output | Ended | StepRefused]:
        commands = await self._ready(session, runner, pipeline, settings)
        if isinstance(commands, Refusal):
            yield StepRefused(commands)
            return
        if len(commands) == 1 and commands[0].name in OWN:
            yield await self._answer_ourselves(runner, commands[0])
            return
        request = self._request(pipeline, commands)
        in_front = len(commands) == 1 and _runs_in_front(commands[0])
        if in_front:
            await read_output(runner, ("rm", "-f", "--", CONTAINER_FILE), self._limits)
            (argv,) = request.commands
            request = replace(request, commands=((*argv[:2], f"--cidfile={CONTAINER_FILE}", *argv[2:]),))
        names = OwnNames()
        async for event in runner.run(request):
            if not isinstance(event, Ended):
                yield names.read(event)
                continue
            for last in names.rest():
                yield last
            if in_front and event.cause in CUT_SHORT:
                await end_container(runner, CONTAINER_FILE, self._limits)
            yield await name_limit(runner, commands, event, self._limits)

    async def look(
        self, session: Session, runner: Runner, plan: Plan, request: Request, settings: PolicySettings
    ) -> Request | Refusal:
        """Return a terminal's request as it may run, or why it does not. Raises `SandboxGoneError`."""
        ready = await self._ready(session, runner, plan.steps[0].pipeline, settings)
        return ready if isinstance(ready, Refusal) else replace(request, commands=_words(ready))

    async def _ready(
        self, session: Session, runner: Runner, pipeline: Pipeline, settings: PolicySettings
    ) -> list[Command] | Refusal:
        """Return commands that may run as they are. All is filled in before any is looked at: that runs programs."""
        filled: list[Command] = []
        for command in pipeline.commands:
            found = await self._fill_in(session, runner, command, settings)
            if isinstance(found, Refusal):
                return found
            filled.append(found)
        output = "" if pipeline.redirect is None else pipeline.redirect.path
        for at, command in enumerate(filled):
            words = [word.text for word in command.argv]
            is_run = command.name in RUNS_IMAGES
            found = await self._read_again(runner, command, words, settings) if is_run else command
            if isinstance(found, Refusal):
                return found
            filled[at] = found
            looked = await look_at_files(runner, self._limits, found, output, settings)
            if isinstance(looked, Refusal):
                return looked
            filled[at] = looked
        return filled

    def _request(self, pipeline: Pipeline, commands: list[Command]) -> Request:
        wanted = [command.deadline_seconds for command in commands if command.deadline_seconds is not None]
        deadline = min([*wanted, self._limits.command_seconds])
        draws = len(commands) == 1 and pipeline.redirect is None and commands[0].name in DRAWING
        draws = draws and commands[0].errors.value != "hidden"
        first = commands[0]
        return Request(
            commands=_words(commands),
            errors=tuple(Errors(command.errors.value) for command in commands),
            deadline_seconds=deadline,
            # A bar that is drawn over and over is many bytes of which few are seen.
            output_bytes=self._limits.output_bytes * (REDRAWN.get(first.name, MOST_REDRAWN) if draws else 1),
            output_bytes_a_second=self._limits.output_bytes_a_second,
            mode=Mode.SCREEN if draws else Mode.PIPE,
            cwd=absolute(first.directory),
            environment=_environment(commands),
            output_path="" if pipeline.redirect is None else pipeline.redirect.path,
            append=pipeline.redirect is not None and pipeline.redirect.append,
            rows=SCREEN_ROWS,
        )

    def terminal_request(self, plan: Plan, rows: int, columns: int) -> Request:
        """Return the request of a plan's one interactive command. Raises `SandboxError` (`terminal_alone`)."""
        commands = [command for step in plan.steps for command in step.pipeline.commands]
        if len(commands) != 1 or not all(word.is_plain for word in commands[0].argv):
            raise SandboxError("terminal_alone")
        request = self._request(plan.steps[0].pipeline, commands)
        return replace(
            request,
            mode=Mode.TERMINAL,
            deadline_seconds=self._limits.longest_lifetime_seconds,
            output_bytes=MOST_TERMINAL_BYTES,
            rows=rows,
            columns=columns,
        )

    async def _fill_in(
        self, session: Session, runner: Runner, command: Command, settings: PolicySettings
    ) -> Command | Refusal:
        """Return the command with its substitutions' output in place, read again under the same rules."""
        if all(word.is_plain for word in command.argv):
            return command
        words: list[str] = []
        for word in command.argv:
            words += await self._expand(session, runner, word, settings)
        if len(words) > MOST_WORDS:
            raise SandboxError("too_many_words", {"most": MOST_WORDS})
        return await self._read_again(runner, command, words, settings)

    async def _read_again(
        self, runner: Runner, command: Command, words: list[str], settings: PolicySettings
    ) -> Command | Refusal:
        """Return the command that `words` make of it; an image that only the learner has must be there by now."""
        here = replace(settings, directory=command.directory)
        again = await knowing_own(runner, self._limits, here, lambda known: recheck(words, known))
        if isinstance(again, Refusal):
            return again
        return replace(again, environment=command.environment, errors=command.errors, directory=command.directory)

    async def _expand(self, session: Session, runner: Runner, word: Word, settings: PolicySettings) -> list[str]:
        """Return the words that one word becomes: an unquoted substitution is split at white space."""
        words: list[str] = [""]
        plain = True
        for part in word.parts:
            if isinstance(part, str):
                words[-1] += part
            elif isinstance(part, ExitCode):
                words[-1] += str(session.exit_code)
            else:
                printed = await self._capture(session, runner, part, settings)
                plain = plain and part.is_quoted
                pieces = [printed] if part.is_quoted else printed.split()
                if pieces:
                    words[-1] += pieces[0]
                    words += pieces[1:]
        return words if plain or any(words) else []

    async def _capture(self, session: Session, runner: Runner, inner: Substitution, settings: PolicySettings) -> str:
        printed = bytearray()
        async for event in self._step(session, runner, replace(inner.pipeline, redirect=None), settings):
            if isinstance(event, Output):
                printed += event.content
            elif isinstance(event, StepRefused):
                raise SandboxError("substitution_refused", {"word": event.refusal.word})
        return printed.decode(errors="replace").rstrip("\n")

    async def _answer_ourselves(self, runner: Runner, command: Command) -> Ended:
        """`cd` and the variables' commands: the policy keeps the place, here is only seen whether it exists."""
        code = OK
        if command.name == "cd":
            target = absolute(command.paths[0] if command.paths else "")
            code, _ = await read_output(runner, ("test", "-d", target), self._limits)
        reason = f"cd: {command.arguments[0]}: No such file or directory" if code != OK else ""
        return Ended(cause=Cause.EXIT, exit_code=code, seconds=0.0, reason=reason, engine_starts=0)


def with_container_file(request: Request, name: str) -> tuple[Request, str]:
    """Let the `docker run` of a terminal write its container's id down; return where, or nothing for other commands."""
    (argv,) = request.commands
    if argv[:2] != ("docker", "run"):
        return request, ""
    path = f"{CONTAINER_FILE}-{name}"
    return replace(request, commands=((*argv[:2], f"--cidfile={path}", *argv[2:]),)), path


REDRAWN = {"docker run": 1}  # its program prints the same way, and is held to the limit
MOST_REDRAWN = 16


def _runs_in_front(command: Command) -> bool:
    """Return whether a command starts a container and stays with it."""
    return command.name == "docker run" and not any(option.name in ("--detach", "--help") for option in command.options)


def _words(commands: list[Command]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(word.text for word in command.argv) for command in commands)


def _environment(commands: list[Command]) -> tuple[tuple[str, str], ...]:
    merged = dict(ENVIRONMENT)
    for command in commands:
        merged.update(command.environment)
    return tuple(merged.items())


def _is_due(step: Step, exit_code: int) -> bool:
    return step.join is Join.ALWAYS or (step.join is Join.IF_OK) == (exit_code == OK)
