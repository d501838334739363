"""Every runnable claim of the course as a script: lines to run in a clean sandbox, and what must come of them."""

from __future__ import annotations

import hashlib
import json
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Final

from bot.lessons.claims import SHELLS, claim
from bot.lessons.exercises import Mission
from bot.lessons.lint_commands import all_values, filled
from bot.lessons.model import ErrorPattern, Lesson, Section
from bot.lessons.parse import Reading
from bot.lessons.problems import Place
from bot.lessons.transcript import claimed_output, typed_lines
from sandbox.policy.parse import read
from sandbox.policy.plan import Plan
from sandbox.policy.settings import PolicySettings

SOLVED: Final = "solved"
RULES: Final = 2  # counted up when what counts as come true changes: what went well by older rules is tried again
# The programs themselves: the first `runc` of a sandbox's path only chooses one.
_IN_PROGRAM: Final = (
    "PATH=/usr/sbin:/usr/bin:/usr/libexec/docker/cli-plugins\n"
    'grep -aoF -m 1 -e {sentence} "$(readlink -f "$(command -v {program})")" | head -n 1'
)
_LOOKS_BACK: Final = re.compile(r"\bevents\b")  # an engine remembers them longer than what they tell of


@dataclass(frozen=True, slots=True)
class Line:
    """A line to run. `exit` is `None` where any exit code will do; `shown` is the output a transcript shows for it.

    One that `is_raw` is typed in the sandbox as on a server of one's own, where no policy reads it.
    """

    text: str
    place: Place
    expect: tuple[str, ...] = ()
    exit: int | None = 0
    shown: tuple[str, ...] = ()
    is_raw: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """What is run in one clean sandbox.

    `error` must be recognised in the output of the last line. With a `mission`, which has one choice for each of its
    values here, its checks are looked at afterwards: `outcome` is `solved`, or the id of the hint that an unsolved
    state must get. Before line number `untouched` (when there is one) the mission must not be solved yet.
    """

    name: str
    place: Place
    lines: tuple[Line, ...]
    files: Mapping[str, str] = field(default_factory=dict)
    error: ErrorPattern | None = None
    mission: Mission | None = None
    outcome: str = ""
    untouched: int = -1

    @property
    def needs_new(self) -> bool:
        """Whether a cleaned sandbox will not do: before a mission is done, and for lines that ask what went before."""
        return self.untouched >= 0 or any(_LOOKS_BACK.search(line.text) for line in self.lines)

    def key(self, engine: str) -> str:
        """Return a hash of all that decides how this script ends; where it stands in its file does not."""
        nowhere = Place("", 0)
        lines = tuple(replace(line, place=nowhere) for line in self.lines)
        text = json.dumps(asdict(replace(self, place=nowhere, lines=lines)), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(f"{engine}\0{RULES}\0{text}".encode()).hexdigest()


def scripts(reading: Reading) -> list[Script]:
    """Return the scripts of the whole course, in its order."""
    found: list[Script] = []
    for lesson in reading.course.lessons:
        found += _tries(reading, lesson)
        found += _shown(reading, lesson)
        found += _asked(reading, lesson)
        for mission in lesson.missions:
            found += _mission(reading, mission)
    found += _cards(reading)
    found += _errors(reading)
    return found


def _tries(reading: Reading, lesson: Lesson) -> Iterator[Script]:
    for section in lesson.sections:
        for attempt in section.tries:
            name = f"try:{lesson.id}/{attempt.id}"
            lines = _plain(reading, name, "setup", attempt.setup)
            lines += [
                Line(line.line, reading.origins.place(name, "run", n), line.expect, line.exit)
                for n, line in enumerate(attempt.run)
            ]
            lines += _plain(reading, name, "cleanup", attempt.cleanup)
            yield Script(name, reading.origins.place(name), tuple(lines), attempt.files)


def _plain(reading: Reading, name: str, key: str, lines: Sequence[str], *, exit_code: int | None = 0) -> list[Line]:
    return [Line(line, reading.origins.place(name, key, n), exit=exit_code) for n, line in enumerate(lines)]


def _shown(reading: Reading, lesson: Lesson) -> Iterator[Script]:
    """Yield the transcripts of a `##` part, and those of its command blocks that say what must stand before them.

    A part has one sandbox; what is shown is run in reading order. Other command
    blocks are there to be read: the linter holds them against the policy.
    """
    for top in (section for section in lesson.sections if "/" not in section.id):
        parts = [part for part in lesson.sections if part is top or part.id.startswith(f"{top.id}/")]
        yield from _part(reading, top, parts)


def _part(reading: Reading, top: Section, parts: Sequence[Section]) -> Iterator[Script]:
    files: dict[str, str] = {}
    lines: list[Line] = []
    for passage in (passage for part in parts for passage in part.passages):
        place = reading.origins.place(f"passage:{passage.address}")
        if passage.file:
            files[passage.file] = passage.text + "\n"
        if passage.form != "console" and (passage.no_run or needs_terminal(passage.text)):
            continue
        if passage.setup:
            lines.append(Line(passage.setup, place))
        if passage.form == "console":
            shown = claimed_output(passage.text)
            lines += [
                Line(text, place, exit=None, shown=output)
                for text, output in zip(typed_lines(passage.text), shown, strict=True)
            ]
        elif passage.setup and passage.form == "code" and passage.language in SHELLS:
            lines.append(Line(passage.text, place))
    if lines:
        name = f"shown:{top.address}"
        yield Script(name, reading.origins.place(f"part:{top.address}"), tuple(lines), files)


def _asked(reading: Reading, lesson: Lesson) -> Iterator[Script]:
    """Yield what brings about the output that quiz items show, and the right answer where it is what is printed."""
    for item in lesson.quiz:
        name, claimed = f"quiz:{item.id}", claim(item)
        place = reading.origins.place(name)
        lines = [
            Line(text, place, exit=None, shown=shown) for text, shown in zip(claimed.typed, claimed.shown, strict=True)
        ]
        if lines:
            lines[-1] = replace(lines[-1], expect=claimed.expect)
            yield Script(name, place, (*_plain(reading, name, "setup", item.setup), *lines), item.files)


def needs_terminal(text: str) -> bool:
    """Whether a command block opens a screen to type in (`docker run -it …`): a person's part, not a replay's."""
    plan = read(text, PolicySettings())
    return isinstance(plan, Plan) and any(
        command.is_terminal for step in plan.steps for command in step.pipeline.commands
    )


def _mission(reading: Reading, mission: Mission) -> Iterator[Script]:
    """Yield the solution and the wrong attempts with the first values, and the solution with the last ones."""
    every = list(all_values(mission))
    solution, *attempts = _with(reading, mission, every[0])
    yield solution
    if len(every) > 1:
        again = next(_with(reading, mission, every[-1]))
        yield replace(again, name=f"{solution.name} with other values", untouched=-1)
    yield from attempts


def _with(reading: Reading, mission: Mission, values: Mapping[str, str]) -> Iterator[Script]:
    """Yield the solution and the wrong attempts of a mission with certain values."""
    name = f"mission:{mission.id}"
    place = reading.origins.place(name)
    mission = replace(mission, values={value: (choice,) for value, choice in values.items()})

    def lines(key: str, templates: Sequence[str], exit_code: int | None = 0) -> list[Line]:
        written = [filled(line, values) for line in templates]
        return _plain(reading, name, key, written, exit_code=exit_code)

    files = {path: filled(text, values) for path, text in mission.files.items()}
    setup = lines("setup", mission.setup)
    lines_of_solution = (*setup, *lines("solution", mission.solution))
    solution = Script(f"{name} solution", place, lines_of_solution, files)
    yield replace(solution, mission=mission, outcome=SOLVED, untouched=len(setup))
    for number, attempt in enumerate(mission.wrong):
        at = reading.origins.place(name, "wrong", number)
        tried = [Line(filled(line, values), at, exit=None) for line in attempt.run]
        script = Script(f"{name} wrong {number + 1}", at, (*setup, *tried), files)
        yield replace(script, mission=mission, outcome=attempt.hint)


def _cards(reading: Reading) -> Iterator[Script]:
    for card in reading.course.cards:
        name = f"card:{card.id}"
        lines = _plain(reading, name, "setup", card.setup)
        lines += [
            Line(example.line, reading.origins.place(name, "examples", n))
            for n, example in enumerate(card.examples)
            if not example.no_run
        ]
        if any(not example.no_run for example in card.examples):
            yield Script(name, reading.origins.place(name), tuple(lines))


def _errors(reading: Reading) -> Iterator[Script]:
    for error in reading.course.errors:
        name = f"error:{error.id}"
        place = reading.origins.place(name)
        key = "raw" if error.raw else "made_by"
        lines = [
            Line(line, reading.origins.place(name, key, n), exit=None, is_raw=bool(error.raw))
            for n, line in enumerate(error.raw or error.made_by)
        ]
        if lines:
            yield Script(name, place, tuple(lines), error=error)
        for program, sentence in error.in_program.items():
            search = _IN_PROGRAM.format(program=shlex.quote(program), sentence=shlex.quote(sentence))
            yield Script(name, place, (Line(search, place, (sentence,), is_raw=True),))
