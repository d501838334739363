"""Which titles fit what is being typed: a part of one, its first consonants, or nearly so. Pure."""

from __future__ import annotations

from rapidfuzz import fuzz

from bot.commands.hangul import initials, sounds, squash

NEAR = 80.0
LEAST_TYPED = 3


def fits(typed: str, words: str) -> bool:
    """Say whether `words` are meant by what is typed: ㅋㅌㅇㄴ or 컨테이나 for 컨테이너; an empty text fits all."""
    wanted, held = squash(typed), squash(words)
    if wanted in held or wanted in initials(held):
        return True
    return len(wanted) >= LEAST_TYPED and fuzz.partial_ratio(sounds(wanted), sounds(held)) >= NEAR
