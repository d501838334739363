"""What a face shows: one `Reply`, the same for Discord and the terminal.

A reply says *what* is shown. How it looks (ephemeral message, ANSI colour, numbered list) is the face's business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

# How replies that wait in the outbox are written down.
BYTES_IN_JSON: Mapping[str, str] = {"ser_json_bytes": "base64", "val_json_bytes": "base64"}


class Visibility(StrEnum):
    """Who sees a reply where the face has a choice."""

    PERSONAL = "personal"
    SHARED = "shared"


class Emphasis(StrEnum):
    """How much a choice stands out."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    SUCCESS = "success"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Code:
    """A block of fixed-width text. `language` is a highlighting hint; `ansi` keeps SGR colour codes."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG with the words that stand for it."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = BYTES_IN_JSON

    png: bytes
    name: str
    alt: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a reply."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = BYTES_IN_JSON

    name: str
    content: bytes


MOST_ACTION = 80
"""Characters of an action; Discord takes a hundred, and whose button it is has to be in there too."""


def is_action(text: str) -> bool:
    """Whether a button can carry `text`: at most `MOST_ACTION` characters of printable ASCII."""
    return len(text) <= MOST_ACTION and text.isascii() and text.isprintable()


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: `action` comes back through `Talk.press` when it is taken.

    `action` is at most `MOST_ACTION` characters of printable ASCII, `room:verb:arguments…`; it names stored things by
    id, is untrusted when it comes back, and must mean the same after a restart.
    """

    label: str
    action: str
    emphasis: Emphasis = Emphasis.SECONDARY
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class MenuOption:
    """One line of a menu."""

    label: str
    value: str
    description: str = ""
    chosen: bool = False


class MenuKind(StrEnum):
    """What a menu lists: options of its own, or what is in the group, which the face fills in."""

    TEXT = "text"
    CHANNEL = "channel"
    ROLE = "role"
    USER = "user"


@dataclass(frozen=True, slots=True)
class Menu:
    """A list to choose from (25 options at most); the values taken come back as `values["value"]`, one a line.

    A menu of another `kind` than `TEXT` has no options: its values are ids, those of `chosen` are taken already.
    """

    action: str
    options: tuple[MenuOption, ...] = ()
    placeholder: str = ""
    least: int = 1
    most: int = 1
    kind: MenuKind = MenuKind.TEXT
    chosen: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One text field of a form."""

    key: str
    label: str
    value: str = ""
    placeholder: str = ""
    is_long: bool = False
    is_required: bool = True
    most_characters: int = 4000


@dataclass(frozen=True, slots=True)
class Form:
    """Text fields that are asked for before an action is carried out (a modal in Discord, prompts in the terminal)."""

    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """One thing to show.

    `text` is Markdown of the kind Discord renders (bold, inline code, lists, fenced code, no tables, no diagrams);
    `code` follows the text; `note` is the small print below (a citation, a remaining time).
    `more_files` go with an answer that is shown again, beside or in place of `file`.
    `in_place` asks a face to show the reply where the pressed button was, when there is such a place.
    `terminal` is a line that wants a terminal of its own: a face that can hand its keyboard through does so, one with
    threads shows what follows in a thread. `takes` is the action that takes what is written below the reply, as
    `values["text"]`.
    """

    text: str = ""
    code: Code | None = None
    note: str = ""
    picture: Picture | None = None
    choices: tuple[Choice, ...] = ()
    menus: tuple[Menu, ...] = ()
    file: Attachment | None = None
    more_files: tuple[Attachment, ...] = ()
    visibility: Visibility = Visibility.SHARED
    in_place: bool = False
    terminal: str = ""
    takes: str = ""
