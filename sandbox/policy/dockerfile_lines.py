"""A Dockerfile's text to instructions, line by line as BuildKit's parser takes it (frontend/dockerfile/parser).

Whoever reads it in another way than docker can be shown one Dockerfile and docker another: continued lines, comments
among them, here-documents, flags with quotes in them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.policy.dockerfile_words import SPACE, heredocs
from sandbox.policy.trouble import Refused

_DIRECTIVE = re.compile(r"([a-zA-Z][a-zA-Z0-9]*)[\t\f\r ]*=[\t\f\r ]*(.+?)[\t\f\r ]*")
_BLANKS = re.compile(r"[\t\v\f\r ]+")
_BYTE_SPACE = "\t\n\v\f\r \x85\xa0"
_HOLDS_HEREDOCS = frozenset({"run", "copy", "add"})
# Directives of today's parser, and of the next one's.
_KNOWN = (frozenset({"syntax", "escape"}), frozenset({"syntax", "escape", "check"}))


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction: its name in lower case, flags (`--from=x`), what follows, and the line as it was joined."""

    name: str
    flags: tuple[str, ...]
    rest: str
    line: str

    @property
    def inner(self) -> Instruction | None:
        """What an `ONBUILD` holds."""
        return _instruction(self.rest) if self.name == "onbuild" and self.rest else None

    @property
    def listed(self) -> list[str] | None:
        """The words where they are written as a list of JSON."""
        try:
            found = json.loads(self.rest, parse_constant=_no_constant) if self.rest.startswith("[") else None
        except (ValueError, RecursionError):
            return None
        return [str(word) for word in found] if isinstance(found, list) else None


def check_syntax(text: str) -> None:
    """Raise `Refused` for a Dockerfile that has another image read it: `# syntax=`, `// syntax=` or JSON in front."""
    text = text.removeprefix("\ufeff")
    lines = text.split("\n")
    lines = lines[1:] if lines[0].startswith("#!") else lines
    if "\n".join(lines).lstrip(SPACE).startswith("{"):
        raise Refused("dockerfile-syntax", "{")
    for mark in ("#", "//"):
        for line in lines:
            bare = line.strip(SPACE)
            found = _DIRECTIVE.fullmatch(bare[len(mark) :].lstrip(SPACE)) if bare.startswith(mark) else None
            if found and found[1].lower() == "syntax":
                raise Refused("dockerfile-syntax", bare)
            if not bare.startswith(mark):
                break


def escapes(text: str) -> list[str]:
    """Return what may be the escape character: one, or two where docker's versions do not agree."""
    found: dict[str, None] = {}
    for known in _KNOWN:
        escape = "\\"
        for line in text.removeprefix("\ufeff").split("\n"):
            bare = line.strip("\r").lstrip(SPACE)
            directive = _DIRECTIVE.fullmatch(bare[1:].lstrip(SPACE)) if bare.startswith("#") else None
            if directive is None or directive[1].lower() not in known:
                break
            if directive[1].lower() == "escape" and directive[2] in ("`", "\\"):
                escape = directive[2]
        found[escape] = None
    return list(found)


def instructions(text: str, escape: str) -> Iterator[Instruction]:
    """Yield the instructions, continued lines joined, comments and here-documents left out."""
    lines = iter(line.rstrip("\r\n") for line in text.removeprefix("\ufeff").split("\n"))
    goes_on = re.compile(rf"(?s:(.*[^{re.escape(escape)}])|()){re.escape(escape)}[ \t]*")
    for first in lines:
        line = "" if _is_comment(first) else first.lstrip(SPACE)
        joined, rest = "", goes_on.fullmatch(line)
        if rest is None and not line:
            continue
        while rest is not None:
            joined += rest[1] or ""
            line = next((more for more in lines if more.strip(SPACE) and not _is_comment(more)), "")
            rest = goes_on.fullmatch(line)
        found = _instruction(joined + line)
        for end, is_chomped in _ends(found):
            for inside in lines:
                if (inside.lstrip("\t") if is_chomped else inside) == end:
                    break
        yield found


def _is_comment(line: str) -> bool:
    return line.lstrip(SPACE).startswith("#")


def _ends(found: Instruction) -> list[tuple[str, bool]]:
    inner = found.inner or found
    if "<<" not in found.line or inner.name not in _HOLDS_HEREDOCS or inner.listed is not None:
        return []
    return heredocs(found.line)


def _instruction(line: str) -> Instruction:
    name, *rest = _BLANKS.split(line.strip(SPACE), maxsplit=1)
    flags, left = _flags(rest[0]) if rest else ([], "")
    return Instruction(name.lower(), tuple(flags), left.strip(SPACE), line)


def _flags(text: str) -> tuple[list[str], str]:
    """Take the flags off the front. It is done on bytes, as docker does: half of a letter may look like a space."""
    line = text.encode(errors="replace").decode("latin-1")
    flags: list[str] = []
    at = 0
    while True:
        while at < len(line) and line[at] in _BYTE_SPACE:
            at += 1
        if not line.startswith("--", at):
            return flags, _text(line[at:])
        word, quote, is_blank = "", "", True
        while at < len(line) and (quote or line[at] not in _BYTE_SPACE):
            letter = line[at]
            is_blank = is_blank and letter not in "'\""
            if letter == "\\":
                at += 1
                word += line[at : at + 1]
            elif letter == quote or (not quote and letter in "'\""):
                quote = "" if quote else letter
            else:
                word += letter
            at += 1
        if word == "--":
            return flags, _text(line[at:])
        if word or not is_blank:
            flags.append(_text(word))


def _text(line: str) -> str:
    return line.encode("latin-1").decode(errors="replace")


def _no_constant(name: str) -> None:
    raise ValueError(name)
