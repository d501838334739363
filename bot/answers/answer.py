"""Deciding: answer, "perhaps this part?", or an honest no; and everything an answer shows, traceable to the content."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.answers.index import Index
from bot.answers.korean import Intent
from bot.answers.parts import Match, Matches, Part
from bot.answers.question import Question
from bot.lessons.model import Card, Diagram, ErrorPattern, Flag, Passage, Section, Term

# Weights of the evidence (Index.match) in a logistic model. The first are fitted by bench/fit_answers.py on the bank of
# phrasings, each left out in turn, against those of other lessons and of what no lesson treats. (`rival` stands nearer
# to nought than was fitted, -8.41: the bank has grown since, and with it the chances of something alike.) The last are
# set: a command or flag that is named and not taught speaks against an answer whatever else fits, as does that a
# command of another lesson is wanted (`other_wish`).
FITTED: Mapping[str, float] = {"phrasing": 11.92, "rival": -7.3, "part": 2.07}
# In the whole course fewer phrasings speak against an answer than within one lesson, so more has to speak for it.
SET: Mapping[str, float] = {
    "named_outside": -3.0,
    "flag_outside": -3.0,
    "foreign": -1.5,
    "done_outside": -0.5,
    "everywhere": -1.64,
    "task": 1.0,
    "wish": 2.1,
    "other_wish": -3.0,
    "outside": -2.2,
    "sure": 1.0,
}
BASE = -0.5
ABSTAIN_BELOW = 0.57
OFFER_FROM = 0.43  # the same in the whole course, where a word is asked for that the part found defines
ANSWER_FROM = 0.68
SOMEWHAT_NEAR = 0.15  # below it no part is near enough to be offered
SURE_PHRASING = 0.5  # words without any matter are answered only where learners have asked just so
MOST_SECTIONS = 8
NEAR_PICTURES = 8  # parts among which one with a diagram is looked for, where a picture is asked for


class Decision(StrEnum):
    """What the learner gets."""

    ANSWER = "answer"
    MAYBE = "maybe"
    ABSTAIN = "abstain"


class Shape(StrEnum):
    """How the answer is laid out."""

    TEXT = "text"
    DEFINITION = "definition"
    COMPARISON = "comparison"
    STEPS = "steps"
    COMMAND = "command"
    REASON = "reason"
    YES_NO = "yes_no"
    EXAMPLE = "example"
    ANALOGY = "analogy"
    PLAIN = "plain"  # an analogy was asked for and there is none: the shortest plain words
    VAGUE = "vague"  # something fails, and the message is missing
    GREETING = "greeting"  # nothing was asked: a greeting, thanks, or what can be asked
    ERROR = "error"
    TERM = "term"
    MORE = "more"  # what the course has beside what was told
    AGAIN = "again"  # what in the last reply was meant
    END = "end"  # more was asked for and there is none


@dataclass(frozen=True, slots=True)
class Place:
    """A part that an answer cites or offers."""

    lesson: str
    section: str  # the id of the `##` part
    address: str
    title: str
    lesson_title: str


@dataclass(frozen=True, slots=True)
class Column:
    """One side of a comparison: passages, or what a card or the glossary `says` where no passage tells of it."""

    title: str
    passages: tuple[Passage, ...] = ()
    says: str = ""
    source: str = ""  # of what it says: `card:docker run`, `term:tag`


@dataclass(frozen=True, slots=True)
class CardPiece:
    """What an answer shows of a command: the card, one of its examples by place, and the flags asked for."""

    card: Card
    example: int | None
    flags: tuple[Flag, ...] = ()
    more: tuple[int, ...] = ()  # further examples, where examples are asked for
    is_told: bool = False  # the passages show the command already
    is_taught: bool = True  # a part of the course treats the command


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error message that was recognised, its places filled in."""

    pattern: ErrorPattern
    title: str
    cause: str
    cure: str
    fix: str = ""  # a line that helps, or empty


@dataclass(frozen=True, slots=True)
class Missing:
    """A command or flag that was named and that the course does not have, and the one that was perhaps meant."""

    name: str
    near: str = ""
    command: str = ""  # that has no such flag, though another command has

    @property
    def is_flag(self) -> bool:
        """Whether it is a flag and not a command."""
        return self.name.startswith("-")


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply to one question. All of its text lies in passages, cards, patterns and terms of the content.

    Only where an operator wants it, the prose among the passages is shown `rephrased`.
    """

    question: str
    decision: Decision
    score: float
    shape: Shape
    places: tuple[Place, ...]
    passages: tuple[Passage, ...] = ()
    lead: Passage | None = None  # the part's analogy, before all else, for who wants it simple
    columns: tuple[Column, ...] = ()
    commands: tuple[str, ...] = ()
    cards: tuple[CardPiece, ...] = ()
    trouble: Trouble | None = None
    term: Term | None = None
    diagram: Diagram | None = None
    beyond: tuple[Term, ...] = ()
    offers: tuple[Card, ...] = ()  # commands that no part found treats, and that have a card
    missing: tuple[Missing, ...] = ()  # named, and not in the course
    elsewhere: tuple[Place, ...] = ()  # of another lesson than the one asked, where that one has no answer
    is_yes: bool | None = None  # the answer to a yes-or-no question, where the content holds it
    rephrased: str = ""  # checked words of a language model, shown in place of the prose among the passages
    lesson: str | None = None
    id: int = 0  # of the stored question, 0 where none is stored
    further: tuple[Answer, ...] = ()  # to what else was asked in the same message, in its order
    unanswered: tuple[str, ...] = ()  # the questions of the message beyond those

    @property
    def every(self) -> tuple[Answer, ...]:
        """The answers to all that a message asks, the first of them this one."""
        return (replace(self, further=(), unanswered=()), *self.further)

    @property
    def every_place(self) -> tuple[Place, ...]:
        """The places of all answers: the best of each in their order, then what else is near the first."""
        return tuple(dict.fromkeys((*(one.places[0] for one in self.every if one.places), *self.places)))

    @property
    def every_command(self) -> tuple[str, ...]:
        """The commands of all answers, each once; an abstention has none."""
        told = (one for one in self.every if one.decision is not Decision.ABSTAIN)
        return tuple(dict.fromkeys(name for one in told for name in one.commands))

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of everything quoted: passages, cards, error patterns, terms."""
        quoted = [passage.address for passage in (*((self.lead,) if self.lead else ()), *self.passages)]
        quoted += [passage.address for column in self.columns for passage in column.passages]
        quoted += [column.source for column in self.columns if column.source]
        quoted += [f"card:{piece.card.id}" for piece in self.cards]
        quoted += [f"card:{card.id}" for card in self.offers]
        quoted += [f"error:{self.trouble.pattern.id}"] if self.trouble else []
        quoted += [f"term:{self.term.id}"] if self.term else []
        return tuple(dict.fromkeys(quoted))


def certainty(evidence: Mapping[str, float]) -> float:
    """Return how likely the best part answers the question, 0 to 1."""
    total = BASE + sum(weight * evidence[name] for name, weight in {**FITTED, **SET}.items())
    if evidence["empty"] and evidence["phrasing"] < SURE_PHRASING:
        total = min(total, -2.0)
    return 1 / (1 + math.exp(-total))


def decide(score: float, *, is_about: bool = False) -> Decision:
    """Return the decision for a certainty; what surely is about the part found is offered sooner."""
    if score < (OFFER_FROM if is_about else ABSTAIN_BELOW):
        return Decision.ABSTAIN
    return Decision.ANSWER if score >= ANSWER_FROM else Decision.MAYBE


def is_about(index: Index, question: Question, part: Part) -> bool:
    """Return whether the question asks what a word means that the part defines, whatever other words stand beside it.

    "레이어가 뭐예요, 포토샵 그거?"
    """
    asked = question.concepts if Intent.DEFINITION in question.intents else ()
    return any(term.means == part.address for term in index.course.terms if term.id in asked)


def places(index: Index, matches: Sequence[Match]) -> tuple[Place, ...]:
    """Return the best part of each section, best first, several sections where there are several."""
    titles = {lesson.id: lesson.title for lesson in index.course.lessons}
    best: dict[tuple[str, str], Place] = {}
    for match in matches:
        part = match.part
        section = part.section.id.partition("/")[0]
        if (part.lesson, section) not in best:
            best[part.lesson, section] = Place(
                part.lesson, section, part.address, part.section.title, titles[part.lesson]
            )
        if len(best) == MOST_SECTIONS:
            break
    return tuple(best.values())


def first(matches: Matches, part: Part) -> list[Match]:
    """Return the matches with a part first."""
    return sorted(matches.parts, key=lambda match: match.part is not part)


def drawn(part: Part) -> Diagram | None:
    """Return the diagram of a part, `None` where it has none."""
    return next(iter(part.section.diagrams), None)


def drawn_first(matches: Matches, question: Question) -> tuple[Match, ...]:
    """Return the matches with the nearest part first that has a diagram of what the question is about."""
    shown = (match for match in matches.parts[:NEAR_PICTURES] if match.part.section.diagrams)
    part = next((match.part for match in shown if match.part.concepts & question.concepts), matches.parts[0].part)
    return tuple(first(matches, part))


def linked_first(matches: Matches, card: Card) -> list[Match]:
    """Return the matches with the parts that a card names first."""
    return sorted(matches.parts, key=lambda match: not match.part.address.startswith(card.lessons or "-"))


def parts_below(index: Index, section: Section) -> tuple[Section, ...]:
    """Return the subsections of a section."""
    prefix = f"{section.address}/"
    return tuple(part.section for part in index.parts if part.address.startswith(prefix))
