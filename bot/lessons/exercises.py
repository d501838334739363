"""What the course gives to do: things to try, quiz items and missions. The file format is docs/content-format.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class TryLine:
    """A line to run and what its output must hold."""

    line: str
    expect: tuple[str, ...] = ()
    exit: int = 0


@dataclass(frozen=True, slots=True)
class TryIt:
    """Something to try in the sandbox."""

    id: str
    title: str
    run: tuple[TryLine, ...]
    files: Mapping[str, str]
    setup: tuple[str, ...] = ()
    after: str = ""
    cleanup: tuple[str, ...] = ()


class QuizKind(StrEnum):
    """How a quiz item is asked."""

    ONE = "one"
    SEVERAL = "several"
    COMMAND = "command"
    ORDER = "order"
    BLANK = "blank"
    OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class QuizChoice:
    """One choice and what is said to the person who takes it."""

    text: str
    is_right: bool
    remark: str


@dataclass(frozen=True, slots=True)
class QuizItem:
    """A quiz item. `id` is global: `lesson/q-…`; `section` is the address of the part it rests on.

    `files`, `setup`, `run` and `expect` are for the replay alone (`bot.lessons.claims`): what brings about the output
    that the item shows or asks for.
    """

    id: str
    lesson: str
    section: str
    kind: QuizKind
    prompt: str
    explanation: str
    difficulty: int
    code: str = ""
    choices: tuple[QuizChoice, ...] = ()
    answer: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    hint: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    setup: tuple[str, ...] = ()
    run: tuple[str, ...] = ()
    expect: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """A statement on the learner's engine. `fields` are those of its kind, with `{value}` places unfilled.

    `not_yet` and `done` are what a learner reads of it; without `done` its kind says what holds.
    """

    id: str
    kind: str
    fields: Mapping[str, str | tuple[str, ...]]
    not_yet: str = ""
    is_negated: bool = False
    done: str = ""


@dataclass(frozen=True, slots=True)
class MissionHint:
    """What to say when `when` holds (always, where it is `None`)."""

    id: str
    say: str
    when: Check | None = None


@dataclass(frozen=True, slots=True)
class WrongAttempt:
    """Lines that do not solve the mission, and the hint they must get."""

    run: tuple[str, ...]
    hint: str


@dataclass(frozen=True, slots=True)
class Mission:
    """A story with a goal state on the learner's engine. `id` is global: `lesson/m-…`."""

    id: str
    lesson: str
    section: str
    title: str
    story: str
    minutes: int
    values: Mapping[str, tuple[str, ...]]
    files: Mapping[str, str]
    setup: tuple[str, ...]
    checks: tuple[Check, ...]
    hints: tuple[MissionHint, ...]
    solution: tuple[str, ...]
    cleanup: tuple[str, ...]
    wrong: tuple[WrongAttempt, ...]
