"""Things side by side, each in the words that a lesson, its card or the glossary has for it. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import combinations

from bot.answers.answer import (
    ANSWER_FROM,
    Answer,
    Column,
    Decision,
    Shape,
    drawn,
    first,
    linked_first,
    places,
)
from bot.answers.index import Index
from bot.answers.korean import Intent, squash
from bot.answers.named import longest_name
from bot.answers.parts import Matches, Part
from bot.answers.question import Question
from bot.answers.quote import card_piece
from bot.answers.things import Compared, Thing, asks_to_compare
from bot.answers.told import Told, leads, names_of, rows
from bot.lessons.model import Card, Passage

TWO = 2
NEAR_PARTS = 3  # a part that compares just these is looked for among so many
MOST_PROSE = 300  # characters below the columns, beyond which one passage is enough
RUN = "docker run"
LATE = 20  # flags of a card before one that few people mean
_PROSE = frozenset({"paragraph", "item"})


def comparison(
    index: Index, question: Question, blank: Answer, matches: Matches, names: Sequence[str]
) -> Answer | None:
    """Return the things that a question compares side by side; `None` where it compares none, or one lacks words.

    `names` are the commands that it was found to be about. Below the sides stands what the part found says of them all,
    and the cards of the commands that are compared.
    """
    if not asks_to_compare(question):
        return None
    compared = index.things.compared(question, names)
    sides, together = _columns(index, question, matches, names, compared)
    if not sides:
        return None
    names = tuple(dict.fromkeys(filter(None, (_command_of(index, side) for side in sides)))) or tuple(names)
    near = [match.part for match in matches.parts[:NEAR_PARTS]]
    part = together or next((part for part in near if not names or set(names) & set(part.commands)), near[0])
    passages = _beneath(index, compared.things, part, sides)
    known = [index.cards[name] for name in names if name in index.cards]
    # What flags mean is said by the columns.
    pieces = (card_piece(card, question, part.section.passages, passages) for card in known)
    is_taught = not known or any(set(one.commands) & set(names) for one in near)
    return replace(
        blank,
        shape=Shape.COMPARISON,
        places=places(index, first(matches, part) if is_taught else linked_first(matches, known[0])),
        passages=passages,
        columns=sides,
        commands=names,
        cards=tuple(replace(piece, flags=(), is_taught=piece.card.id in index.taught) for piece in pieces),
        diagram=drawn(part),
    )


def certain(index: Index, question: Question, blank: Answer, matches: Matches) -> Answer | None:
    """Return a comparison of nothing but what the course defines, whatever the parts were worth; else `None`."""
    if question.words or question.outside or not asks_to_compare(question):
        return None
    things = index.things.compared(question).things
    if not things or any(thing.flags or thing.command for thing in things):
        return None
    found = comparison(index, question, blank, matches, ())
    if found is None:
        return None
    means = {thing.term.means for thing in things if thing.term} | {
        one.address.partition("#")[0] for side in found.columns for one in side.passages
    }
    own = [match for match in matches.parts if match.part.address in means]
    if not own:
        return None
    cited = places(index, first(matches, own[0].part))
    return replace(found, decision=Decision.ANSWER, score=max(blank.score, ANSWER_FROM), places=cited)


def _command_of(index: Index, side: Column) -> str:
    """Return the command that a side is of, or of whose flag; empty where it is of none."""
    words = (side.source.removeprefix("card:") if side.source.startswith("card:") else side.title).split()
    return longest_name(words, index.cards)


def _columns(
    index: Index, question: Question, matches: Matches, names: Sequence[str], compared: Compared
) -> tuple[tuple[Column, ...], Part | None]:
    """Return the sides of a comparison, and the part that compares them where one does; no sides if one lacks words.

    A part near the question that sets just these against each other comes first, by leads or a table. Else each has
    its own words: flags and commands those of their cards or of the lessons, anything else the sentence that defines
    it, or the glossary's.
    """
    things = compared.things
    if not things:
        return _unparsed(index, question, matches, names) if Intent.COMPARISON in question.intents else ((), None)
    for match in matches.parts[:NEAR_PARTS]:
        if sides := _together(match.part, things):
            return sides, match.part
    if not compared.is_clear:
        return (), None
    found = [_alone(index, question, matches, thing, things) for thing in things]
    alone = [side for side in found if side is not None]
    sources = {side.source for side in alone}
    is_known = sources == {f"card:{RUN}"} or question.commands or any(thing.command for thing in things)
    if not (is_known and len(sources) == 1 and all(thing.flags for thing in things)):
        alone = [_with_command(side) for side in alone]
    is_told = len({(side.passages, side.says) for side in alone}) == len(things)
    return (tuple(alone) if is_told else (), None)


def _unparsed(
    index: Index, question: Question, matches: Matches, names: Sequence[str]
) -> tuple[tuple[Column, ...], Part | None]:
    """Return the sides where the question names but one thing, and the part found sets just that against another.

    Else those of two commands that stand there. "가상머신이랑 뭐가 달라요?"
    """
    part = matches.parts[0].part
    led = list(leads(part.section)) if part.section.index.kind == "comparison" else []
    asked = question.matter - {"docker"}
    if len(led) == TWO and len(asked) == 1 and asked <= {*question.concepts, *question.commands} & part.concepts:
        return tuple(Column(lead, (one,)) for lead, one in led), part
    is_said = {*question.commands, *question.said}.issuperset(names)
    pair = sorted(names, key=lambda name: _place(question.text, name.rpartition(" ")[2]))
    is_pair = is_said and len(names) == TWO and all(name in index.cards for name in names)
    return (tuple(_command(index, matches, name) for name in pair), None) if is_pair else ((), None)


def _beneath(index: Index, things: Sequence[Thing], part: Part, sides: Sequence[Column]) -> tuple[Passage, ...]:
    """Return what a part says of all that is compared beside what the columns hold: when to take which.

    Of a part that the columns are from, that is what follows them.
    """
    shown = {one.address: one.text for side in sides for one in side.passages}
    passages = part.section.passages
    whole = (at for at, one in enumerate(passages) if one.form == "table" or shown.get(one.address) == one.text)
    last = max((at for at in whole if passages[at].address in shown), default=-1)
    prose = (one for one in passages[last + 1 :] if one.form in _PROSE and things)
    told = [one for one in prose if all(index.things.speaks_of(one.text, thing) for thing in things)]
    return tuple(told[:1] if sum(len(one.text) for one in told[:2]) > MOST_PROSE else told[:2])


def _together(part: Part, things: Sequence[Thing]) -> tuple[Column, ...]:
    """Return the things as one part tells of them, each behind its name, or in a table; none where one is missing."""
    for passage in part.section.passages:
        if passage.form == "table" and (sides := _tabled(passage, things)):
            return sides
    led = [(names_of(lead), lead, one) for lead, one in leads(part.section)]
    found = [next(((lead, one) for names, lead, one in led if names & thing.names), None) for thing in things]
    return tuple(Column(lead, (one,)) for lead, one in filter(None, found)) if _are_all(found) else ()


def _tabled(table: Passage, things: Sequence[Thing]) -> tuple[Column, ...]:
    """Return columns of a table (`장점 | 단점`, ` | RUN | CMD`), or its rows, with what each line is of."""
    head, below = rows(table)
    titles = [(names_of(title), at) for at, title in enumerate(head)]
    places = [next((at for names, at in titles if names & thing.names), None) for thing in things]
    if _are_all(places) and (len(head) == len(things) or not head[0]):
        named = 0 if not head[0] else None
        return tuple(
            _column(table, head[at], (("" if named is None else row[named], row[at]) for row in below))
            for at in places
            if at is not None
        )
    found = [next((row for row in below if names_of(row[0]) & thing.names), None) for thing in things]
    if not _are_all(found):
        return ()
    return tuple(_column(table, row[0], zip(head[1:], row[1:], strict=False)) for row in filter(None, found))


def _are_all(found: Sequence[object]) -> bool:
    """Return whether every thing was found, and none is another."""
    return None not in found and all(one != other for one, other in combinations(found, 2))


def _column(table: Passage, title: str, lines: Iterable[tuple[str, str]]) -> Column:
    text = "\n".join(f"{name}: {cell}" if name else f"- {cell}" for name, cell in lines)
    return Column(title, (replace(table, text=text, form="paragraph"),))


def _place(text: str, name: str) -> int:
    """Return where a question says a name as a word by itself, its length where it does not."""
    found = re.search(rf"(?<![a-z0-9-]){re.escape(name.lower())}(?![a-z0-9-])", text)
    return found.start() if found else len(text)


def _alone(index: Index, question: Question, matches: Matches, thing: Thing, things: Sequence[Thing]) -> Column | None:
    """Return one thing in the words that are its own, `None` where the course has none for it."""
    if thing.flags:
        return _flags(index, question, matches, thing, things)
    if thing.command:
        return _command(index, matches, thing.command)
    if thing.says:
        return Column(index.things.spelled(thing.said), (), thing.says, thing.source)
    term, own = thing.term, squash(thing.said)
    plain = {squash(term.ko), squash(term.en)} if term else set()
    told = _best(index, matches, thing, own)
    if told and (told.begins or own not in plain):
        return Column(told.name, (told.passage,))
    if term and thing.names != {own} and not told:
        defined = filter(None, (_best(index, matches, thing, name) for name in sorted(plain)))
        told = next((one for one in defined if one.begins and one.section == term.means), None)
    if told is None and term and term.says and (thing.names != {own} or own in plain):
        return Column(index.things.spelled(thing.said), (), term.says, f"term:{term.id}")
    return Column(told.name, (told.passage,)) if told else None


def _best(index: Index, matches: Matches, thing: Thing, name: str) -> Told | None:
    """Return what tells most of a thing by a name: in the part that the glossary names for it, else in the nearest."""
    means = thing.term.means if thing.term else ""
    rank = {
        match.part.address: (match.part.address != means, match.part.section.index.kind != "definition", place)
        for place, match in enumerate(matches.parts)
    }
    found = [one for one in index.things.told.get(name, ()) if one.section in rank]
    return min(found, key=lambda one: (not one.begins, rank[one.section]), default=None)


def _flags(index: Index, question: Question, matches: Matches, thing: Thing, things: Sequence[Thing]) -> Column | None:
    """Return what a card says of flags, `None` where none does: that of the command they are named with comes first."""
    named = [thing.command] if thing.command else [*(one.command for one in things), *question.commands]
    every = [flag for one in things for flag in one.flags if not one.command or one.command in named]
    others = sorted(index.cards.values(), key=lambda card: _usual(card, every, matches)) if not thing.command else []
    cards = [*(index.cards[name] for name in named if name in index.cards), *others]
    card = next((one for flags in (every, thing.flags) for one in cards if one.explains(flags)), None)
    if card is None:
        return None
    told = [(flag, _says(card, flag)) for flag in thing.flags]
    says = told[0][1] if len(told) == 1 else "\n".join(f"{flag}: {text}" for flag, text in told)
    return Column(thing.said.removeprefix(f"{thing.command} "), (), says, f"card:{card.id}")


def _with_command(side: Column) -> Column:
    """Return a side, a flag with its command before it."""
    name = side.source.removeprefix("card:")
    return replace(side, title=f"{name} {side.title}") if side.title.startswith("-") else side


def _usual(card: Card, flags: Collection[str], matches: Matches) -> tuple[bool, bool, bool, float, int]:
    """Return how a card stands among those that may be meant by flags alone; the least is the likeliest.

    A card names its usual flags first: `-a` is seldom `docker run -a`. Then comes what the part found teaches, and what
    people want who talk like this.
    """
    places = {name: at for at, one in enumerate(card.every_flag) for name in (one.short, one.long)}
    is_late = any(places.get(flag, LATE) >= LATE for flag in flags if not flag.startswith("--"))
    ahead = sum(places.get(flag, LATE) for flag in flags)
    return (
        is_late,
        card.id not in matches.parts[0].part.commands,
        card.id != RUN,
        -matches.wishes.get(card.id, 0.0),
        ahead,
    )


def _says(card: Card, flag: str) -> str:
    return next(one.says for one in card.every_flag if flag in (one.short, one.long))


def _command(index: Index, matches: Matches, name: str) -> Column:
    """Return a command with the paragraph that says what it does, else with its card."""
    told = re.compile(rf"`{re.escape(name)}(?: [^`-][^`]*)?`(?:은|는)(?![가-힣])")
    pool = (one for match in matches.parts if name in match.part.commands for one in match.part.section.passages)
    says = next((one for one in pool if one.form in _PROSE and told.match(one.text)), None)
    return Column(name, (says,)) if says else Column(name, (), index.cards[name].summary, f"card:{name}")
