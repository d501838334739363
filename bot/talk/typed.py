"""Which titles fit what is being typed: a part of one, its first consonants, or nearly so. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from rapidfuzz import fuzz

from bot.commands.hangul import initials, sounds, squash

NEAR = 80.0
LEAST_TYPED = 3
Thing = TypeVar("Thing")


def fits(typed: str, words: str) -> bool:
    """Say whether `words` are meant by what is typed: ㅋㅌㅇㄴ or 컨테이나 for 컨테이너; an empty text fits all."""
    return _holds(typed, words) or _is_near(typed, words)


def fitting(typed: str, named: Iterable[tuple[Thing, str]]) -> list[Thing]:
    """Return the things whose words fit, in their order: what holds the text before what is only near it.

    A face offers the first few alone, and what was typed whole must be among them.
    """
    near: list[Thing] = []
    held: list[Thing] = []
    for thing, words in named:
        if _holds(typed, words):
            held.append(thing)
        elif _is_near(typed, words):
            near.append(thing)
    return [*held, *near]


def _holds(typed: str, words: str) -> bool:
    wanted, held = squash(typed), squash(words)
    return wanted in held or wanted in initials(held)


def _is_near(typed: str, words: str) -> bool:
    wanted = squash(typed)
    return len(wanted) >= LEAST_TYPED and fuzz.partial_ratio(sounds(wanted), sounds(squash(words))) >= NEAR
