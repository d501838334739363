"""What was probably meant: the nearest known word, also when it was typed with the Korean keyboard on."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import DamerauLevenshtein

# Two-set (두벌식) keyboard: the Latin key of each jamo.
_KEYS = dict(zip("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ", "qwertyuiopasdfghjklzxcvbnm", strict=True))
_KEYS |= {"ㅃ": "Q", "ㅉ": "W", "ㄸ": "E", "ㄲ": "R", "ㅆ": "T", "ㅒ": "O", "ㅖ": "P"}
_PAIRS = {
    "ㅘ": "hk", "ㅙ": "ho", "ㅚ": "hl", "ㅝ": "nj", "ㅞ": "np", "ㅟ": "nl", "ㅢ": "ml", "ㄳ": "rt", "ㄵ": "sw",
    "ㄶ": "sg", "ㄺ": "fr", "ㄻ": "fa", "ㄼ": "fq", "ㄽ": "ft", "ㄾ": "fx", "ㄿ": "fv", "ㅀ": "fg", "ㅄ": "qt",
}  # fmt: skip
_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_TAILS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_FIRST, _LAST = 0xAC00, 0xD7A3


def closest(word: str, known: Sequence[str]) -> str | None:
    """Return the known word that was probably meant, or `None`.

    One slip (a letter wrong, missing, added or two swapped) is allowed in words up to five letters, two in longer ones.
    """
    typed = latin(word).lower()
    if typed in known:
        return typed
    most = 1 if len(typed.strip("-")) <= 5 else 2  # noqa: PLR2004 - see the docstring
    if len(typed.strip("-")) < 2:  # noqa: PLR2004 - one letter says nothing
        return None
    ranked = sorted(
        (DamerauLevenshtein.distance(typed, other), sorted(typed) != sorted(other), -_same_start(typed, other), other)
        for other in known
    )
    return ranked[0][3] if ranked and ranked[0][0] <= most else None


def _same_start(one: str, other: str) -> int:
    count = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        count += 1
    return count


def latin(text: str) -> str:
    """Return the Latin letters of the keys that produced a text on a Korean keyboard (`액ㅏㄷㄱ` → `docker`… )."""
    return "".join(_letter(letter) for letter in text)


def _letter(letter: str) -> str:
    code = ord(letter)
    if _FIRST <= code <= _LAST:
        index = code - _FIRST
        lead, vowel, tail = _LEADS[index // 588], _VOWELS[index % 588 // 28], _TAILS[index % 28]
        return _letter(lead) + _letter(vowel) + (_letter(tail) if tail != " " else "")
    return _PAIRS.get(letter) or _KEYS.get(letter, letter)
