"""The typed result of reading a line: what may run, piece by piece."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Substitution:
    """`$(…)` inside a word: the output of one allowed pipeline, split at white space where it stood unquoted."""

    pipeline: Pipeline
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """One argument, in the pieces that make it up: plain text and substitutions."""

    parts: tuple[str | Substitution, ...]

    @property
    def text(self) -> str:
        """The word as typed where it holds no substitution; substitutions stand as `$(…)`."""
        return "".join(part if isinstance(part, str) else "$(…)" for part in self.parts)


@dataclass(frozen=True, slots=True)
class Option:
    """One flag in canonical long form (`-p 8080:80` is `--publish`, `8080:80`); a switch has the value `None`."""

    name: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """One program with arguments that the policy knows and allows.

    `name` is canonical: `docker run` (also for `docker container run`), `docker compose up`, `curl`, `ls`.
    `argv` is what is executed, element by element, never through a shell.
    """

    name: str
    argv: tuple[Word, ...]
    options: tuple[Option, ...] = ()
    arguments: tuple[str, ...] = ()
    changes_state: bool = False
    is_terminal: bool = False
    deadline_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where the output of a pipeline goes: a file of the workspace, by a path relative to it."""

    path: str
    append: bool = False


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Commands joined by `|`."""

    commands: tuple[Command, ...]
    redirect: Redirect | None = None


class Join(StrEnum):
    """When a step runs, given how the one before it ended."""

    ALWAYS = ";"
    IF_OK = "&&"


@dataclass(frozen=True, slots=True)
class Step:
    """One pipeline of a plan and what it hangs on."""

    pipeline: Pipeline
    join: Join = Join.ALWAYS
    source: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """One or more steps, from one line or a pasted block (comments and prompts taken off)."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a line does not run. `key` names an explanation in `content/refusals`; `word` is the word it is about.

    `suggestion` is a whole line that would be allowed, when a typo or a safe form is likely.
    """

    key: str
    word: str
    line: str
    suggestion: str | None = None
    values: dict[str, str] = field(default_factory=dict)
