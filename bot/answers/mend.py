"""Slips of the thumb in any word that learners use, put right: 멉추는 → 멈추는, 확ㅇ니 → 확인, 시랭 → 실행.

A noisy channel (Kernighan, Church and Gale 1990): of the words in which a course is asked, the one that is a key or a
sound away from what was typed, if it is likelier by more than a slip is unlikely. How likely words are the analyser of
Korean knows, whose costs are logarithms of chances, and the wordings of the course know how often these have them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from math import log

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.answers import keyboard
from bot.answers.choseong import wordings
from bot.answers.korean import is_tail, squash
from bot.lessons.model import Course

# All of these are costs of the analyser: logarithms of chances, some 800 for a factor of e.
STRANGE = 2500  # from which a word is looked at
PER_USE = 800  # the logarithm of how often the wordings have a word
SOUND = 1500  # a letter that sounds alike
KEY = 5000  # a key that is missing, doubled or too early, or the one beside it
FAR = 8500  # a key that is nowhere near
JOINED = 1500  # a word with another, or a particle, behind it
TERM = 2000  # a term of the course, whatever the analyser says: learners are here to ask for it
LEAST = -2000  # what a word is worth that may be meant
LEAST_USES = 2  # in the wordings, which have slips of their own
KNOWN = 8  # uses from which a word is no slip: twenty thousand wordings repeat the usual ones
LEAST_KEYS = 5  # of a word: with fewer, only sounds and the order of keys are slips
LEAST_HEAD = 3  # syllables of a word before a particle or another word: with fewer, that is chance
LONG = 8  # keys from which one slip hardly makes another word
# Letters that sound alike, as one; and the keys that touch each of them.
_ALIKE = str.maketrans("ㅐㅒㅖㄲㄸㅃㅆㅉ", "ㅔㅔㅔㄱㄷㅂㅅㅈ")
_BESIDE = {key.translate(_ALIKE): keyboard.beside(key).translate(_ALIKE) for key in keyboard.KEYS}
_TYPED = re.compile(r"(?<![\w-])[가-힣ㄱ-ㅣ]+")
_HANGUL = re.compile("[가-힣]{2,}")
_EDGES = "?!.,~()\"'"


class Mender:
    """The words of some wordings and the terms of a course, by how they are typed.

    `cost` gives what the analyser says of a word; it knows few terms.
    """

    def __init__(self, wordings: Iterable[str], terms: Iterable[str], cost: Callable[[str], int]) -> None:
        self._terms = frozenset(terms)
        self._uses: Counter[str] = Counter()
        for word, count in Counter(chain.from_iterable(map(str.split, wordings))).items():
            self._uses[word.strip(_EDGES)] += count
        self._cost = cost
        self._pools: dict[int, tuple[list[str], list[str]]] = {}  # by the number of keys: the keys, and the words
        for word in {*self._uses, *self._terms}:
            typed = pressed(word)
            is_usual = self._uses[word] >= LEAST_USES or len(typed) >= LONG or word in self._terms
            if is_usual and _HANGUL.fullmatch(word):
                keys, words = self._pools.setdefault(len(typed), ([], []))
                keys.append(typed)
                words.append(word)

    @classmethod
    def of(cls, course: Course, cost: Callable[[str], int]) -> Mender:
        """Return what the wordings of a course teach; takes about a tenth of a second."""
        terms = (term for term in course.terms if term.means or term.says)
        forms = (squash(form) for term in terms for form in (term.ko, *term.also, *term.typed))
        return cls(wordings(course), forms, cost)

    def mended(self, word: str, told: int = 0) -> str:
        """Return the word that was meant, or the word where none is likelier; `told` letters of it are a term."""
        rest = word[told:]
        if told and is_tail(rest):
            return word
        meant = word[:told] + self._meant(rest)
        return self._meant(word) if told and meant == word else meant

    def _meant(self, word: str) -> str:
        if self._uses[word] > KNOWN or is_tail(word):
            return word
        worth, meant = max(chain(self._whole(word), self._joined(word)), default=(0.0, word))
        return meant if worth > self._worth(word) else word

    def _worth(self, word: str) -> float:
        return PER_USE * log(1 + self._uses[word]) - (TERM if word in self._terms else self._cost(word))

    def _whole(self, word: str) -> Iterator[tuple[float, str]]:
        """Yield words that may have been meant, each with what it is worth for that."""
        for near, loss in self._near(word):
            if (worth := self._worth(near)) >= LEAST:
                yield worth - loss, near

    def _joined(self, word: str) -> Iterator[tuple[float, str]]:
        """Yield the same of the beginning of a word, what is behind it being a particle or another word."""
        for length in range(LEAST_HEAD, len(word)):
            head, rest = word[:length], word[length:]
            if is_tail(rest) or (len(rest) > 1 and self._uses[rest] >= LEAST_USES):
                for worth, near in self._whole(head):
                    joint = 0 if near in self._terms else self._cost(near + rest) - self._cost(near)
                    yield worth - joint - JOINED, near + rest

    def _near(self, word: str) -> Iterator[tuple[str, float]]:
        keys = keyboard.keys(word)
        typed = pressed(word)
        for size in (len(typed) - 1, len(typed), len(typed) + 1):
            near, words = self._pools.get(size, ((), ()))
            for meant, _, place in process.extract(typed, near, scorer=OSA.distance, score_cutoff=1, limit=None):
                if (loss := _loss(typed, meant)) < FAR or len(typed) >= LONG:
                    is_alike = typed == meant or OSA.distance(keys, keyboard.keys(words[place])) <= 1
                    yield words[place], loss if is_alike else loss + SOUND


def strange(text: str, costs: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the words of a normalised text that Korean hardly has; `costs` are those up to each character."""
    for word in _TYPED.finditer(text):
        lone = sum(map(keyboard.is_jamo, word[0]))
        is_odd = lone or costs[word.end()] - costs[word.start()] > STRANGE
        if is_odd and len(word[0]) > max(1, lone):
            yield word.span()


def pressed(word: str) -> str:
    """Return the keys of a word, those that sound alike made equal."""
    return keyboard.keys(word).translate(_ALIKE)


def _loss(typed: str, meant: str) -> int:
    """Return what speaks against a slip of at most one key."""
    if typed == meant:
        return SOUND
    if len(typed) < LEAST_KEYS:
        return KEY if sorted(typed) == sorted(meant) else FAR
    at = next((at for at, (one, other) in enumerate(zip(typed, meant, strict=False)) if one != other), len(meant))
    if len(typed) < len(meant):
        return KEY
    if len(typed) > len(meant):
        around = typed[max(0, at - 1) : at] + typed[at + 1 : at + 2]
        return KEY if any(_is_beside(typed[at], other) for other in around) else FAR
    is_swapped = typed[at + 1 :] != meant[at + 1 :]
    return KEY if is_swapped or _is_beside(typed[at], meant[at]) else FAR


def _is_beside(one: str, other: str) -> bool:
    return one == other or other in _BESIDE[one]
