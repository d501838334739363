"""Every command line that the course shows is allowed in practice, or says why it can't be run there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from bot.lessons.claims import SHELLS, claim
from bot.lessons.exercises import Mission, QuizKind
from bot.lessons.messages import filled_line, groups_of
from bot.lessons.model import Lesson, Passage
from bot.lessons.parse import Reading
from bot.lessons.problems import ContentProblem, Place
from bot.lessons.transcript import typed_lines
from sandbox.policy.parse import read
from sandbox.policy.plan import Refusal
from sandbox.policy.settings import PolicySettings


def check_commands(reading: Reading) -> Iterator[ContentProblem]:
    """Yield a problem for each line that the policy refuses."""
    for lesson in reading.course.lessons:
        yield from _lesson(reading, lesson)
    yield from _cards(reading)
    yield from _errors(reading)


class _Typist:
    """Types lines one after the other: a folder gone into and names set stay for the next line."""

    def __init__(self) -> None:
        self._settings = PolicySettings()

    def type(self, text: str, place: Place) -> ContentProblem | None:
        """Return what is wrong with a line, or a block of lines."""
        plan = read(text, self._settings)
        if isinstance(plan, Refusal):
            values = {"line": plan.line.strip() or text, "word": plan.word, "reason": plan.key}
            return ContentProblem(place, "command-refused", values)
        self._settings = replace(self._settings, directory=plan.directory, variables=plan.variables)
        return None


def _typed(lines: Sequence[tuple[str, Place]]) -> Iterator[ContentProblem]:
    typist = _Typist()
    for line, place in lines:
        if (problem := typist.type(line, place)) is not None:
            yield problem


def _lesson(reading: Reading, lesson: Lesson) -> Iterator[ContentProblem]:
    origins = reading.origins
    for section in lesson.sections:
        for passage in section.passages:
            yield from _passage(passage, origins.place(f"passage:{passage.address}"))
        for attempt in section.tries:
            name = f"try:{lesson.id}/{attempt.id}"
            lines = [(line, origins.place(name, "setup", n)) for n, line in enumerate(attempt.setup)]
            lines += [(line.line, origins.place(name, "run", n)) for n, line in enumerate(attempt.run)]
            lines += [(line, origins.place(name, "cleanup", n)) for n, line in enumerate(attempt.cleanup)]
            yield from _typed(lines)
    for item in lesson.quiz:
        place = origins.place(f"quiz:{item.id}")
        yield from _typed([(line, place) for line in (*item.setup, *claim(item).typed)])
        for n, answer in enumerate(item.answer if item.kind is QuizKind.COMMAND else ()):
            yield from _typed([(answer, origins.place(f"quiz:{item.id}", "answer", n))])
    for mission in lesson.missions:
        yield from _mission(reading, mission)


def _passage(passage: Passage, place: Place) -> Iterator[ContentProblem]:
    lines = [passage.setup] if passage.setup else []
    if passage.form == "code" and passage.language in SHELLS and not passage.no_run:
        lines.append(passage.text)
    if passage.form == "console":
        lines += typed_lines(passage.text)
    yield from _typed([(line, place) for line in lines])


def _mission(reading: Reading, mission: Mission) -> Iterator[ContentProblem]:
    """Yield what is refused for whatever values a learner may get, once a line."""
    told: set[Place] = set()
    for values in all_values(mission):
        for problem in _with(reading, mission, values):
            if problem.place not in told:
                told.add(problem.place)
                yield problem


def _with(reading: Reading, mission: Mission, values: Mapping[str, str]) -> Iterator[ContentProblem]:
    name = f"mission:{mission.id}"

    def lines(key: str, templates: Sequence[str]) -> list[tuple[str, Place]]:
        return [(filled(line, values), reading.origins.place(name, key, n)) for n, line in enumerate(templates)]

    start = lines("setup", mission.setup)
    yield from _typed(start + lines("solution", mission.solution) + lines("cleanup", mission.cleanup))
    for n, attempt in enumerate(mission.wrong):
        place = reading.origins.place(name, "wrong", n)
        yield from _typed([(filled(line, values), place) for line in attempt.run])


def all_values(mission: Mission) -> Iterator[Mapping[str, str]]:
    """Yield what a learner may get of a mission's values, the first choices first and the last ones last."""
    for chosen in product(*mission.values.values()):
        yield dict(zip(mission.values, chosen, strict=True))


def filled(template: str, values: Mapping[str, str]) -> str:
    """Return `template` with its `{name}` places filled."""
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", value)
    return template


def _cards(reading: Reading) -> Iterator[ContentProblem]:
    for card in reading.course.cards:
        name = f"card:{card.id}"
        lines = [(line, reading.origins.place(name, "setup", n)) for n, line in enumerate(card.setup)]
        for n, example in enumerate(card.examples):
            place = reading.origins.place(name, "examples", n)
            if not example.no_run:
                lines.append((example.line, place))
                if not card.is_open:
                    yield ContentProblem(place, "card-closed-runs", {"name": card.id})
        yield from _typed(lines)


def _errors(reading: Reading) -> Iterator[ContentProblem]:
    for error in reading.course.errors:
        place = reading.origins.place(f"error:{error.id}", "made_by")
        yield from _typed([(line, place) for line in error.made_by])
        seen = re.search(error.pattern, error.example)
        if fix := filled_line(error.fix, groups_of(seen) if seen else {}):
            yield from _typed([(fix, reading.origins.place(f"error:{error.id}", "fix"))])
    for refusal in reading.course.refusals:
        if refusal.try_line:
            yield from _typed([(refusal.try_line, reading.origins.place(f"refusal:{refusal.key}", "try"))])
