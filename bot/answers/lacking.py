"""What a question names that the content does not have, and where the official documentation treats it. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from bot.answers.answer import Missing
from bot.answers.index import Index
from bot.answers.korean import asks_for_flags
from bot.answers.question import Question
from bot.answers.unknown import nearest
from bot.lessons.model import Card, Term

EVERYTHING = "cli-reference"  # the term whose page lists all commands and flags


def beyond(index: Index, question: Question) -> tuple[Term, ...]:
    """Return the terms of the question that the official documentation treats and the course does not.

    For a command or a flag that nothing in the content knows, that is the list of all there are.
    """
    asked = set(question.concepts)
    if missing(index, question):
        asked.add(EVERYTHING)
    return tuple(term for term in index.course.terms if term.docs and term.id in asked)


def missing(index: Index, question: Question) -> tuple[Missing, ...]:
    """Return the commands and flags of a question that the content does not know, each with the nearest one.

    A flag of which nothing says that it is one of docker's (`npm install --save-dev`) is none of these.
    """
    names = (*question.outside, *index.unknown(question))
    found = [Missing(name, near if (near := index.reader.unknown.near(name)) in index.cards else "") for name in names]
    known = index.scopes[None].flags
    long = [flag for flag in known if flag.startswith("--")]
    is_alone = question.matter == {f"f:{flag}" for flag in question.flags}
    is_docker = bool(question.commands or question.outside) or is_alone or asks_for_flags(question.text)
    flags = [flag for flag in question.flags if flag not in known] if is_docker else []
    found += [Missing(_as_typed(flag, question.asked), _near(flag, long)) for flag in flags]
    cards = [index.cards[name] for name in question.commands if name in index.cards]
    found += [one for card in cards for one in _of_another(card, question, flags)]
    return tuple(found)


def _of_another(card: Card, question: Question, unknown: Collection[str]) -> Iterator[Missing]:
    """Yield the flags that stand right behind a command and that only others have: `docker ps -p`."""
    behind = re.search(rf"(?<![\w-]){re.escape(card.id)}((?: --?[a-z][\w-]*)+)", question.text)
    typed = behind[1].split() if behind else []
    for flag in question.flags:
        is_behind = any(word == flag or (word[1] != "-" and flag[1:] in word[1:]) for word in typed)
        if is_behind and flag not in unknown and not card.explains([flag]):
            yield Missing(_as_typed(flag, question.asked), command=card.id)


def _as_typed(flag: str, asked: str) -> str:
    """Return a flag as it was typed: `-Z` is not `-z`."""
    typed = re.search(re.escape(flag), asked, re.IGNORECASE)
    return typed[0] if typed else flag


def _near(flag: str, known: Collection[str]) -> str:
    """Return the one flag that a long one is a slip of, or nothing."""
    return nearest(flag, known) if flag.startswith("--") else ""
