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
class ExitCode:
    """`$?` inside a word: the exit code of the command before, as a decimal number."""


@dataclass(frozen=True, slots=True)
class Word:
    """One argument, in the pieces that make it up: plain text, substitutions, the last exit code."""

    parts: tuple[str | Substitution | ExitCode, ...]

    @property
    def text(self) -> str:
        """The word as typed where it is plain text; a substitution stands as `$(…)`, an exit code as `$?`."""
        return "".join(
            part if isinstance(part, str) else "$?" if isinstance(part, ExitCode) else "$(…)" for part in self.parts
        )

    @property
    def is_plain(self) -> bool:
        """Whether nothing is left to be filled in when it runs."""
        return all(isinstance(part, str) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Option:
    """One flag in canonical long form (`-p 8080:80` is `--publish`, `8080:80`); a switch has the value `None`."""

    name: str
    value: str | None = None


class Errors(StrEnum):
    """Where a command's standard error goes."""

    SHOWN = "shown"
    MERGED = "merged"  # 2>&1: wherever its standard output goes
    HIDDEN = "hidden"  # 2>/dev/null


class FileKind(StrEnum):
    """A file of the learner's that says what docker will do, to be checked before the command runs."""

    COMPOSE = "compose"
    DOCKERFILE = "dockerfile"
    ENV = "env"  # a .env that compose reads: it could name other compose files


_RUNNING = frozenset({"docker run", "docker create"})
_REMOVING = frozenset({"docker rmi", "docker image prune", "docker system prune", "docker compose down"})
_WRITING = frozenset({"--output", "--iidfile", "--metadata-file"})


@dataclass(frozen=True, slots=True)
class Command:
    """One program with arguments that the policy knows and allows.

    `name` is canonical: `docker run` (also for `docker container run`), `docker compose up`, `curl`, `ls`.
    `argv` is what is executed, element by element, never through a shell: it is written from what was understood
    (long flags with `=`, in one order), not copied from what was typed, so nothing reads it another way.
    `directory` (relative to the workspace, "" its top) is where it runs; `environment` is added to its own.
    `paths` are the files and folders of the workspace it touches, relative to the workspace and normalised by their
    text alone: whether a symbolic link leads out of it is for the runtime to see.
    `asks_first`: docker will ask y/N on its standard input (a prune without `--force`).
    `deadline_seconds`: it follows something without an end and is shown for so long.
    """

    name: str
    argv: tuple[Word, ...]
    options: tuple[Option, ...] = ()
    arguments: tuple[str, ...] = ()
    changes_state: bool = False
    is_terminal: bool = False
    deadline_seconds: float | None = None
    asks_first: bool = False
    directory: str = ""
    environment: tuple[tuple[str, str], ...] = ()
    paths: tuple[str, ...] = ()
    errors: Errors = Errors.SHOWN

    @property
    def reads_files(self) -> bool:
        """Whether files of the learner's decide what it does: `looked_at.judge` reads them before it runs."""
        is_asked = any(option.name == "--help" for option in self.options)
        return (self.name == "docker build" or self.name.startswith("docker compose ")) and not is_asked

    @property
    def writes_files(self) -> bool:
        """Whether it may write files of the workspace, itself or by a container."""
        return self.changes_state or any(option.name in _WRITING for option in self.options)


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where the output of a pipeline goes: a file by its path relative to the workspace, or `/dev/null`."""

    path: str
    append: bool = False


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Commands joined by `|`."""

    commands: tuple[Command, ...]
    redirect: Redirect | None = None

    @property
    def is_raced(self) -> bool:
        """Whether one command may change, at the same time, what another was judged by: its files, or its image.

        An image of the learner's own that is gone by then would be pulled.
        """
        pairs = ((one, other) for one in self.commands for other in self.commands if one is not other)
        return any(
            (one.reads_files and other.writes_files) or (one.name in _RUNNING and other.name in _REMOVING)
            for one, other in pairs
        )


class Join(StrEnum):
    """When a step runs, given the exit code of the last one that ran."""

    ALWAYS = ";"
    IF_OK = "&&"
    IF_FAILED = "||"


@dataclass(frozen=True, slots=True)
class Step:
    """One pipeline of a plan and what it hangs on. `source` is its text as typed."""

    pipeline: Pipeline
    join: Join = Join.ALWAYS
    source: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """One or more steps, from one line or a pasted block (comments and prompts taken off).

    `directory` and `variables` are how the learner's place stands when all of it has run: hand them to the next
    `PolicySettings`. `cd` is a command of its own (`name == "cd"`): the runtime only sees whether the folder exists.
    """

    steps: tuple[Step, ...]
    directory: str = ""
    variables: tuple[Variable, ...] = ()


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of the learner's session (`NAME=value`, `export NAME=value`)."""

    name: str
    value: str
    is_exported: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a line does not run. `key` names an explanation in `content/refusals`; `word` is the word it is about.

    `suggestion` is a whole line that would be allowed, when a typo or a safe form is likely.
    `values` fill the explanation's `{…}` places.
    """

    key: str
    word: str
    line: str
    suggestion: str | None = None
    values: dict[str, str] = field(default_factory=dict)
