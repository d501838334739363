"""Hangul as sounds, for search: first consonants, jamo, spaces left out (The Unicode Standard, 3.12)."""

from __future__ import annotations

import re
import unicodedata

_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_FIRST, _LAST = 0xAC00, 0xD7A3
_LONE = re.compile(r"[ㄱ-ㅎ]+")
# 애/에, tense consonants and the endings 다/기 make no difference to what is meant.
_ALIKE = str.maketrans("ᅢᄁᄄᄈᄊᄍ", "ᅦᄀᄃᄇᄉᄌ")


def squash(text: str) -> str:
    """Return a text in lower case without spaces."""
    return "".join(unicodedata.normalize("NFC", text).lower().split())


def initials(text: str) -> str:
    """Return the first consonants of syllables; other characters stay (컨테이너 → ㅋㅌㅇㄴ)."""
    return "".join(
        _LEADS[(ord(letter) - _FIRST) // 588] if _FIRST <= ord(letter) <= _LAST else letter for letter in text
    )


def is_initials(text: str) -> bool:
    """Say whether a text is first consonants only, three or more."""
    return len(text) > 2 and _LONE.fullmatch(text) is not None  # noqa: PLR2004 - ㅋㅋ is laughter


def sounds(text: str) -> str:
    """Return a text taken apart into jamo, sounds that are mixed up made one; words stay apart."""
    return unicodedata.normalize("NFD", text.lower()).translate(_ALIKE)
