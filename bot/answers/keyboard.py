"""Hangul as keys and sounds: composing, decomposing, initial consonants, the wrong input mode, sound-alikes.

The key layout is 두벌식 (KS X 5002); the arithmetic of syllables is Unicode's (The Unicode Standard, 3.12).
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")

_KEYS = dict(zip("qwertyuiopasdfghjklzxcvbnm", "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ", strict=True))
_SHIFTED = dict(zip("QWERTOP", "ㅃㅉㄸㄲㅆㅒㅖ", strict=True))
_JAMO_OF_KEY = {**{key.upper(): jamo for key, jamo in _KEYS.items()}, **_KEYS, **_SHIFTED}
_KEY_OF_JAMO = {jamo: key for key, jamo in {**_KEYS, **_SHIFTED}.items()}
_PAIRS = {
    "ㅗㅏ": "ㅘ", "ㅗㅐ": "ㅙ", "ㅗㅣ": "ㅚ", "ㅜㅓ": "ㅝ", "ㅜㅔ": "ㅞ", "ㅜㅣ": "ㅟ", "ㅡㅣ": "ㅢ",
    "ㄱㅅ": "ㄳ", "ㄴㅈ": "ㄵ", "ㄴㅎ": "ㄶ", "ㄹㄱ": "ㄺ", "ㄹㅁ": "ㄻ", "ㄹㅂ": "ㄼ", "ㄹㅅ": "ㄽ", "ㄹㅌ": "ㄾ",
    "ㄹㅍ": "ㄿ", "ㄹㅎ": "ㅀ", "ㅂㅅ": "ㅄ",
}  # fmt: skip
_SPLIT = {both: pair for pair, both in _PAIRS.items()}

_ROWS = ("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ")
KEYS = "".join(_ROWS)

_FIRST, _LAST = "가", "힣"
# Sounds that Korean typists mix up: 애/에, 왜/웨/외, tense and plain consonants, finals that all end in a stopped t.
_ALIKE = str.maketrans("ㅐㅒㅖㅙㅞㄲㄸㅃㅆㅉ", "ㅔㅔㅔㅚㅚㄱㄷㅂㅅㅈ")
_FINAL_ALIKE = str.maketrans("ㅅㅆㅈㅊㅌㅎ", "ㄷㄷㄷㄷㄷㄷ")


def is_syllable(character: str) -> bool:
    """Return whether the character is a whole Hangul syllable."""
    return _FIRST <= character <= _LAST


def is_jamo(character: str) -> bool:
    """Return whether the character is a lone consonant or vowel."""
    return "ㄱ" <= character <= "ㅣ"


def split(syllable: str) -> tuple[str, str, str]:
    """Return initial, vowel and final (empty when open) of one syllable."""
    number = ord(syllable) - ord(_FIRST)
    return INITIALS[number // 588], VOWELS[number % 588 // 28], FINALS[number % 28]


def initials(text: str) -> str:
    """Return the text with each syllable cut to its first consonant: 컨테이너 → ㅋㅌㅇㄴ."""
    return "".join(split(character)[0] if is_syllable(character) else character for character in text)


def single(text: str) -> str:
    """Return the text with lone consonants apart that an input method made one: ㄳ → ㄱㅅ."""
    return "".join(_SPLIT.get(character, character) for character in text)


def jamo(text: str) -> str:
    """Return the text with each syllable taken apart: 빵 → ㅃㅏㅇ."""
    return "".join("".join(split(character)) if is_syllable(character) else character for character in text)


def keys(text: str) -> str:
    """Return the text as its keys are pressed one by one: 확인 → ㅎㅗㅏㄱㅇㅣㄴ."""
    return "".join(_SPLIT.get(piece, piece) for piece in jamo(text))


def beside(key: str) -> str:
    """Return the keys that touch this one on a phone, where each row stands half a key further right."""
    row = next((at for at, keys in enumerate(_ROWS) if key in keys), None)
    if row is None:
        return ""
    at = _ROWS[row].index(key)
    above = _ROWS[row - 1][at : at + 2] if row else ""
    below = _ROWS[row + 1][max(0, at - 1) : at + 1] if row + 1 < len(_ROWS) else ""
    return above + _ROWS[row][max(0, at - 1) : at] + _ROWS[row][at + 1 : at + 2] + below


def sounds(text: str) -> str:
    """Return the text taken apart with sound-alikes made equal, for edit distances: 컨태이너 = 컨테이너."""
    return "".join(_sound(character) if is_syllable(character) else character for character in text)


@cache
def _sound(syllable: str) -> str:
    first, vowel, last = (part.translate(_ALIKE) for part in split(syllable))
    if first in "ㅈㅊ" and vowel in "ㅑㅕ":
        vowel = "ㅏ" if vowel == "ㅑ" else "ㅓ"
    return first + vowel + last.translate(_FINAL_ALIKE)


def to_hangul(keys: str) -> str:
    """Return what these Latin keys type in Hangul mode: `ehzj` → 도커. Other characters stay."""
    return compose("".join(_JAMO_OF_KEY.get(key, key) for key in keys))


def to_latin(text: str) -> str:
    """Return what this Hangul types in Latin mode: `애찯ㄱ ㅔㄴ` → `docker ps`. Other characters stay."""
    keys: list[str] = []
    for piece in jamo(text):
        keys.extend(_KEY_OF_JAMO.get(part, part) for part in _SPLIT.get(piece, piece))
    return "".join(keys)


def other_mode(text: str) -> str:
    """Return the text as typed in the other input mode, or the text itself where that makes no words.

    Consonants alone are keys of the other mode only beside a word that surely is: 애찯ㄱ ㄴㅅㅁㅅㄴ.
    """
    words = text.split(" ")
    is_sure = any(any(map(is_jamo, word)) and any(map(is_syllable, word)) for word in words)
    return " ".join(_in_other_mode(word, is_sure=is_sure) for word in words)


def _in_other_mode(word: str, *, is_sure: bool) -> str:
    if re.fullmatch(r"[A-Za-z]{3,}", word):
        other = to_hangul(word)
        return other if all(map(is_syllable, other)) else word
    if not any(map(is_jamo, word)):
        return word
    other = to_latin(word)
    is_typed = is_sure or any(letter in VOWELS or is_syllable(letter) for letter in word)
    return other.lower() if other.isascii() and is_typed else word


def compose(pieces: str) -> str:
    """Return lone jamo joined to syllables the way an input method does; what fits nowhere stays alone."""
    merged = _merge_vowels(pieces)
    result: list[str] = []
    at = 0
    while at < len(merged):
        if merged[at] in INITIALS and at + 1 < len(merged) and merged[at + 1] in VOWELS:
            final, used = _final(merged, at + 2)
            number = (INITIALS.index(merged[at]) * 21 + VOWELS.index(merged[at + 1])) * 28 + FINALS.index(final)
            result.append(chr(ord(_FIRST) + number))
            at += 2 + used
        else:
            result.append(merged[at])
            at += 1
    return "".join(result)


def _merge_vowels(pieces: str) -> str:
    result = list(pieces[:1])
    for before, after in pairwise(pieces):
        pair = before + after
        if pair in _PAIRS and before in VOWELS and result[-1] == before:
            result[-1] = _PAIRS[pair]
        else:
            result.append(after)
    return "".join(result)


def _final(pieces: str, at: int) -> tuple[str, int]:
    """Return the final that stands at `at` and how many pieces it takes; a consonant before a vowel opens the next."""

    def is_free(position: int) -> bool:
        here = pieces[position : position + 1]
        return bool(here) and here in FINALS and pieces[position + 1 : position + 2] not in tuple(VOWELS)

    if pieces[at : at + 2] in _PAIRS and is_free(at + 1):
        return _PAIRS[pieces[at : at + 2]], 2
    return (pieces[at], 1) if is_free(at) else ("", 0)
