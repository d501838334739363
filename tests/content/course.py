"""The course as it stands in the repository, read as the product reads it."""

from __future__ import annotations

from functools import cache

from bot.lessons.library import BUILT_IN
from bot.lessons.model import Card, ErrorPattern
from bot.lessons.parse import read


@cache
def cards() -> tuple[Card, ...]:
    """Return every command card."""
    return read([BUILT_IN]).course.cards


@cache
def errors() -> tuple[ErrorPattern, ...]:
    """Return every error pattern, in the order in which they are tried."""
    return read([BUILT_IN]).course.errors
