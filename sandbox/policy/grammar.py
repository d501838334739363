"""What a grammar is made of: kinds of values, flags, places for arguments. The grammars themselves are data."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from sandbox.policy.plan import ExitCode, Substitution, Word
from sandbox.policy.settings import PolicySettings
from sandbox.policy.trouble import Refused


@dataclass(frozen=True, slots=True)
class Arg:
    """One argument after expansion, and where in the text it stood (`start` < 0: nowhere)."""

    parts: tuple[str | Substitution | ExitCode, ...]
    start: int = -1
    end: int = -1
    has_glob: bool = False

    @property
    def word(self) -> Word:
        """The argument as a plan holds it."""
        return Word(self.parts)

    @property
    def text(self) -> str:
        """The argument for messages."""
        return self.word.text

    @property
    def is_plain(self) -> bool:
        """Whether it holds no substitution."""
        return self.word.is_plain


@dataclass(frozen=True, slots=True)
class Value:
    """What a kind made of a text: how it is written, and the paths of the workspace it names."""

    text: str
    paths: tuple[str, ...] = ()


Reader = Callable[[str, PolicySettings], Value]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value. `read` raises `Refused`. `takes_output`: may be filled in by `$(…)` and read again then.

    `takes_globs`: `*`, `?` and `[` are handed on as they are.
    """

    name: str
    read: Reader
    takes_output: bool = False
    takes_globs: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag; without a kind it is a switch. `is_on`: on unless it is written `--flag=false`.

    `also`: other long names for it.
    """

    long: str
    short: str = ""
    kind: Kind | None = None
    repeats: bool = False
    is_on: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for `least` to `most` arguments (`None`: any number) of one kind."""

    name: str
    kind: Kind
    least: int = 1
    most: int | None = 1


@dataclass(slots=True)
class Draft:
    """A command while it is being read; `finish` of its grammar may look at the whole and change it."""

    settings: PolicySettings
    options: list[tuple[Flag, Word]] = field(default_factory=list)
    arguments: list[Arg] = field(default_factory=list)
    is_help: bool = False
    changes_state: bool = False
    is_terminal: bool = False
    asks_first: bool = False
    deadline_seconds: float | None = None
    paths: list[str] = field(default_factory=list)

    def has(self, *names: str) -> bool:
        """Say whether one of the flags was given (and not switched off)."""
        return any(flag.long in names and word.text != "false" for flag, word in self.options)

    def values(self, name: str) -> list[str]:
        """Return the values given to a flag, in order."""
        return [word.text for flag, word in self.options if flag.long == name]

    def ask_registry(self) -> None:
        """Count what the learner made for nothing: docker will ask the registry for the name all the same."""
        self.settings = replace(self.settings, own_images=frozenset())

    def drop(self, name: str) -> None:
        """Take a flag out again."""
        self.options = [(flag, word) for flag, word in self.options if flag.long != name]


Finish = Callable[[Draft], None]
ReadAll = Callable[[list[Arg], PolicySettings], Draft]


@dataclass(frozen=True, slots=True)
class Spec:
    """The grammar of one command.

    `name` is canonical, `words` the other ways to say it (`container run` for `docker run`). `closed` maps flags that
    are refused to the key of their explanation. `goes_on`: flags may stand after arguments. `reads` replaces the flag
    reader (find). `forced` are flags always put in front.
    """

    name: str
    flags: tuple[Flag, ...] = ()
    slots: tuple[Slot, ...] = ()
    also: tuple[str, ...] = ()
    closed: Mapping[str, str] = field(default_factory=dict)
    changes_state: bool = False
    goes_on: bool = True
    finish: Finish | None = None
    reads: ReadAll | None = None
    forced: tuple[str, ...] = ()
    prints_binary: bool = False
    has_help: bool = True


def switch(long: str, short: str = "", *, is_on: bool = False) -> Flag:
    """Return a flag without a value."""
    return Flag(long, short, is_on=is_on)


def takes(long: str, kind: Kind, short: str = "", *, also: tuple[str, ...] = ()) -> Flag:
    """Return a flag with one value; given again, the last one holds."""
    return Flag(long, short, kind, also=also)


def many(long: str, kind: Kind, short: str = "", *, also: tuple[str, ...] = ()) -> Flag:
    """Return a flag that may be given again and again."""
    return Flag(long, short, kind, repeats=True, also=also)


def matching(name: str, pattern: str, key: str, *, takes_output: bool = False) -> Kind:
    """Return a kind whose texts match a regular expression as a whole."""
    compiled = re.compile(pattern)

    def read(text: str, _: PolicySettings) -> Value:
        if not compiled.fullmatch(text):
            raise Refused(key, text)
        return Value(text)

    return Kind(name, read, takes_output=takes_output)


def one_of(name: str, *choices: str, key: str = "bad-choice") -> Kind:
    """Return a kind of a few words."""

    def read(text: str, _: PolicySettings) -> Value:
        if text not in choices:
            raise Refused(key, text, values={"choices": " · ".join(choices)})
        return Value(text)

    return Kind(name, read)


def number(name: str, least: int, most: int) -> Kind:
    """Return a kind of whole numbers from `least` to `most`."""

    def read(text: str, _: PolicySettings) -> Value:
        digits = text.removeprefix("-")
        in_range = digits.isascii() and digits.isdigit() and len(digits) < 12 and least <= int(text) <= most  # noqa: PLR2004
        if not in_range:
            raise Refused("bad-number", text, values={"least": str(least), "most": str(most)})
        return Value(text)

    return Kind(name, read)
