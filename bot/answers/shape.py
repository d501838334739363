"""Choosing which passages answer, and how they are laid out: the lesson's own words, never new ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.answers.answer import (
    ANSWER_FROM,
    Answer,
    CardPiece,
    Column,
    Decision,
    Shape,
    Trouble,
    beyond,
    certainty,
    decide,
    parts_below,
    places,
)
from bot.answers.command import commands, named_commands
from bot.answers.index import Index, Match, Matches, Part
from bot.answers.korean import Intent
from bot.answers.question import Question
from bot.answers.yes_no import settled
from bot.lessons.messages import filled, groups_of, last_lines
from bot.lessons.model import Card, ErrorPattern, Flag, Passage, Section, Term, YesNo

MOST_TEXT = 700  # characters of quoted passages; about as much as is read in a chat
MOST_PASSAGES = 6
WHOLE_PART = 450  # a part no longer than this is quoted whole
NEARLY_AS_GOOD = 0.6  # of the best passage's worth
MOST_EXAMPLES = 2  # beside the first, where examples are asked for
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
    if (found := settled(index, question, matches.parts)) is not None:
        return _settled(index, question, blank, matches, *found)
    part = matches.parts[0].part
    names = commands(index, question, matches, lesson)
    cards = tuple(card_piece(index.cards[name], question) for name in names if name in index.cards)
    if (term := _lone_term(index, question, part)) is not None and lesson is None:
        return _explained(blank, term)
    shape = _shape(question, part, cards, easier=easier)
    columns = _columns(index, question, matches, names) if shape is Shape.COMPARISON else ()
    is_named = bool(set(question.commands) & set(names))
    is_taught = not is_named or any(set(match.part.commands) & set(names) for match in matches.parts[:3])
    passages = () if columns or not is_taught else _passages(index, question, part, shape)
    if cards and not is_taught:
        blank = replace(blank, places=places(index, _linked_first(matches, cards[0].card)))
    return replace(
        blank,
        shape=shape if columns or shape is not Shape.COMPARISON else Shape.TEXT,
        passages=passages,
        columns=columns,
        commands=names,
        cards=cards,
        diagram=part.section.diagrams[0] if part.section.diagrams else None,
    )


def _settled(index: Index, question: Question, blank: Answer, matches: Matches, match: Match, known: YesNo) -> Answer:
    """Return yes or no with the passage that holds the reason."""
    part = match.part
    reason = next(passage for passage in part.section.passages if passage.address == known.passage)
    first = [match, *(other for other in matches.parts if other is not match)]
    return replace(
        blank,
        decision=Decision.ANSWER,
        score=max(blank.score, ANSWER_FROM),
        shape=Shape.YES_NO,
        places=places(index, first),
        passages=(reason,),
        is_yes=known.is_yes,
        commands=named_commands(question, part.commands, index.scopes[blank.lesson].commands),
    )


def find_trouble(patterns: Iterable[ErrorPattern], text: str, lesson: str | None = None) -> Trouble | None:
    """Return the last error message of the text that a pattern knows; within a lesson only where it explains it."""
    for line in last_lines(text):
        for pattern in patterns:
            if lesson is not None and not pattern.section.startswith(f"{lesson}/"):
                continue
            if (match := re.search(pattern.pattern, line)) is not None:
                groups = groups_of(match)
                return Trouble(
                    pattern, *(filled(text, groups) for text in (pattern.title, pattern.cause, pattern.cure))
                )
    return None


def card_piece(card: Card, question: Question) -> CardPiece:
    """Return what to show of a card: the flags asked for, and the example that shows them best."""
    flags = tuple(flag for flag in card.every_flag if {flag.long, flag.short} & set(question.flags))
    runs = [(place, example.line) for place, example in enumerate(card.examples) if not example.no_run]
    fitting = [place for place, line in runs if _shows(line, flags)]
    first = fitting[0] if fitting else (0 if card.examples else None)
    wants_more = Intent.EXAMPLE in question.intents
    more = tuple(place for place, _ in runs if place != first)[:MOST_EXAMPLES] if wants_more else ()
    return CardPiece(card, first, flags, more)


def _shows(line: str, flags: Sequence[Flag]) -> bool:
    """Return whether a line uses all the flags, bundled (`-it`) or apart."""
    words = line.split()
    bundled = {f"-{letter}" for word in words if re.fullmatch("-[a-z]{2,3}", word) for letter in word[1:]}
    used = {*words, *bundled}
    return all(flag.long in used or (flag.short and flag.short in used) for flag in flags)


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
    if blank.lesson is None and (term := _lone_term(index, question, None)) is not None:
        return _explained(blank, term)
    return replace(blank, beyond=beyond(index, question))


def _explained(blank: Answer, term: Term) -> Answer:
    """Return the glossary's explanation; what it says of the term is sure, whatever the parts were worth."""
    score = max(blank.score, ANSWER_FROM)
    return replace(blank, decision=Decision.ANSWER, score=score, shape=Shape.TERM, term=term)


def _lone_term(index: Index, question: Question, part: Part | None) -> Term | None:
    """Return the term whose meaning alone is asked for, where the part found is about something else."""
    if (
        len(question.matter) != 1
        or Intent.DEFINITION not in question.intents
        or (part and question.matter & part.concepts)
    ):
        return None
    return next((term for term in index.course.terms if term.id in question.concepts and term.says), None)


def _linked_first(matches: Matches, card: Card) -> list[Match]:
    """Return the matches with the parts that a card names first."""
    return sorted(matches.parts, key=lambda match: not match.part.address.startswith(card.lessons or "-"))


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
            sides = zip(names, found, strict=True)
            return tuple(Column(name, part.section.passages[:1]) for name, part in sides if part)
    led = [(match["lead"], item) for item in best.passages if (match := _LEAD.match(item.text))]
    if len(led) == TWO:
        return tuple(Column(lead, (item,)) for lead, item in led)
    if best.index.kind == "comparison":
        return ()  # it compares in its own words
    told = [_defining(index, matches, term) for term in sorted(question.concepts)]
    parts = [part for part in told if part is not None and part.section.passages]
    if len(parts) == TWO and parts[0] is not parts[1]:
        return tuple(Column(part.section.title, part.section.passages[:1]) for part in parts)
    return ()


def _teaching(matches: Matches, names: set[str]) -> Part | None:
    return next((match.part for match in matches.parts if set(match.part.commands) == names), None)


def _defining(index: Index, matches: Matches, term_id: str) -> Part | None:
    means = next((term.means for term in index.course.terms if term.id == term_id), "")
    return next((match.part for match in matches.parts if means and match.part.address == means), None)


def _passages(index: Index, question: Question, part: Part, shape: Shape) -> tuple[Passage, ...]:
    """Return the passages to quote, in the order of the lesson, the analogy first where it is asked for.

    A short part is quoted whole. Of a longer one, and of the parts below it, what shares most with the question is.
    """
    own = [passage for passage in part.section.passages if passage.form != "diagram"]
    below = [passage for section in parts_below(index, part.section) for passage in section.passages]
    pool = [*own, *(passage for passage in below if passage.form != "diagram")]
    if shape is Shape.ANALOGY and (easy := _easy(pool, part.section)) is not None:
        return (easy, *(passage for passage in pool[:1] if passage is not easy))
    is_narrow = shape in {Shape.YES_NO, Shape.REASON}
    if own and not below and not is_narrow and sum(len(passage.text) for passage in own) <= WHOLE_PART:
        return tuple(own[:MOST_PASSAGES])
    worth = {passage.address: _relevance(index, question, passage) for passage in pool}
    least = max(worth.values(), default=0.0) * NEARLY_AS_GOOD
    ranked = sorted(pool, key=lambda passage: -worth[passage.address])
    taken: list[Passage] = []
    size = 0
    for passage in ranked if is_narrow else [*own[:1], *ranked]:
        is_weak = (is_narrow or passage not in own) and worth[passage.address] < least
        if passage in taken or is_weak or (taken and size + len(passage.text) > MOST_TEXT):
            continue
        taken.append(passage)
        size += len(passage.text)
        if len(taken) == MOST_PASSAGES:
            break
    return tuple(passage for passage in pool if passage in taken)


def _easy(pool: Sequence[Passage], section: Section) -> Passage | None:
    easy = section.index.easy
    return next((passage for passage in pool if easy and passage.address.endswith(f"/{easy}")), None)


def _relevance(index: Index, question: Question, passage: Passage) -> float:
    shared = question.matter & set(index.reader.plain(passage.text))
    return sum(index.weight(feature) for feature in shared)
