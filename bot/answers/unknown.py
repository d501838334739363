"""Commands that a text names and that there are not: slips of real ones put right, the others told by name. Pure.

`docker contianer ls` is a slip; `docker frobnicate` is no command, nor does `docker wordpress 설치` name one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.answers.korean import ENGLISH_STOP
from bot.answers.lexicon import Found

_WORDS = re.compile(
    r"(?<![\w/.-])(?:(?<![a-z] )|(?<=sudo ))(?P<docker>docker|도커)"
    r" (?P<first>[a-z][a-z-]*)(?: (?P<second>[a-z][a-z-]*))?(?![a-z0-9:/._-])"
)
# What stands behind the name of a command in a sentence: nothing, a particle, or words that speak of a command.
_SPEAKS = re.compile(
    r"\s*(?:$|[?!.,]|[가-힣]{0,4}\s?(?:명령|뭐|뭔|무슨|무엇|머|뜻|설명|의미|어떻게|어케|어떤|옵션|사용|쓰는|쓰면|치면|쳤|하면|했|실행|입력|차이|역할|있나|있어|알려)"
    r"|(?:이?란|은|는|이|가|을|를)(?=[\s?!.,]|$)|--?[a-z]|[^가-힣]*$)"
)
_LEAST = 4  # letters from which a slip is likely
_LONG = 8  # letters from which a slip of two edits is likely
_NEAR = 3  # letters of a name for which one edit is near enough to ask whether it was meant


class Unknown:
    """The names of the commands there are, and what is typed in their place.

    `heads` may follow `docker`, and `tails` a head that has subcommands of its own.
    """

    def __init__(self, heads: Collection[str], tails: Mapping[str, Collection[str]]) -> None:
        self._heads = heads
        self._tails = tails

    def mended(self, text: str) -> str:
        """Return a normalised text with slips in the names of commands put right."""
        return _WORDS.sub(self._mended, text)

    def _mended(self, match: re.Match[str]) -> str:
        first = _meant(match["first"], self._heads)
        second = match["second"]
        if second is None:
            return f"{match['docker']} {first}"
        return f"{match['docker']} {first} {_meant(second, self._tails[first]) if first in self._tails else second}"

    def named(self, text: str, found: Iterable[Found]) -> Iterable[str]:
        """Yield the commands a mended text names that there are not: `docker frobnicate`, `docker volume frobnicate`.

        `found` are its terms: a word that is part of one is no name, and neither is one of an English sentence, or one
        that stands behind `도커`: that is said of programs.
        """
        known = [(each.start, each.end) for each in found if each.concept != "docker"]
        for match in _WORDS.finditer(text):
            place = "second" if match["first"] in self._tails and match["second"] else "first"
            word, start = match[place], match.start(place)
            names = self._tails[match["first"]] if place == "second" else self._heads
            is_term = word in names or any(begin <= start < end for begin, end in known)
            if match["docker"] == "도커" or is_term or is_sentence(text) or not _SPEAKS.match(text, match.end(place)):
                continue
            yield text[match.start() : match.end(place)]

    def near(self, name: str) -> str:
        """Return the command that was perhaps meant, or nothing."""
        _, first, *rest = name.split()
        if rest and first in self._tails:
            second = nearest(rest[0], self._tails[first], 1)
            return f"docker {first} {second}" if second else ""
        head = nearest(first, self._heads)
        return f"docker {head}" if head else ""


def _meant(word: str, names: Collection[str]) -> str:
    """Return the name that a word is a slip of, or the word: two names that are as near leave it as it is."""
    if len(word) < _LEAST or word in names or word in ENGLISH_STOP or word.removesuffix("s") in names:
        return word
    return nearest(word, names) or word


def nearest(word: str, names: Collection[str], edits: int | None = None) -> str:
    """Return the one name that is at most so many edits away, and no other as near; else nothing.

    Where they are not given, these are as many as slips of a word so long have.
    """
    if len(word) < _NEAR:
        return ""
    edits = edits or (1 if len(word) < _LONG else 2)
    found = process.extract(word, list(names), scorer=OSA.distance, score_cutoff=edits, limit=2)
    near = [name for name, distance, _ in found if distance == found[0][1] and name[0] == word[0]]
    near = near if len(near) == 1 else [name for name in near if name[-1] == word[-1]]
    return near[0] if len(near) == 1 else ""


def is_sentence(text: str) -> bool:
    """Return whether a text is English prose: `docker tutorial for beginners`."""
    return not ENGLISH_STOP.isdisjoint(re.findall(r"[a-z']+", text))
