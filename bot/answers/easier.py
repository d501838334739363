"""Saying it more simply: the part's analogy, or the shortest plain words where the course has none. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from bot.answers.answer import Answer, Shape, parts_below
from bot.answers.index import Index
from bot.answers.parts import Part
from bot.answers.question import Question
from bot.lessons.model import Passage, Term

_MARKUP = re.compile(r"\*\*|`")


def analogy(index: Index, part: Part) -> Passage | None:
    """Return the passage that says a part more simply: the one that its `index.yaml` names."""
    below = parts_below(index, part.section)
    pool = (passage for section in (part.section, *below) for passage in section.passages)
    return next((passage for passage in pool if passage.address == part.section.index.easy), None)


def simpler(index: Index, question: Question, part: Part, blank: Answer, *, has_card: bool) -> Answer:
    """Return the analogy with the glossary's words; else these alone, or a card's, or one short passage."""
    easy = analogy(index, part)
    term = _term(index, question, part)
    if easy is not None:
        return replace(blank, shape=Shape.ANALOGY, passages=(easy,), term=term)
    shortest = () if term is not None or has_card else _shortest(part.section.passages)
    return replace(blank, shape=Shape.PLAIN, passages=shortest, term=term)


def _term(index: Index, question: Question, part: Part) -> Term | None:
    """Return the one term that a question without any deed is about, of several the one that the part defines."""
    if question.actions or question.commands:
        return None
    found = [term for term in index.course.terms if term.id in question.concepts and term.says]
    return found[0] if len(found) == 1 else next((term for term in found if term.means == part.address), None)


def _shortest(passages: Collection[Passage]) -> tuple[Passage, ...]:
    """Return the shortest sentence of prose."""
    told = [passage for passage in passages if passage.form == "paragraph"]
    return tuple(sorted(told, key=lambda passage: len(_MARKUP.sub("", passage.text)))[:1])
