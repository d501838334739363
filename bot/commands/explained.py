"""What an explanation is made of, whatever it explains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.commands.mended import Mended


class Role(StrEnum):
    """What a word does in its line."""

    COMMAND = "command"  # docker run, ls
    FLAG = "flag"  # with its value, where it takes one
    ARGUMENT = "argument"  # an image, a container, a file…; `key` says which
    INNER = "inner"  # the command that runs inside the container
    OPERATOR = "operator"  # |, >, &&, ;
    ASSIGNMENT = "assignment"  # NAME=value
    INSTRUCTION = "instruction"  # a Dockerfile's FROM, RUN…
    KEY = "key"  # a compose file's services, image…
    UNKNOWN = "unknown"  # a flag the command does not have, a command nobody knows
    CLOSED = "closed"  # known, but refused in practice; `key` is the refusal's


class Block(StrEnum):
    """What kind of text was explained."""

    COMMAND = "command"
    DOCKERFILE = "dockerfile"
    COMPOSE = "compose"


@dataclass(frozen=True, slots=True)
class Part:
    """One word, or a flag with its value, as typed.

    `says` is its meaning from a command card, where there is one; else `key` names the wording, with `values` to fill
    it. `detail` and `values` say what a value means (`port`: `host`, `inner`). `depth` counts levels of nesting.
    """

    word: str
    role: Role
    says: str = ""
    key: str = ""
    detail: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A command line with its parts, or a whole file.

    `command` is the line without its line breaks, as it is run, `may_run` whether practice takes it.
    """

    text: str
    parts: tuple[Part, ...]
    command: str = ""
    may_run: bool = False


@dataclass(frozen=True, slots=True)
class Explained:
    """A text taken apart, in its order. `cards` are the ids of the command cards that were used, in order.

    `text` is what was read: where it is not what was typed, `mended` says what was changed.
    """

    block: Block
    text: str
    lines: tuple[Line, ...]
    cards: tuple[str, ...] = ()
    mended: tuple[Mended, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of all lines."""
        return tuple(part for line in self.lines for part in line.parts)
