"""Choosing which passages answer, and how they are laid out: the lesson's own words, never new ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.answers.answer import (
    ANSWER_FROM,
    Answer,
    CardPiece,
    Decision,
    Place,
    Shape,
    certainty,
    decide,
    drawn,
    drawn_first,
    first,
    is_about,
    linked_first,
    places,
)
from bot.answers.command import commands
from bot.answers.compare import certain, comparison
from bot.answers.define import definition
from bot.answers.easier import analogy, simpler
from bot.answers.family import named_commands
from bot.answers.greeting import GREETED, greeting
from bot.answers.index import Index
from bot.answers.korean import Intent, asks_for_flags, asks_yes_or_no, only_fails
from bot.answers.lacking import beyond, missing
from bot.answers.parts import Match, Matches, Part
from bot.answers.question import Question
from bot.answers.quote import PROSE, card_piece, quoted
from bot.answers.task import is_asked
from bot.answers.trouble import beside_quote, find_trouble, for_trouble
from bot.answers.yes_no import settled
from bot.lessons.model import Card, Passage, Term, YesNo

TWO = 2
RUN = "docker run"
MOST_FLAGS = 8  # of a command whose options are asked for; a card names the usual ones first

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
_FLAG_AND_VALUE = re.compile(r"(?<![\w-])--?[A-Za-z][\w-]*(?:[ =](?!docker\b)[A-Za-z0-9][\w:./-]*)?")
_REASON = re.compile(
    r"때문|니까|므로|위해|위험|않으면|이유|까닭|[가-힣](?<!에)서(?=[ ,]|예요)|려고|덕분"
)  # a passage that gives one


def answer(index: Index, question: Question, lesson: str | None = None, *, easier: bool = False) -> Answer:
    """Return the answer to a question from one lesson, or from all of them.

    `easier` asks for the part's analogy or its shortest words, whatever the question's are.
    Raises `KeyError` where there is no such lesson.
    """
    matches = index.match(question, lesson)
    if greeting(question.asked) in GREETED:
        near = places(index, matches.parts)
        return Answer(question.asked, Decision.ABSTAIN, 0.0, Shape.GREETING, near, lesson=lesson)
    if question.wants_picture:
        matches = replace(matches, parts=drawn_first(matches, question))
    if (trouble := find_trouble(index.course.errors, question.asked, lesson)) is not None:
        return for_trouble(index, question, matches, trouble, lesson)
    if said := beside_quote(question.asked):
        asking = index.reader.read(said)
        if asking.deeds and is_asked(asking):
            question, matches = replace(asking, asked=question.asked), index.match(asking, lesson)
    return _looked_up(index, question, matches, lesson, easier=easier)


def _looked_up(index: Index, question: Question, matches: Matches, lesson: str | None, *, easier: bool) -> Answer:
    """Return the answer to what greets nobody and quotes no error."""
    is_near = lesson is None and is_about(index, question, matches.parts[0].part)
    score = certainty({**matches.evidence, "outside": 0.0} if is_near else matches.evidence)
    decision = decide(score, is_about=is_near)
    found_places, lacking = places(index, matches.parts), missing(index, question)
    blank = Answer(question.asked, decision, round(score, 4), Shape.TEXT, found_places, missing=lacking, lesson=lesson)
    if (found := settled(index, question, matches.parts)) is not None:
        return _settled(index, question, blank, matches, *found)
    if blank.decision is Decision.ABSTAIN:
        return _abstain(index, question, blank, matches, easier=easier)
    part = matches.parts[0].part
    names = _own_first(index, question, commands(index, question, matches, lesson))
    if question.wants_picture:
        names = tuple(name for name in names if name in question.commands)
    known = tuple(index.cards[name] for name in names if name in index.cards)
    if (term := _lone_term(index, question, part)) is not None and lesson is None:
        return _explained(index, blank, matches, term, easier=easier)
    shape = _shape(question, part, known, easier=easier)
    if shape is Shape.ANALOGY and (easier or analogy(index, part) is not None):
        blank = replace(blank, commands=names, diagram=drawn(part))
        found_simpler = simpler(index, question, part, blank, has_card=bool(known))
        return replace(found_simpler, cards=_cards(index, question, part, known, found_simpler.passages))
    compared = comparison(index, question, blank, matches, names) if shape is not Shape.ANALOGY else None
    return compared or _told(index, question, blank, matches, names, shape)


def _told(
    index: Index, question: Question, blank: Answer, matches: Matches, names: tuple[str, ...], shape: Shape
) -> Answer:
    """Return the passages of the part that answers, and the cards of the commands it is about."""
    part = matches.parts[0].part
    known = tuple(index.cards[name] for name in names if name in index.cards)
    defined = definition(index, question, matches) if shape is Shape.DEFINITION else None
    is_named = bool(set(question.commands) & set(names))
    is_taught = not is_named or any(set(match.part.commands) & set(names) for match in matches.parts[:3])
    if known and not is_taught:
        blank = replace(blank, places=places(index, linked_first(matches, known[0])))
    if defined:
        part = defined[0]
        blank = replace(blank, places=places(index, first(matches, part)))
    told = defined[1] if defined else quoted(index, question, part, shape, names)
    if shape is Shape.REASON and not any(_REASON.search(passage.text) for passage in told):
        shape = Shape.TEXT
        told = told if told and told[0].form in PROSE else quoted(index, question, part, shape, names)
    passages = told if is_taught else ()
    return replace(
        blank,
        shape=shape if shape not in {Shape.COMPARISON, Shape.ANALOGY} else Shape.TEXT,
        passages=passages,
        commands=names,
        cards=_cards(index, question, part, known, passages),
        diagram=drawn(part),
    )


def _cards(
    index: Index, question: Question, part: Part, cards: Sequence[Card], passages: Sequence[Passage]
) -> tuple[CardPiece, ...]:
    """Return what is shown of each card; of a single one with its usual flags, where its options are asked for."""
    meant = index.flags_of(question) if len(cards) == 1 else ()
    shown = (card_piece(card, question, part.section.passages, passages, meant) for card in cards)
    pieces = tuple(replace(piece, is_taught=piece.card.id in index.taught) for piece in shown)
    wants_flags = asks_for_flags(question.text) and not question.flags and question.matter <= set(question.commands)
    if len(pieces) == 1 and wants_flags:
        return (replace(pieces[0], flags=pieces[0].card.every_flag[:MOST_FLAGS]),)
    return pieces


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
        diagram=drawn(part),
        is_yes=known.is_yes,
        commands=named_commands(question, part.commands, index.scopes[blank.lesson].commands),
    )


def _abstain(index: Index, question: Question, blank: Answer, matches: Matches, *, easier: bool) -> Answer:
    """Return the abstention; outside of a single lesson the glossary may still explain a lone term, a card lone flags.

    What has a card is offered by it, and what another lesson answers is said to be there.
    """
    if blank.lesson is None and (term := _lone_term(index, question, None)) is not None:
        return _explained(index, blank, matches, term, easier=easier)
    if blank.lesson is None and (sides := certain(index, question, blank, matches)) is not None:
        return sides
    if blank.lesson is None and (card := _flagged(index, question)) is not None:
        return _card_alone(index, question, blank, matches, card)
    if only_fails(question.text):
        return replace(blank, shape=Shape.VAGUE)
    elsewhere = _elsewhere(index, question) if blank.lesson is not None else ()
    offered = (*question.commands, *(one.near for one in blank.missing))
    offers = tuple(index.cards[name] for name in dict.fromkeys(offered) if name in index.cards)[:TWO]
    if offers and blank.lesson is None:
        blank = replace(blank, places=places(index, linked_first(matches, offers[0])))
    return replace(blank, beyond=beyond(index, question), offers=offers, elsewhere=elsewhere)


def _flagged(index: Index, question: Question) -> Card | None:
    """Return the card that explains the flags a question is about and nothing else, that of `docker run` first.

    A command that is named with them is the one whose card is meant: "docker run --gpus all이 뭐예요".
    """
    bare = index.reader.read(_FLAG_AND_VALUE.sub(" ", question.asked)) if question.flags else question
    if not question.flags or len(question.commands) > 1 or bare.matter - {*question.commands, "docker"}:
        return None
    first = sorted(index.course.cards, key=lambda card: (card.id not in question.commands, card.id != RUN))
    return next((card for card in first[: 1 if question.commands else None] if card.explains(question.flags)), None)


def _card_alone(index: Index, question: Question, blank: Answer, matches: Matches, card: Card) -> Answer:
    """Return what a card says of the flags asked for; that is sure, whatever the parts were worth."""
    return replace(
        blank,
        decision=Decision.ANSWER,
        score=max(blank.score, ANSWER_FROM),
        shape=Shape.COMMAND,
        places=places(index, linked_first(matches, card)),
        commands=(card.id,),
        cards=(card_piece(card, question),),
    )


def _elsewhere(index: Index, question: Question) -> tuple[Place, ...]:
    """Return the part of the whole course that answers a question or explains its message, if one does."""
    whole = answer(index, question)
    is_treated = bool(whole.passages or whole.columns or (whole.trouble and whole.trouble.pattern.section))
    return whole.places[:1] if is_treated and whole.decision is Decision.ANSWER else ()


def _explained(index: Index, blank: Answer, matches: Matches, term: Term, *, easier: bool) -> Answer:
    """Return the glossary's explanation, with the part that the term means first.

    What it says of the term is sure, whatever the parts were worth.
    """
    first = sorted(matches.parts, key=lambda match: match.part.address != term.means)
    return replace(
        blank,
        decision=Decision.ANSWER,
        score=max(blank.score, ANSWER_FROM),
        shape=Shape.PLAIN if easier else Shape.TERM,
        places=places(index, first),
        term=term,
    )


def _lone_term(index: Index, question: Question, part: Part | None) -> Term | None:
    """Return the term whose meaning alone is asked for, where the part found is about something else."""
    if (
        len(question.matter) != 1
        or Intent.DEFINITION not in question.intents
        or Intent.COMPARISON in question.intents
        or (part and question.matter & part.concepts)
    ):
        return None
    return next((term for term in index.course.terms if term.id in question.concepts and term.says), None)


def _own_first(index: Index, question: Question, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the commands, or the one that is named where a question is about nothing else ("docker run 사용법")."""
    is_alone = len(question.commands) == 1 and question.matter == set(question.commands)
    named = question.commands if is_alone and question.commands[0] in index.cards else ()
    is_family = any(name.startswith(f"{own} ") for name in names for own in named)
    return named if names and named and not is_family and not set(named) & set(names) else names


def _shape(question: Question, part: Part, cards: Sequence[Card], *, easier: bool) -> Shape:
    if easier:
        return Shape.ANALOGY
    answers = asks_yes_or_no(question.text)
    asked = [intent for intent in question.intents if intent in _SHAPES and (intent is not Intent.YES_NO or answers)]
    if cards and (part.section.index.kind == "command" or question.flags) and Intent.COMPARISON not in asked:
        return Shape.COMMAND
    for intent in asked:
        if intent is Intent.COMMAND and not cards:
            continue
        return _SHAPES[intent]
    return Shape.COMMAND if cards else Shape.TEXT
