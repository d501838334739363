"""What of somebody else's wording may be shown: only sentences that claim nothing the passages do not hold.

A sentence is dropped where it has a number, a flag, a Latin word (commands, paths, names) or a command by its Korean
name that no passage has, or where most of its matter is new. What a sentence of plain Korean claims can't be proved
word by word; that most of its words are the passages' is what is asked of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

_FENCE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_ENDS = re.compile(r"(?<=[.!?…])\s+|\n+")
_FLAG = re.compile(r"(?<![\w-])--?[a-z][\w-]*", re.IGNORECASE)
_LATIN = re.compile(r"[a-z][a-z0-9_]*", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_COUNTED = re.compile(
    r"(?<![가-힣])(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|스무|서른|[일이삼사오육칠팔구십백천만]+)\s?"
    r"(?:개|번|대|가지|명|초|분|시간|일|배|줄|단계|퍼센트|메가|기가)(?![가-힣]{3})"
)
_FORBIDDEN = re.compile(r"[@<>\[\]]|://")  # mentions, links, markup
MOST_NEW = 0.5  # of the matter of a sentence
MOST_CHARACTERS = 900


def kept(text: str, passages: Iterable[str], matter: Callable[[str], set[str]], asked: str = "") -> str:
    """Return the sentences that may be shown, joined; empty where none is left.

    `matter` gives the content features of a text (`Reader.plain_anew`), with commands by their canonical names. The
    question `asked` counts as known matter, but gives no right to a command, a flag or a number.
    """
    source = "\n".join(passages)
    known = _hard(source)
    said = matter(source)
    familiar = said | matter(asked)
    lines = [line.strip(" \t-•*#>") for line in _ENDS.split(_FENCE.sub("\n", text))]
    right = [line for line in lines if line and _is_held(line, known, said, familiar, matter)]
    shown = " ".join(right)
    return shown if len(shown) <= MOST_CHARACTERS else ""


def _is_held(line: str, known: set[str], said: set[str], familiar: set[str], matter: Callable[[str], set[str]]) -> bool:
    if _FORBIDDEN.search(line) or not _hard(line) <= known:
        return False
    own = matter(line)
    if any(name.startswith("docker ") and name not in said for name in own):
        return False
    return len(own - familiar) <= MOST_NEW * len(own)


def _hard(text: str) -> set[str]:
    """Return what must stand in a passage as it is: flags, Latin words, numbers, counted numerals."""
    counted = {found.replace(" ", "") for found in _COUNTED.findall(text)}
    flags = {found.lower() for found in _FLAG.findall(text)}
    return flags | {found.lower() for found in _LATIN.findall(text)} | {*_NUMBER.findall(text)} | counted
