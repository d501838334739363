"""Words typed in their first consonants alone, read as the course's own wordings have them: ㅇㅁㅈ ㅅㅈ → 이미지 삭제.

Many words begin alike, so a message is read as a whole: the likeliest words by how often the wordings have them, and
have them beside each other (a bigram model, smoothed as Witten and Bell do). It is taken only where it is likelier than
as many consonants by chance, which is what chat about other matters looks like from here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from heapq import nlargest
from itertools import chain, pairwise
from math import log
from typing import NamedTuple

from bot.answers import keyboard
from bot.answers.korean import is_tail, squash, words_of
from bot.lessons.model import Course

LONGEST_WORDING = 6  # words: who types consonants alone is brief
LEAST_NAME = 3  # syllables of a name that consonants alone are enough for
MOST_WORDS = 24  # of a message that is read
BEAM = 12  # readings that are followed at once
# In natural logarithms: how much likelier than chance a reading must be, and what speaks against one. Chosen on
# wordings of the course, each left out in turn, and on random consonants: one message of these in 100 gets an answer.
LEAST = 1.5
SPACING = 3.0  # a space where the wordings have none, or none where they have one
UNREAD = 3.0  # a word that is left as it was typed
CHAT = 1.0  # the same of what chat rooms say in consonants

_CHAT = words_of("ㅇㅇ ㄴㄴ ㄱㄱ ㄷㄷ ㅇㅋ ㅇㅎ ㄱㅅ ㄹㅇ ㅎㅇ ㅇㅈ ㅅㄱ ㅈㅅ ㅁㄹ ㅂㅇ ㅊㅋ ㄱㄷ")
_EDGE = ""  # stands before the first word of a wording and behind its last
_WORD = re.compile("[가-힣]+|[0-9a-z][0-9a-z.-]*")
_LETTER = "0-9A-Za-z가-힣ㄱ-ㅣ"
# Consonants that no other letter touches. Laughter is none (ㅋㅋㅋ), and may follow: ㅅㅈㅋㅋ, ㅅㅈㅠㅠ.
LONE = re.compile(
    rf"(?<![{_LETTER}])(?!(?:ㅋ|[ㅋㅎ]{{2,}})(?![ㄱ-ㅎ]))[ㄱ-ㅎ]+?(?=(?:[ㅋㅎ]{{2,}}|[ㅠㅜ]+)*(?![{_LETTER}]))"
)
_TYPED = re.compile(rf"{LONE.pattern}|{_WORD.pattern}", re.IGNORECASE)


class _Typed(NamedTuple):
    """A word of a message from `start` to `end`; `key` are its consonants where it has nothing else."""

    word: str
    key: str
    start: int
    end: int


class _Choice(NamedTuple):
    """What the next words typed, `taken` of them, may be: `said`, with `first` in front. `worth` knows no place."""

    worth: float
    first: str
    said: str
    taken: int = 1


class _Reading(NamedTuple):
    """A reading of the first words of a message, up to the one at `to`; `said` are the last of them, from `at` on."""

    score: float
    said: str = _EDGE
    at: int = 0
    to: int = 0
    before: _Reading | None = None

    @property
    def last(self) -> str:
        """The one word that the next stands behind."""
        return self.said.rpartition(" ")[2].lower()


class Choseong:
    """The words of some wordings by their first consonants, how often they stand there, and behind which others.

    `known` are understood as they are typed.
    """

    def __init__(self, wordings: Iterable[str], known: Iterable[str] = ()) -> None:
        self._known = frozenset(map(squash, known))
        said = [_WORD.findall(wording.lower()) for wording in wordings]
        bare = _bare({word for words in said for word in words})
        self._behind: dict[str, dict[str, int]] = {}
        for words in said:
            self._learn(words)
            if not bare.keys().isdisjoint(words):
                self._learn([bare.get(word, word) for word in words])
        self._counts = {word: sum(behind.values()) for word, behind in self._behind.items()}
        self._total = sum(self._counts.values())
        self._words: dict[str, list[str]] = {}
        letters: Counter[str] = Counter()
        lengths: Counter[int] = Counter()
        for word, count in self._counts.items():
            if word and keyboard.is_syllable(word[0]):
                key = keyboard.initials(word)
                self._words.setdefault(key, []).append(word)
                lengths[len(key)] += count
                for letter in key:
                    letters[letter] += count
        self._letters = {letter: log(count / letters.total()) for letter, count in letters.items()}
        self._lengths = {length: log(count / lengths.total()) for length, count in lengths.items()}

    @classmethod
    def of(cls, course: Course) -> Choseong:
        """Return what the wordings of a course teach; takes about a tenth of a second."""
        brief = [wording for wording in wordings(course) if wording.count(" ") < LONGEST_WORDING]
        typed = (form for term in course.terms for form in term.typed)
        names = (keyboard.initials(term.ko) for term in course.terms if len(squash(term.ko)) >= LEAST_NAME)
        return cls(brief, (*filter(LONE.search, chain(brief, typed)), *names))

    def spelled(self, text: str) -> str:
        """Return the text with words in consonants written out as they are most likely meant.

        Where they make no sense they stay, but in a text of nothing else that is known: it is not about the course.
        """
        words = [_typed(found) for found in _TYPED.finditer(text)]
        lone = sum(1 for word in words if word.key)
        if not lone or len(words) > MOST_WORDS:
            return text
        best = self._best(words)
        pairs = ((one.word.lower(), two.word.lower()) for one, two in pairwise(words) if not (one.key or two.key))
        plain = sum(self._gain(one, two) for one, two in pairs)
        unread = [reading.said for reading in _back(best) if keyboard.is_jamo(reading.said[0])]
        # What stays unread between words that make sense takes nothing from these.
        spared = sum(_loss(word) for word in unread) if 2 * len(unread) < lone else 0.0
        if best.score - plain + spared < LEAST:
            is_known = squash(text) in self._known or all(word.key in self._known for word in words)
            return text if lone < len(words) or is_known else LONE.sub(" ", text)
        pieces: list[str] = []
        rest = len(text)
        for reading in _back(best):
            pieces += (text[words[reading.to - 1].end : rest], reading.said)
            rest = words[reading.at].start
        return "".join((text[:rest], *reversed(pieces)))

    def _best(self, words: Sequence[_Typed]) -> _Reading:
        """Return the likeliest reading; its score is the logarithm of how much likelier than chance it is."""
        reached: list[dict[str, _Reading]] = [{_EDGE: _Reading(0.0)}, *({} for _ in words)]
        for at in range(len(words)):
            choices = [*self._choices(words[at], words[at + 1 : at + 2])]
            for before in nlargest(BEAM, reached[at].values()):
                last = before.last
                for worth, first, said, taken in choices:
                    score = before.score + worth + self._gain(last, first)
                    known = reached[at + taken].get(said)
                    if known is None or score > known.score:
                        reached[at + taken][said] = _Reading(score, said, at, at + taken, before)
        return max(one._replace(score=one.score + self._gain(one.last, _EDGE)) for one in reached[-1].values())

    def _choices(self, typed: _Typed, following: Sequence[_Typed]) -> Iterator[_Choice]:
        """Yield what a word of a message may stand for, alone or with the one that follows."""
        key = typed.key
        yield _Choice(-_loss(key), typed.word.lower(), typed.word)
        if not key:
            return
        yield from (_Choice(worth, word, word) for word, worth in self._worths(key))
        for length in range(1, len(key)):
            seconds = dict(self._worths(key[length:]))
            for word, worth in self._worths(key[:length]) if seconds else ():
                for second in seconds.keys() & self._behind[word].keys():
                    whole = worth + seconds[second] + self._gain(word, second) - SPACING
                    yield _Choice(whole, word, f"{word} {second}")
        if following and following[0].key and following[0].start == typed.end + 1:
            for word, worth in self._worths(key + following[0].key):
                yield _Choice(worth - SPACING, word, word, 2)

    def _worths(self, key: str) -> Iterator[tuple[str, float]]:
        """Yield the words with these first consonants, and how much likelier each is than the consonants by chance."""
        words = self._words.get(key)
        if words is not None:
            chance = self._lengths[len(key)] + sum(self._letters[letter] for letter in key)
            yield from ((word, log(self._counts[word] / self._total) - chance) for word in words)

    def _gain(self, before: str, word: str) -> float:
        """Return the logarithm of how much likelier a word is behind another than anywhere."""
        behind, count = self._behind.get(before), self._counts.get(word)
        if behind is None or count is None:
            return 0.0
        total = self._counts[before]
        kept = total / (total + len(behind) + 1)
        return log(1 - kept + kept * behind.get(word, 0) / total * self._total / count)

    def _learn(self, words: Sequence[str]) -> None:
        for word, following in pairwise((_EDGE, *words, _EDGE)):
            behind = self._behind.setdefault(word, {})
            behind[following] = behind.get(following, 0) + 1


def _back(reading: _Reading) -> Iterator[_Reading]:
    """Yield a reading and those before it, but for the empty one at the beginning."""
    while reading.before is not None:
        yield reading
        reading = reading.before


def _loss(key: str) -> float:
    """Return what it costs to leave a word as it was typed; nothing where it is no consonants."""
    return 0.0 if not key else CHAT if key in _CHAT else UNREAD


def _bare(words: Collection[str]) -> dict[str, str]:
    """Return the words that are others with a particle or the like behind, and which: 권한이 → 권한."""
    bare = {}
    for word in words:
        for length in range(len(word) - 1, 1, -1):
            if word[:length] in words and is_tail(word[length:]):
                bare[word] = word[:length]
                break
    return bare


def _typed(found: re.Match[str]) -> _Typed:
    key = keyboard.single(found[0])
    return _Typed(found[0], key if keyboard.is_jamo(key[0]) else "", *found.span())


def wordings(course: Course) -> Iterator[str]:
    """Yield all words in which a course is asked, and the names of what it has."""
    for lesson in course.lessons:
        yield lesson.title
        for section in lesson.sections:
            yield from (section.title, *section.index.phrasings)
            yield from (wording for one in section.index.yes_no for wording in one.asks)
    yield from (alias for card in course.cards for alias in card.aliases)
    yield from (wording for wish in course.wishes for wording in wish.asked)
    for term in course.terms:
        yield from (term.ko, *term.also, *term.asked)
    yield from (word for action in course.actions for word in action.words)
