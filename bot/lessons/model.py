"""What the course is made of once read. The file format is docs/content-format.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.lessons.exercises import Mission, QuizItem, TryIt


@dataclass(frozen=True, slots=True)
class Passage:
    """One block of text: the smallest thing an answer quotes. `address` is `lesson/section[/sub]#n`."""

    address: str
    text: str
    form: str  # paragraph | item | table | code | diagram | console
    language: str = ""
    no_run: str = ""  # why the commands of a `bash` block can't be run in practice
    setup: str = ""  # lines that bring about what the commands of a block take for granted; with it, they are replayed
    file: str = ""  # the name under which a code block is put into the workspace
    what: str = ""  # what a block of plain text is that no program printed
    number: int = 0  # of an item of a numbered list; 0 for any other passage


@dataclass(frozen=True, slots=True)
class YesNo:
    """A question that can be answered with yes or no, in several wordings, and the passage that holds the reason."""

    asks: tuple[str, ...]
    is_yes: bool
    passage: str  # its address


@dataclass(frozen=True, slots=True)
class SectionIndex:
    """What retrieval knows of a part (index.yaml)."""

    kind: str = "fact"
    terms: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    easy: str = ""
    phrasings: tuple[str, ...] = ()
    yes_no: tuple[YesNo, ...] = ()


@dataclass(frozen=True, slots=True)
class Diagram:
    """A Mermaid diagram and the words that stand for it."""

    source: str
    alt: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of plain cell texts; the first row is the head."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A `##` or `###` part. `id` is `section` or `section/sub`; `address` has the lesson in front."""

    id: str
    address: str
    title: str
    level: int
    passages: tuple[Passage, ...]
    index: SectionIndex
    markdown: str  # the part's own text, blocks of YAML taken out, as written
    diagrams: tuple[Diagram, ...] = ()
    tables: tuple[Table, ...] = ()
    tries: tuple[TryIt, ...] = ()


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson. `sections` holds parts of both levels in the order of the file."""

    id: str
    number: int
    title: str
    summary: str
    minutes: int
    after: tuple[str, ...]
    sections: tuple[Section, ...]
    quiz: tuple[QuizItem, ...]
    missions: tuple[Mission, ...]
    intro: str = ""  # the words between the title and the first part


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag of a command; `value` describes what it takes, empty for a switch."""

    long: str
    short: str
    value: str
    says: str


@dataclass(frozen=True, slots=True)
class Inheritance:
    """The flags of another card that hold for a command too: `only` these where there are any, none of `but`."""

    card: str
    only: tuple[str, ...] = ()
    but: tuple[str, ...] = ()

    def takes(self, flag: Flag) -> bool:
        """Whether a flag of the other card is one of them."""
        return flag.long not in self.but and (not self.only or flag.long in self.only)


@dataclass(frozen=True, slots=True)
class Example:
    """A whole line and what it does; `no_run` says why it can't be run in practice."""

    line: str
    says: str
    no_run: str = ""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A typical error message with its cause and cure."""

    error: str
    why: str
    cure: str


@dataclass(frozen=True, slots=True)
class CommandForm:
    """A usual form with placeholders."""

    form: str
    says: str


@dataclass(frozen=True, slots=True)
class Card:
    """What a learner should know of one command. `setup` is run, unseen, before its examples are tried in order."""

    id: str
    summary: str
    body: str
    forms: tuple[CommandForm, ...]
    examples: tuple[Example, ...]
    flags: tuple[Flag, ...]
    mistakes: tuple[Mistake, ...] = ()
    aliases: tuple[str, ...] = ()
    action: tuple[str, ...] = ()
    object: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    lessons: tuple[str, ...] = ()
    is_open: bool = True
    setup: tuple[str, ...] = ()
    flags_of: tuple[Inheritance, ...] = ()
    inherited: tuple[Flag, ...] = ()  # flags it shares with other commands, as their cards explain them

    @property
    def every_flag(self) -> tuple[Flag, ...]:
        """Its own flags, and those it shares."""
        return (*self.flags, *self.inherited)

    def explains(self, flags: Iterable[str]) -> bool:
        """Return whether it has all of these flags, in whichever of their forms."""
        return {name for flag in self.every_flag for name in (flag.long, flag.short)}.issuperset(flags)


@dataclass(frozen=True, slots=True)
class ErrorPattern:
    """A real error message of docker, as a regular expression, with cause and cure (format fields of its groups).

    One of these says where it was seen: `made_by` (lines that practice takes), `raw` (lines typed where no policy reads
    them), `part_of` (another error, of whose message this is a piece), `in_program` (a program and a sentence in it).
    `also` are other messages that come on the way.
    """

    id: str
    pattern: str
    example: str
    title: str
    cause: str
    cure: str
    made_by: tuple[str, ...] = ()
    fix: str = ""
    commands: tuple[str, ...] = ()
    section: str = ""
    raw: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    part_of: str = ""
    in_program: Mapping[str, str] = field(default_factory=dict)

    @property
    def messages(self) -> tuple[str, ...]:
        """All of it that was seen."""
        return (self.example, *self.also)


@dataclass(frozen=True, slots=True)
class RefusalText:
    """Why something is closed in practice."""

    key: str
    words: tuple[str, ...]
    title: str
    what: str
    why: str
    instead: str
    try_line: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Apart:
    """Something that belongs to a term and is not the same: its names, and what it is; empty where nothing says it."""

    names: tuple[str, ...]
    says: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A term in every form people type. `docs` names an official page, for what the course itself leaves out.

    `apart` says what is called so, where it is found by the same words and yet is another thing: `alpine`, `slim`.
    """

    id: str
    ko: str
    en: str
    also: tuple[str, ...]
    typed: tuple[str, ...]
    means: str
    says: str
    docs: str = ""
    asked: tuple[str, ...] = ()  # how people ask for what the course does not treat
    apart: tuple[Apart, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """A thing one does, in every word for it."""

    id: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """Some commands, often one, and how people ask who want just these; none where such words want no command.

    `outside` names what is asked about where the course does not treat it.
    """

    commands: tuple[str, ...]
    asked: tuple[str, ...]
    outside: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """All of it. `version` is a hash of the files it was read from."""

    version: str
    lessons: tuple[Lesson, ...]
    cards: tuple[Card, ...]
    errors: tuple[ErrorPattern, ...]
    refusals: tuple[RefusalText, ...]
    terms: tuple[Term, ...]
    actions: tuple[Action, ...]
    wishes: tuple[Wish, ...] = ()
