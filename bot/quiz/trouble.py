"""Which quiz items belong to what went wrong in the sandbox. Pure.

A failed command or a refused flag is a sign, not an answer: the items it is about come back sooner, nothing is graded.
An item's time until it is due is halved, once a day, for at most three items (`bot.storage.reviews.Reviews.nudge`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.lessons.exercises import QuizItem
from bot.lessons.model import Card, Course

MOST_ITEMS = 3


def related(course: Course, *, section: str = "", line: str = "", word: str = "") -> tuple[str, ...]:
    """Return the ids of the items nearest to a trouble, the nearest first.

    `section` is the part that explains the error, where one is known: all its items belong, those that name the
    command first. Else the parts that the card of the line's command names are looked through for items that name
    `word`, the flag or word it is about, or without one the command.
    """
    card = _card(course.cards, line)
    command = card.id if card else ""
    parts = (section,) if section else card.lessons if card else ()
    found: list[tuple[int, int, int, str]] = []
    for lesson in course.lessons:
        for item in lesson.quiz:
            if item.section not in parts:
                continue
            if section or _names(item, word or command):
                nearness = _names(item, word) + _names(item, command)
                found.append((-nearness, parts.index(item.section), len(found), item.id))
    return tuple(item_id for *_rank, item_id in sorted(found)[:MOST_ITEMS])


def subject(line: str, word: str) -> str:
    """Return what a refusal is about: the flag whose value `word` is part of, else the word itself."""
    before = ""
    for token in line.split():
        if word and word in token:
            if token.startswith("-"):
                return token.partition("=")[0]
            return before if before.startswith("-") and not word.startswith("-") else word
        before = "" if "=" in token else token
    return word


def _card(cards: Sequence[Card], line: str) -> Card | None:
    """Return the card with the longest name that the line begins with."""
    words = line.split()
    fitting = [card for card in cards if words[: len(card.id.split())] == card.id.split()]
    return max(fitting, key=lambda card: len(card.id), default=None)


def _names(item: QuizItem, word: str) -> bool:
    if not word:
        return False
    named = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])", re.ASCII)
    texts = (item.prompt, item.code, item.explanation, *item.answer, *item.steps, *(one.text for one in item.choices))
    return any(named.search(text) for text in texts)
