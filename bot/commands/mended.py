"""What is meant by a line that something on its way has changed: a phone's dashes and quotes, capitals, an old name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sandbox.policy import book, system
from sandbox.policy.lex import Token, tokens
from sandbox.policy.trouble import Refused

_MOST_SIGNS = 40
_IN_FRONT = re.compile(r"sudo|[A-Za-z_]\w*=.*", re.DOTALL)  # what may stand before a command's own name
_SIGNS = {"smart-dash": "mended-dash", "smart-quotes": "mended-quotes"}


@dataclass(frozen=True, slots=True)
class Mended:
    """A place that is read as something else: `key` says why."""

    key: str
    typed: str
    meant: str


def mend(text: str) -> tuple[str, tuple[Mended, ...]]:
    """Return a command line as it was probably meant, and what was changed for that.

    A text that can't be taken apart for another reason stays as it is from there on.
    """
    found: list[Mended] = []
    for _ in range(_MOST_SIGNS):
        try:
            words = tokens(text)
        except Refused as refused:
            changed = _straightened(text, refused)
            if changed is None:
                break
            text, place = changed
            found.append(place)
        else:
            text, names = _named(text, words)
            found += names
            break
    return text, tuple(dict.fromkeys(found))


def _straightened(text: str, refused: Refused) -> tuple[str, Mended] | None:
    """Return the text with hyphens and straight quotes where something that looks like them stands."""
    key = _SIGNS.get(refused.key)
    if key is None or refused.start is None or refused.end is None:
        return None
    meant = refused.instead or ""
    changed = refused.suggestion or text[: refused.start] + meant + text[refused.end :]
    return None if changed == text else (changed, Mended(key, refused.word, meant))


def _named(text: str, words: list[Token]) -> tuple[str, list[Mended]]:
    """Return the text with the names of docker's commands as docker knows them: in small letters, without a hyphen."""
    found: list[Mended] = []
    for group in reversed(_commands(text, words)):
        first, start, end = text[group[0].start : group[0].end], group[0].start, group[0].end
        if first.casefold() == "docker-compose":
            text = f"{text[:start]}docker compose{text[end:]}"
            found.append(Mended("mended-compose", first, "docker compose"))
        elif first.casefold() == "docker":
            end = group[_name_length(text, group) - 1].end
            typed = text[start:end]
            if typed != typed.lower():
                text = text[:start] + typed.lower() + text[end:]
                found.append(Mended("mended-case", typed, typed.lower()))
    return text, found[::-1]


def _commands(text: str, words: list[Token]) -> list[list[Token]]:
    """Return the words of each command, from its own name on."""
    groups: list[list[Token]] = [[]]
    for token in words:
        if token.operator:
            groups.append([])
        elif groups[-1] or not _IN_FRONT.fullmatch(text[token.start : token.end]):
            groups[-1].append(token)
    return [group for group in groups if group]


def _name_length(text: str, group: list[Token]) -> int:
    """Return how many words make the name of a command of docker: `docker` alone where the next is none."""
    lower = [text[token.start : token.end].lower() for token in group[:3]]
    for count in (3, 2):
        name = " ".join(lower[1:count])
        if len(lower) >= count and (book.find(f"docker {name}") or name in {*system.GROUPS, *system.CLOSED_COMMANDS}):
            return count
    return 1
