"""How compose fills in variables: `${NAME:-default}` in a compose file, and the lines of a `.env` (compose-go).

What compose refuses it says itself; what is not known here is refused, never guessed.
"""

from __future__ import annotations

import re

from sandbox.policy.dockerfile_words import SPACE, Held, Values, not_known
from sandbox.policy.trouble import Refused

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_SIGN = re.compile(r":?[-+?]")
# Braces of their own, and line ends: where a variable ends then is not the same for every compose.
_UNSURE = re.compile(r"(?<!\$)\{|\$\$\{|\n")
_MOST_DEPTH = 20
ANY = "*"  # stands for every name that is not there
# A line of a .env that can be read in one way only. The rest (a value over several lines, `NAME: value`, an escape)
# makes the whole file unclear: a quote may swallow the lines after it.
_LINE = re.compile(
    r"(?:export[ \t]+)?(?P<name>(?!export)[A-Za-z_][A-Za-z0-9_]*)(?:[ \t]*=[ \t]*(?P<value>.*))?", re.DOTALL
)
_QUOTED = re.compile(r"'(?P<single>[^'\\]*)'|\"(?P<double>[^\"\\]*)\"")
_NOTE = re.compile(r"[ \t]*(?:#.*)?", re.DOTALL)


def fill_in(text: str, values: Values, depth: int = 0) -> str:
    """Return a text of a compose file with its variables filled in; an unset one is blank. Raises `Refused`."""
    if depth > _MOST_DEPTH:
        raise not_known("${")
    result, at = "", 0
    while (dollar := text.find("$", at)) >= 0:
        result += text[at:dollar]
        at = dollar + 1
        if text.startswith("$", at):
            result += "$"
            at += 1
        elif text.startswith("{", at) and (name := _NAME.match(text, at + 1)):
            end = _closing(text, dollar)
            inner = text[name.end() : end] if end >= 0 else "?"
            sign = _SIGN.match(inner)
            if end < 0 or (inner and (not sign or _UNSURE.search(inner))):
                raise not_known(text[dollar : name.end()])
            result += _value(name[0], sign[0] if sign else "", inner[sign.end() :] if sign else "", values, depth)
            at = end + 1
        elif name := _NAME.match(text, at):
            result += _value(name[0], "", "", values, depth)
            at = name.end()
        else:
            result += "$"
    return result + text[at:]


def _closing(text: str, at: int) -> int:
    """Return where the `${` at a place ends, or -1."""
    depth = 0
    while at < len(text):
        if text.startswith("${", at):
            depth += 1
            at += 1
        elif text[at] == "}":
            depth -= 1
            if depth == 0:
                return at
        at += 1
    return -1


def _value(name: str, sign: str, other: str, values: Values, depth: int) -> str:
    value = values.get(name, values.get(ANY))
    if isinstance(value, Held):
        raise not_known("$" + name)
    is_set = value is not None and not (sign.startswith(":") and value == "")
    if sign.endswith("+"):
        return fill_in(other, values, depth + 1) if is_set else ""
    if is_set or not sign.endswith("-"):
        return value or ""  # without a value, `?` ends compose with a message of its own
    return fill_in(other, values, depth + 1)


def read_env(text: str, seen: Values) -> dict[str, str | Held]:
    """Return what a `.env` sets, given what was set before it. One that is unclear may set anything (`ANY`)."""
    found: dict[str, str | Held] = {}
    for line in text.removeprefix("\ufeff").split("\n"):
        bare = line.strip(SPACE)
        if not bare or bare.startswith("#"):
            continue
        match = _LINE.fullmatch(bare)
        value = _written(match["value"] or "", {**found, **seen}) if match else None
        if match is None or value is None:
            return {ANY: Held.UNKNOWN}
        if match["value"] is not None:
            found[match["name"]] = value
        elif match["name"] in seen:
            found[match["name"]] = seen[match["name"]]
    return found


def _written(text: str, values: Values) -> str | Held | None:
    """Return what the right side of a line stands for, or `None` where that is unclear."""
    quoted = _QUOTED.match(text)
    if quoted is None:
        plain, mark, _ = text.partition(" #")
        if text[:1] in ("'", '"', "#") or "\\" in plain or (not mark and "\t#" in plain):
            return None
    elif not _NOTE.fullmatch(text, quoted.end()):
        return None
    elif quoted["single"] is not None:
        return quoted["single"]
    try:
        return fill_in(quoted["double"] if quoted else plain.rstrip(SPACE), values)
    except Refused:
        return Held.UNKNOWN
