"""How well answers survive a slip of the thumb: one in a content word of questions that are answered right without it.

The questions are those that were read before (`learned_*` and `looked_at_*` of tests/answers). Slips are those of a
phone with 두벌식: a key beside the one that was meant, two keys in the wrong order, one too few or too many, a letter
that sounds alike, a final consonant written as it is heard, and a space that is missing.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from bench.fit_commands import FOLDS, fold_of, without
from bench.row import Row
from bot.answers import keyboard
from bot.answers.evaluate import Asked, judge, read_questions
from bot.answers.index import Index
from bot.answers.korean import Morphemes
from bot.answers.likely import Wishes
from bot.answers.question import Reader
from bot.answers.service import Engine
from bot.lessons.library import BUILT_IN, load

QUESTIONS = Path(__file__).parents[1] / "tests" / "answers"
FIRST = "01-docker"  # where the files that name lesson 1 are asked
SEED = 11
_ALIKE = tuple(zip("ㅐㅔㅚㅙㅞㅢㅟㅡㄱㄲㄷㄸㅂㅃㅅㅆㅈㅉ", "ㅔㅐㅙㅚㅚㅣㅢㅜㄲㄱㄸㄷㅃㅂㅆㅅㅉㅈ", strict=True))
_STOPPED = ("ㅅㅆㅈㅊㅌㄷ", "ㄱㄲㅋ", "ㅂㅍ")  # finals that are heard as one

Chance = random.Random
Slip = Callable[[str], Iterator[str]]


def _beside(word: str) -> Iterator[str]:
    keys = _keys(word)
    for place, key in enumerate(keys):
        yield from (_typed(keys[:place], other, keys[place + 1 :]) for other in keyboard.beside(key))


def _swapped(word: str) -> Iterator[str]:
    keys = _keys(word)
    yield from (_typed(keys[:at], keys[at + 1], keys[at], keys[at + 2 :]) for at in range(len(keys) - 1))


def _dropped(word: str) -> Iterator[str]:
    keys = _keys(word)
    yield from (_typed(keys[:at], keys[at + 1 :]) for at in range(len(keys)))


def _doubled(word: str) -> Iterator[str]:
    keys = _keys(word)
    yield from (_typed(keys[:at], keys[at] * 2, keys[at + 1 :]) for at in range(len(keys)))


def _alike(word: str) -> Iterator[str]:
    letters = keyboard.jamo(word)
    for place, letter in enumerate(letters):
        yield from (_typed(letters[:place], pair[1], letters[place + 1 :]) for pair in _ALIKE if pair[0] == letter)


def _heard(word: str) -> Iterator[str]:
    """Yield the word with one final that sounds as another, is not written, or is carried over: 받으 → 바드."""
    for at, syllable in enumerate(word):
        first, vowel, final = keyboard.split(syllable)
        if not final:
            continue
        others = {other for group in _STOPPED if final in group for other in group} - {final, ""}
        yield from (f"{word[:at]}{keyboard.compose(first + vowel + other)}{word[at + 1 :]}" for other in sorted(others))
        following = keyboard.jamo(word[at + 1 : at + 2])
        if following.startswith("ㅇ") and final in keyboard.INITIALS and final != "ㅇ":
            carried = keyboard.compose(final + following[1:])
            yield word[:at] + keyboard.compose(first + vowel) + carried + word[at + 2 :]


SLIPS: Mapping[str, Slip] = {
    "key beside": _beside,
    "keys swapped": _swapped,
    "key dropped": _dropped,
    "key doubled": _doubled,
    "sounds alike": _alike,
    "final as heard": _heard,
}
NO_SPACE = "space missing"


def slipped(question: str, kind: str, morphemes: Morphemes, chance: Chance) -> str:
    """Return the question with one slip in a content word, or as it is where it has no word for this one."""
    words = question.split(" ")
    places = [at for at, word in enumerate(words) if _is_content(word, morphemes)]
    chance.shuffle(places)
    for at in places:
        if kind == NO_SPACE:
            if at + 1 < len(words):
                return " ".join([*words[:at], words[at] + words[at + 1], *words[at + 2 :]])
            continue
        ways = sorted({way for way in SLIPS[kind](words[at]) if way and way != words[at]})
        if ways:
            return " ".join([*words[:at], chance.choice(ways), *words[at + 1 :]])
    return question


def rows() -> list[Row]:
    """Return what share of the questions that are answered right stays right, by kind of slip and in all."""
    stays: dict[str, list[bool]] = {kind: [] for kind in (*SLIPS, NO_SPACE)}
    for kind, _, _, is_right in answered():
        stays[kind].append(is_right)
    stays["one slip"] = [is_right for kept in stays.values() for is_right in kept]
    return [Row(f"right with {kind} (n={len(kept)})", sum(kept) / len(kept), "share") for kind, kept in stays.items()]


def answered() -> Iterator[tuple[str, Asked, str, bool]]:
    """Yield kind, question, what was typed and whether its answer is right, for each that is right without a slip.

    Each question is asked of what was learned without its own words (5-fold cross-validation).
    """
    morphemes, course = Morphemes(), load([BUILT_IN])
    reader = Reader(course, morphemes)
    told = cache(reader.told)
    asked = list(_asked())
    for fold in range(FOLDS):
        own = [(one, lesson) for one, lesson in asked if fold_of(one.question, "learn") == fold]
        rest = without(course, {one.question for one, _ in own})
        learned = Wishes.of(rest, told)
        engine = Engine(rest.version, Index(rest, Reader(rest, morphemes, reader.texts), learned=learned))
        own = [(one, lesson) for one, lesson in own if _is_right(engine, one, one.question, lesson)]
        for kind in (*SLIPS, NO_SPACE):
            chance = random.Random(f"{SEED}{fold}")  # noqa: S311 - made-up slips, no secret
            for one, lesson in own:
                typed = slipped(one.question, kind, morphemes, chance)
                if typed != one.question:
                    yield kind, one, typed, _is_right(engine, one, typed, lesson)


def _asked() -> Iterator[tuple[Asked, str | None]]:
    for path in sorted((*QUESTIONS.glob("learned_*.jsonl"), *QUESTIONS.glob("looked_at_*.jsonl"))):
        for one in read_questions(path.read_text("utf-8").splitlines()):
            if one.is_answerable and (one.sections or one.commands):
                yield one, FIRST if "lesson1" in path.name else None


def _is_right(engine: Engine, one: Asked, typed: str, lesson: str | None) -> bool:
    found = judge(one, engine.ask(typed, lesson), "")
    return (found.rank == 1 or not one.sections) and (found.has_commands or not one.commands)


def _is_content(word: str, morphemes: Morphemes) -> bool:
    is_long = len(word) > 1 and all(map(keyboard.is_syllable, word))
    return is_long and any(piece.is_content for piece in morphemes.read(word))


def _keys(word: str) -> list[str]:
    """Return the letters as they are typed one by one; those with shift count as one."""
    return list(keyboard.keys(word))


def _typed(*letters: str | list[str]) -> str:
    return keyboard.compose("".join("".join(part) for part in letters))
