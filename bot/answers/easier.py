"""Saying it more simply: the part's analogy, or the shortest plain words where the course has none. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from bot.answers.answer import Answer, Decision, Shape, parts_below
from bot.answers.index import Index
from bot.answers.parts import Part
from bot.answers.question import Question
from bot.lessons.model import Passage, Term

# What is simple already, or has nothing that could be said more simply.
_BY_THEMSELVES = frozenset({Shape.ANALOGY, Shape.PLAIN, Shape.YES_NO, Shape.TERM, Shape.ERROR, Shape.VAGUE})
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


def led(index: Index, found: Answer) -> Answer:
    """Return an answer that leads with the analogy of its part, or as it is where that has none."""
    part = next((part for part in index.parts if found.places and part.address == found.places[0].address), None)
    easy = analogy(index, part) if part is not None and found.decision is Decision.ANSWER else None
    if easy is None or found.shape in _BY_THEMSELVES:
        return found
    return replace(found, lead=easy, passages=tuple(one for one in found.passages if one.address != easy.address))


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
