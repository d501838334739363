"""Choosing which passages answer, and how they are laid out: the lesson's own words, never new ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.answers.answer import (
    Answer,
    CardPiece,
    Column,
    Decision,
    Shape,
    Trouble,
    beyond,
    certainty,
    commands,
    decide,
    parts_below,
    places,
)
from bot.answers.index import Index, Matches, Part
from bot.answers.korean import Intent
from bot.answers.question import Question
from bot.lessons.model import Card, ErrorPattern, Flag, Passage, Section

MOST_TEXT = 700  # characters of quoted passages; about as much as is read in a chat
MOST_PASSAGES = 6
WHOLE_PART = 450  # a part no longer than this is quoted whole
TWO = 2  # a comparison has two sides

_SHAPES = {
    Intent.EASIER: Shape.ANALOGY,
    Intent.COMPARISON: Shape.COMPARISON,
    Intent.EXAMPLE: Shape.EXAMPLE,
    Intent.STEPS: Shape.STEPS,
    Intent.REASON: Shape.REASON,
    Intent.COMMAND: Shape.COMMAND,
    Intent.DEFINITION: Shape.DEFINITION,
    Intent.YES_NO: Shape.YES_NO,
}
_LEAD = re.compile(r"^\*\*(?P<lead>[^*]+)\*\*\s*:")


def answer(index: Index, question: Question, lesson: str | None = None, *, easier: bool = False) -> Answer:
    """Return the answer to a question from one lesson, or from all of them.

    `easier` asks for the part's analogy whatever the words are. Raises `KeyError` where there is no such lesson.
    """
    matches = index.match(question, lesson)
    if (trouble := find_trouble(index.course.errors, question.asked, lesson)) is not None:
        return _for_trouble(index, question, matches, trouble, lesson)
    score = certainty(matches.evidence)
    blank = Answer(
        question.asked, decide(score), round(score, 4), Shape.TEXT, places(index, matches.parts), lesson=lesson
    )
    if blank.decision is Decision.ABSTAIN:
        return _abstain(index, question, blank)
    part = matches.parts[0].part
    names = commands(index, question, matches, lesson)
    cards = tuple(card_piece(index.cards[name], question) for name in names if name in index.cards)
    shape = _shape(question, part, cards, easier=easier)
    columns = _columns(index, question, matches, names) if shape is Shape.COMPARISON else ()
    passages = () if columns else _passages(index, question, part, shape)
    return replace(
        blank,
        shape=shape if columns or shape is not Shape.COMPARISON else Shape.TEXT,
        passages=passages,
        columns=columns,
        commands=names,
        cards=cards,
        has_diagram=bool(part.section.diagrams),
    )


def find_trouble(patterns: Iterable[ErrorPattern], text: str, lesson: str | None = None) -> Trouble | None:
    """Return the first error message of the text that a pattern knows; within a lesson only where it explains it."""
    for line in text.splitlines():
        for pattern in patterns:
            if lesson is not None and not pattern.section.startswith(f"{lesson}/"):
                continue
            if (match := re.search(pattern.pattern, line)) is not None:
                groups = {name: value or "" for name, value in match.groupdict().items()}
                return Trouble(pattern, pattern.cause.format(**groups), pattern.cure.format(**groups))
    return None


def card_piece(card: Card, question: Question) -> CardPiece:
    """Return what to show of a card: the flags asked for, and the example that shows them best."""
    flags = tuple(flag for flag in card.flags if {flag.long, flag.short} & set(question.flags))
    fitting = [place for place, example in enumerate(card.examples) if _shows(example.line, flags) and not example.no_run]
    return CardPiece(card, fitting[0] if fitting else (0 if card.examples else None), flags)


def _shows(line: str, flags: Sequence[Flag]) -> bool:
    words = line.split()
    return all(flag.long in words or (flag.short and flag.short in words) for flag in flags)


def _for_trouble(index: Index, question: Question, matches: Matches, trouble: Trouble, lesson: str | None) -> Answer:
    cards = [index.cards[name] for name in trouble.pattern.commands if name in index.cards]
    found = sorted(matches.parts, key=lambda match: not match.part.address.startswith(trouble.pattern.section or "/"))
    return Answer(
        question.asked,
        Decision.ANSWER,
        1.0,
        Shape.ERROR,
        places(index, found),
        commands=tuple(card.id for card in cards),
        cards=tuple(card_piece(card, question) for card in cards[:1]),
        trouble=trouble,
        lesson=lesson,
    )


def _abstain(index: Index, question: Question, blank: Answer) -> Answer:
    """Return the abstention; outside of a single lesson the glossary may still explain a lone term."""
    known = [term for term in index.course.terms if term.id in question.concepts and term.says]
    if blank.lesson is None and len(known) == 1 and len(question.matter) == 1 and Intent.DEFINITION in question.intents:
        return replace(blank, decision=Decision.ANSWER, shape=Shape.TERM, term=known[0])
    return replace(blank, beyond=beyond(index, question))


def _shape(question: Question, part: Part, cards: Sequence[CardPiece], *, easier: bool) -> Shape:
    if easier:
        return Shape.ANALOGY
    asked = [intent for intent in question.intents if intent in _SHAPES]
    if cards and (part.section.index.kind == "command" or question.flags) and Intent.COMPARISON not in asked:
        return Shape.COMMAND
    for intent in asked:
        if intent is Intent.COMMAND and not cards:
            continue
        return _SHAPES[intent]
    return Shape.COMMAND if cards else Shape.TEXT


def _columns(index: Index, question: Question, matches: Matches, names: Sequence[str]) -> tuple[Column, ...]:
    """Return the two sides of a comparison where the lesson has words for both, else nothing."""
    best = matches.parts[0].part.section
    if len(names) == TWO:
        found = [_teaching(matches, {name}) for name in names]
        if all(found):
            return tuple(Column(name, part.section.passages[:1]) for name, part in zip(names, found, strict=True) if part)
    led = [(match["lead"], item) for item in best.passages if (match := _LEAD.match(item.text))]
    if len(led) == TWO:
        return tuple(Column(lead, (item,)) for lead, item in led)
    sides = [(term, _defining(index, matches, term)) for term in sorted(question.concepts)]
    told = [(term, part) for term, part in sides if part is not None and part.section.passages]
    if len(told) == TWO and told[0][1] is not told[1][1]:
        return tuple(Column(part.section.title, part.section.passages[:1]) for _, part in told)
    return ()


def _teaching(matches: Matches, names: set[str]) -> Part | None:
    return next((match.part for match in matches.parts if set(match.part.commands) == names), None)


def _defining(index: Index, matches: Matches, term_id: str) -> Part | None:
    means = next((term.means for term in index.course.terms if term.id == term_id), "")
    return next((match.part for match in matches.parts if means and match.part.address == means), None)


def _passages(index: Index, question: Question, part: Part, shape: Shape) -> tuple[Passage, ...]:
    """Return the passages to quote, in the order of the lesson, the analogy first where it is asked for."""
    below = parts_below(index, part.section)
    pool = [passage for section in (part.section, *below) for passage in section.passages if passage.form != "diagram"]
    if shape is Shape.ANALOGY and (easy := _easy(pool, part.section)) is not None:
        return (easy, *(passage for passage in pool[:1] if passage is not easy))
    own = [passage for passage in part.section.passages if passage.form != "diagram"]
    if own and not below and sum(len(passage.text) for passage in own) <= WHOLE_PART:
        return tuple(own[:MOST_PASSAGES])
    ranked = sorted(pool, key=lambda passage: -_relevance(index, question, passage, is_first=passage in own[:1]))
    taken: list[Passage] = []
    size = 0
    for passage in ranked:
        if taken and (size + len(passage.text) > MOST_TEXT or len(taken) == MOST_PASSAGES):
            continue
        taken.append(passage)
        size += len(passage.text)
    return tuple(passage for passage in pool if passage in taken)


def _easy(pool: Sequence[Passage], section: Section) -> Passage | None:
    easy = section.index.easy
    return next((passage for passage in pool if easy and passage.address.endswith(f"/{easy}")), None)


def _relevance(index: Index, question: Question, passage: Passage, *, is_first: bool) -> float:
    shared = question.matter & set(index.reader.plain(passage.text))
    return sum(index.weight(feature) for feature in shared) + (4.0 if is_first else 0.0)
