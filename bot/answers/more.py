"""More of what was answered: what the part has beside what was shown, then the parts that are near. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from bot.answers.answer import ANSWER_FROM, Answer, CardPiece, Decision, Shape, parts_below, places
from bot.answers.index import Index
from bot.answers.korean import Intent
from bot.answers.parts import Match
from bot.answers.question import Question
from bot.answers.quote import CODE
from bot.lessons.model import Passage

MOST_TEXT = 1000  # characters at once; the rest is asked for again
MOST_OF_IT = 0.6  # of the weight of what was typed
MOST_NEAR = 10  # parts that are looked through beside those that were quoted
MOST_COMMANDS = 6


def more(
    index: Index,
    question: Question,
    found: Answer,
    shown: Collection[str],
    *,
    with_code: bool = False,
    goes_on: bool = True,
) -> Answer:
    """Return what the course has beside what was `shown` for a question that was answered with `found`.

    One part at a time: first what is left of the parts that were quoted, then what is below them, then, where it
    `goes_on`, the parts about the same; `with_code` only what has code to show. Where nothing is left, an answer of the
    shape `END` that names the part.
    """
    for match in _parts(index, question, found, goes_on=goes_on):
        passages = match.part.section.passages
        left = [one for one in passages if one.form != "diagram" and one.address not in shown]
        if any(one.form in CODE for one in left) if with_code else left:
            return _answer(index, question, found, match, Shape.MORE, passages=_first(left))
    return _answer(index, question, found, None, Shape.END)


def shows_example(found: Answer) -> bool:
    """Return whether an answer shows code or a line to run."""
    return any(one.form in CODE for one in found.passages) or any(piece.example is not None for piece in found.cards)


def narrowed(index: Index, typed: Question, found: Answer) -> Answer | None:
    """Return those passages of an answer that speak of most of what was typed, or show code to who wants an example.

    `None` where that is all of them or none.
    """
    least = sum(map(index.weight, typed.matter)) * MOST_OF_IT
    if Intent.EXAMPLE in typed.intents:
        meant = tuple(one for one in found.passages if one.form in CODE)
    else:
        shared = [(one, typed.matter & set(index.reader.plain(one.text))) for one in found.passages]
        meant = tuple(one for one, features in shared if features and sum(map(index.weight, features)) >= least)
    if not meant or meant == found.passages:
        return None
    return replace(found, shape=Shape.AGAIN, passages=meant, cards=(), diagram=None)


def its_commands(index: Index, question: Question, found: Answer, shown: Collection[str]) -> Answer | None:
    """Return the commands of the nearest part that teaches some about what was asked; `None` where there is none."""
    near = _near(index, question, found, index.match(question, found.lesson).parts)
    own = [match for match in near if found.places and match.part.lesson == found.places[0].lesson] or near
    for match in sorted(own, key=lambda match: -len(match.part.commands)):
        cards = [index.cards[name] for name in match.part.commands if name in index.cards]
        if cards and not all(f"card:{card.id}" in shown for card in cards):
            pieces = tuple(CardPiece(card, None) for card in cards[:MOST_COMMANDS])
            return _answer(index, question, found, match, Shape.COMMAND, cards=pieces)
    return None


def _parts(index: Index, question: Question, found: Answer, *, goes_on: bool) -> Iterator[Match]:
    """Yield the parts that more is taken from, each with what is below it: those quoted, then those about the same."""
    every = index.match(question, found.lesson).parts
    matches = {match.part.address: match for match in every}
    if found.trouble is not None:
        first = [found.trouble.pattern.section]
    else:
        quoted = (*found.passages, *(one for side in found.columns for one in side.passages))
        first = [one.address.partition("#")[0] for one in quoted] + [place.address for place in found.places[:1]]
        first += [match.part.address for match in _near(index, question, found, every)] if goes_on else []
    for address in dict.fromkeys(first):
        if address in matches:
            yield matches[address]
            yield from (matches[below.address] for below in parts_below(index, matches[address].part.section))


def _near(index: Index, question: Question, found: Answer, matches: Sequence[Match]) -> list[Match]:
    """Return the nearest parts about a thing of the question or a command of its answer, as one reads on.

    First those of the same lesson that follow, then those before them, then those of other lessons.
    """
    order = {part.address: place for place, part in enumerate(index.parts)}
    here = order[found.places[0].address] if found.places else 0
    near = [
        match
        for match in matches[:MOST_NEAR]
        if match.part.concepts & question.concepts - {"docker"} or set(match.part.commands) & set(found.commands)
    ]
    own = [match for match in near if match.part.lesson == index.parts[here].lesson]
    own.sort(key=lambda match: (order[match.part.address] < here, order[match.part.address]))
    return [*own, *(match for match in near if match not in own)]


def _first(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Return as many passages as are read at once, in the order of the lesson; a list is not begun at its end."""
    taken: list[Passage] = []
    for passage in passages:
        if taken and sum(len(one.text) for one in (*taken, passage)) > MOST_TEXT:
            break
        taken.append(passage)
    return tuple(taken)


def _answer(
    index: Index,
    question: Question,
    found: Answer,
    match: Match | None,
    shape: Shape,
    *,
    passages: tuple[Passage, ...] = (),
    cards: tuple[CardPiece, ...] = (),
) -> Answer:
    return Answer(
        question.asked,
        Decision.ANSWER,
        max(found.score, ANSWER_FROM),
        shape,
        places(index, [match]) if match is not None else found.places,
        passages=passages,
        commands=tuple(piece.card.id for piece in cards),
        cards=cards,
        lesson=found.lesson,
    )
