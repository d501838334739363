"""What a transcript claims, compared with what was printed: ids, times, sizes and addresses differ from run to run.

Other numbers (an exit code, a port, a user's id) are what they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

PROMPT: Final = "$ "
_CUT: Final = re.compile(r"^\s*(?:\.\.\.|…|\(.*\)|⋮|#\s.*)\s*$")
_MASKS: Final = (
    (re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:::[0-9a-z]{25})?\b"), "<id>"),
    (re.compile(r"\b(?:sha256:)?[0-9a-f]{12,64}\b(?:…|\.\.\.)?"), "<id>"),
    (re.compile(r"\b[0-9a-f]{6,}(?:…|\.\.\.)"), "<id>"),
    (re.compile(r"\b\d{4}[-/]\d\d[-/]\d\d[T ][\d:.]+(?: ?(?:Z|UTC|[+-]\d{2}:?\d{2}))*"), "<time>"),
    (re.compile(r"\b\d{1,2} [A-Z][a-z]{2} \d{4}\b"), "<date>"),
    (re.compile(r"\b\d{1,2}/[A-Z][a-z]{2}/\d{4}:[\d:]+ [+-]\d{4}"), "<time>"),
    (re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?\b"), "<time>"),
    (
        re.compile(r"\b(?:About )?(?:an?|\d+|Less than a) (?:second|minute|hour|day|week|month|year)s?\b(?: ago)?"),
        "<age>",
    ),
    (re.compile(r"\b\d+(?:\.\d+)? ?(?:ms|s|B|kB|KB|MB|GB|KiB|MiB|GiB|%)(?![a-z])"), "<size>"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"), "<address>"),
    (re.compile(r"[-=━─_]{3,}>?"), "---"),
)


def claimed_output(text: str) -> list[tuple[str, ...]]:
    """Return, for each command of a transcript, the lines of output it shows, without blank and cut (`...`) ones."""
    outputs: list[list[str]] = []
    continues = False
    for line in text.splitlines():
        if continues:
            continues = line.endswith("\\")
        elif line.startswith(PROMPT):
            outputs.append([])
            continues = line.endswith("\\")
        elif outputs and line.strip() and not _CUT.match(line):
            outputs[-1].append(line)
    return [tuple(lines) for lines in outputs]


def typed_lines(text: str) -> list[str]:
    """Return the lines typed in a transcript, continued lines joined."""
    lines: list[str] = []
    continues = False
    for line in text.splitlines():
        if continues:
            lines[-1] += "\n" + line
        elif line.startswith(PROMPT):
            lines.append(line.removeprefix(PROMPT))
        else:
            continue
        continues = line.endswith("\\")
    return lines


def missing(claimed: Sequence[str], printed: str) -> list[str]:
    """Return the claimed lines that no printed line equals once what varies is masked.

    A claimed line that ends in `…` or `...` need only be how a printed line begins.
    """
    real = {masked(line) for line in printed.splitlines()}
    absent = []
    for line in claimed:
        wanted = masked(line)
        beginning = masked(re.sub(r"\s*(?:…|\.\.\.)\s*$", "", line)) if line.rstrip().endswith(("…", "...")) else None
        if wanted in real or (beginning and any(other.startswith(beginning) for other in real)):
            continue
        absent.append(line)
    return absent


def masked(line: str) -> str:
    """Return a line with what varies from run to run replaced, and white space made even."""
    for pattern, mask in _MASKS:
        line = pattern.sub(mask, line)
    return " ".join(line.split())


def is_seen(text: str, printed: str) -> bool:
    """Whether a text stands in a printed line, what varies from machine to machine (every figure does) masked."""
    wanted = _figureless(text)
    return any(wanted in _figureless(line) for line in printed.splitlines())


def _figureless(line: str) -> str:
    return re.sub(r"\d+(?:\.\d+)*", "<n>", masked(line))
