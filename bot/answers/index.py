"""Scores: how near a question is to every part of the course, by its words, its concepts and learners' phrasings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.answers.question import Question, Reader
from bot.lessons.model import Card, Course, Section

Floats = NDArray[np.float64]

# How much a feature of each sort counts beside its rarity. Found on the bank of lesson 1 with each phrasing left out
# in turn (docs/answers.md).
WEIGHTS = {"concept": 2.0, "action": 1.6, "word": 1.2, "gram": 0.35}
BEST_PHRASINGS = 5


@dataclass(frozen=True, slots=True)
class Stages:
    """What takes part in scoring; each can be switched off to see what it is worth."""

    concepts: bool = True
    grams: bool = True
    words: bool = True
    phrasings: bool = True
    passages: bool = True
    commands: bool = True
    mending: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """A section or subsection of a lesson as a target of questions."""

    address: str
    lesson: str
    section: Section
    concepts: frozenset[str]  # of its index.yaml
    said: frozenset[str]  # of its text, title and phrasings, as features
    commands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A part and how it fits: cosines of the question to its phrasings and text, and what the two share."""

    part: Part
    score: float
    phrasing: float
    text: float


class Postings:
    """Weighted features of many short texts; a question's cosine to each text in one pass.

    Built once: `texts` × features as postings, weight × log-rarity, every text of length one.
    """

    def __init__(self, texts: Sequence[Iterable[str]]) -> None:
        self.size = len(texts)
        rows: dict[str, list[int]] = defaultdict(list)
        for row, features in enumerate(texts):
            for feature in set(features):
                rows[feature].append(row)
        self.rarity = {name: float(np.log((1 + self.size) / (0.5 + len(found)))) for name, found in rows.items()}
        lengths = np.zeros(self.size)
        self._rows = {name: np.asarray(found, dtype=np.int32) for name, found in rows.items()}
        for name, found in self._rows.items():
            lengths[found] += self.weight(name) ** 2
        self._lengths = np.sqrt(np.maximum(lengths, 1e-9))

    def weight(self, feature: str) -> float:
        """Return what a feature counts: its sort × its rarity; one that no text has counts as the rarest."""
        return WEIGHTS[sort_of(feature)] * self.rarity.get(feature, float(np.log(2 * (1 + self.size))))

    def cosines(self, features: Iterable[str]) -> Floats:
        """Return the cosine to each text, shape `(texts,)`; words that no text knows lower all of them."""
        scores = np.zeros(self.size)
        norm = 0.0
        for feature in set(features):
            weight = self.weight(feature)
            norm += weight * weight
            if (rows := self._rows.get(feature)) is not None:
                scores[rows] += weight * weight
        return scores / (self._lengths * np.sqrt(max(norm, 1e-9)))


def sort_of(feature: str) -> str:
    """Return `concept`, `action`, `word` or `gram`."""
    if feature.startswith("g:"):
        return "gram"
    if feature.startswith("w:"):
        return "word"
    return "action" if feature.startswith("a:") else "concept"


def grouped_best(scores: Floats, owners: NDArray[np.int32], count: int, best: int = BEST_PHRASINGS) -> Floats:
    """Return for each of `count` owners the mean of its `best` highest scores, the highest weighing double."""
    result = np.zeros(count)
    order = np.lexsort((-scores, owners))
    sorted_owners, sorted_scores = owners[order], scores[order]
    starts = np.searchsorted(sorted_owners, np.arange(count))
    ends = np.searchsorted(sorted_owners, np.arange(count), side="right")
    for place in range(best):
        at = starts + place
        has = at < ends
        result[has] += sorted_scores[at[has]] * (2 if place == 0 else 1)
    return result / (best + 1)


class Index:
    """One course made ready for questions. Immutable; a new course gets a new index."""

    def __init__(self, course: Course, reader: Reader, stages: Stages = Stages()) -> None:  # noqa: B008 - frozen
        self.course = course
        self.reader = reader
        self.stages = stages
        self.cards: Mapping[str, Card] = {card.id: card for card in course.cards}
        self.parts: tuple[Part, ...] = tuple(
            self._part(lesson.id, section) for lesson in course.lessons for section in lesson.sections
        )
        self._place = {part.address: place for place, part in enumerate(self.parts)}
        asked = [(place, phrasing) for place, part in enumerate(self.parts) for phrasing in part.section.index.phrasings]
        self._asked = Postings([self._features(phrasing) for _, phrasing in asked])
        self._owners = np.asarray([place for place, _ in asked], dtype=np.int32)
        self._texts = Postings([self._features(_text(part)) for part in self.parts])
        self._deeds = [self._deed(card) for card in course.cards]

    def _features(self, text: str) -> list[str]:
        return self.keep(self.reader.features(text))

    def keep(self, features: Iterable[str]) -> list[str]:
        """Return the features whose stage is switched on."""
        on = {
            "concept": self.stages.concepts,
            "action": self.stages.concepts,
            "word": self.stages.words,
            "gram": self.stages.grams,
        }
        return [feature for feature in features if on[sort_of(feature)]]

    def _part(self, lesson: str, section: Section) -> Part:
        index = section.index
        concepts = frozenset(name for term in (*index.terms, *index.commands) for name in self.reader.concepts(term))
        said: set[str] = set(concepts)
        for text in (section.title, *(passage.text for passage in section.passages), *index.phrasings):
            said.update(self.reader.plain(text))
        return Part(section.address, lesson, section, concepts, frozenset(said), index.commands)

    def _deed(self, card: Card) -> tuple[str, frozenset[str], frozenset[str]]:
        actions = {name for word in card.action for name in self.reader.concepts(word)}
        things = {name for word in card.object for name in self.reader.concepts(word)}
        return card.id, frozenset(actions), frozenset(things)

    def match(self, question: Question, lesson: str | None = None, without: int | None = None) -> list[Match]:
        """Return the parts of the lesson (of all lessons) from the best down.

        `without` leaves one phrasing out by its place, for measuring the bank against itself.
        """
        features = self.keep([*question.matter, *(question.grams)])
        asked = self._asked.cosines(features) if self.stages.phrasings else np.zeros(self._asked.size)
        if without is not None:
            asked[without] = 0.0
        phrasing = grouped_best(asked, self._owners, len(self.parts))
        text = self._texts.cosines(features) if self.stages.passages else np.zeros(len(self.parts))
        wanted = set(self.commands(question)) if self.stages.commands else set()
        matches = []
        for place, part in enumerate(self.parts):
            if lesson is not None and part.lesson != lesson:
                continue
            fit = self._fit(question, part, wanted)
            score = float(phrasing[place]) + 0.25 * float(text[place]) + fit
            matches.append(Match(part, score, float(phrasing[place]), float(text[place])))
        return sorted(matches, key=lambda match: -match.score)

    def _fit(self, question: Question, part: Part, wanted: set[str]) -> float:
        """Return a small bonus for the commands and terms a part is about."""
        bonus = 0.0
        if wanted and part.commands:
            bonus += 0.15 * len(wanted & set(part.commands)) / max(len(wanted), len(part.commands))
        if question.concepts and part.concepts:
            bonus += 0.08 * len(question.concepts & part.concepts) / len(question.concepts)
        return bonus

    def commands(self, question: Question) -> tuple[str, ...]:
        """Return the commands a question is about: those it names, else those that do such a thing to such a thing."""
        if question.commands:
            return question.commands
        best: list[tuple[float, str]] = []
        for name, actions, things in self._deeds:
            if name in question.concepts:
                best.append((3.0, name))
            elif question.actions & actions and question.concepts & things:
                best.append((1 + 1 / (1 + len(things - question.concepts)), name))
        top = max((score for score, _ in best), default=0.0)
        return tuple(name for score, name in best if score == top)


def _text(part: Part) -> str:
    words = [part.section.title, *(passage.text for passage in part.section.passages if passage.form != "diagram")]
    return "\n".join(words)
