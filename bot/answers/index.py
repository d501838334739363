"""Scores: how near a question is to every part of the course, by its words, its concepts and learners' phrasings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, cached_property

import numpy as np

from bot.answers.corpus import Corpus, groups
from bot.answers.korean import stem_english
from bot.answers.likely import Wishes
from bot.answers.parts import ALL, Match, Matches, Part, Scope, Stages
from bot.answers.postings import Floats, grouped_best, nearest, sort_of
from bot.answers.question import Question, Reader
from bot.answers.task import Task, about, doing, is_asked
from bot.answers.things import Things
from bot.lessons.model import Card, Course, Section, YesNo

# What counts beside likeness to the phrasings. Fitted by a softmax over all parts on questions that strangers asked and
# that had been looked at before (4-fold cross-validation: R@1 .955, .946 with the weights that were set by hand).
TEXT_SHARE = 0.5
LINE_SHARE = 0.1
CARD_LINE_SHARE = 0.5  # of the words of a card's lines beside those of its aliases, which say what people ask
COVER_SHARE = 0.28
CONCEPT_SHARE = 0.06
WISH_SHARE = 0.2  # a part teaches a command that people want who talk like this
TASK_SHARE = 0.12  # a part teaches the command that does what is asked to what is asked
FLAG = re.compile(r"(?<![\w-])--?[A-Za-z][a-z-]*")


class Index:
    """One course made ready for questions. Immutable; a new course gets a new index.

    `learned` from the same course before need not be learned again, and its `corpus` not be read.
    """

    def __init__(
        self,
        course: Course,
        reader: Reader,
        stages: Stages = ALL,
        learned: Wishes | None = None,
        corpus: Corpus | None = None,
    ) -> None:
        self.course = course
        self.reader = reader
        self.stages = stages
        self.cards: Mapping[str, Card] = {card.id: card for card in course.cards}
        self.phrasings = groups(course)
        self.corpus = corpus or Corpus.of(course, self._features, reader.plain)
        self._saying = _places(self.corpus.said)
        self._concepts = cache(reader.concepts)
        sections = ((lesson.id, section) for lesson in course.lessons for section in lesson.sections)
        self.parts: tuple[Part, ...] = tuple(
            self._part(lesson, section, said)
            for (lesson, section), said in zip(sections, self.corpus.said, strict=True)
        )
        self.taught = frozenset(name for part in self.parts for name in part.commands)
        self.wishes = learned or (Wishes.of(course, self._told) if stages.wishes else Wishes())
        self.tasks: Mapping[str, Task] = {card.id: self._task(card) for card in course.cards}
        self.scopes: Mapping[str | None, Scope] = {
            lesson: self._scope(lesson) for lesson in (None, *(lesson.id for lesson in course.lessons))
        }

    @cached_property
    def things(self) -> Things:
        """Everything that can be set beside something else; found when a comparison is first asked for."""
        return Things(self.course)

    def _features(self, text: str) -> list[str]:
        return self.keep(self.reader.features(text))

    def _told(self, text: str) -> list[str]:
        return self.keep(self.reader.told(text))

    def keep(self, features: Iterable[str]) -> list[str]:
        """Return the features whose stage is switched on."""
        if self.stages == ALL:
            return list(features)
        on = {
            "concept": self.stages.concepts,
            "action": self.stages.concepts,
            "flag": self.stages.concepts,
            "word": self.stages.words,
            "manner": self.stages.words,
            "gram": self.stages.grams,
        }
        return [feature for feature in features if on[sort_of(feature)]]

    def _part(self, lesson: str, section: Section, said: frozenset[str]) -> Part:
        index = section.index
        concepts = frozenset(name for term in (*index.terms, *index.commands) for name in self._concepts(term))
        return Part(section.address, lesson, section, concepts, said, index.commands)

    def _task(self, card: Card) -> Task:
        deeds = {name for word in card.action for name in self._concepts(word)}
        things = {name for word in card.object for name in self._concepts(word)}
        return Task(frozenset(deeds), frozenset(things))

    def _scope(self, lesson: str | None) -> Scope:
        places = tuple(place for place, part in enumerate(self.parts) if lesson in (None, part.lesson))
        parts = [self.parts[place] for place in places]
        commands = {name for part in parts for name in part.commands}
        heads = {taught[:at] for taught in commands for at, letter in enumerate(taught) if letter == " "}
        commands |= heads & self.cards.keys()  # families
        core = frozenset(name for part in parts for name in part.concepts)
        text = "\n".join(passage.text for part in parts for passage in part.section.passages)
        flags = set(FLAG.findall(text))
        if lesson is None:
            commands.update(self.cards)
            flags.update(
                flag for card in self.cards.values() for each in card.flags for flag in (each.long, each.short)
            )
        rivals = [
            place for place, part in enumerate(self.parts) if place not in places and _is_foreign(part, commands, core)
        ]
        rivals += [len(self.parts) + place for place, name in enumerate(self.cards) if name not in commands]
        rivals += range(len(self.parts) + len(self.cards), len(self.phrasings))
        said = core.union(*(part.said for part in parts)) if lesson is not None else frozenset()
        return Scope(places, frozenset(commands), frozenset(flags), said, np.asarray(rivals, dtype=np.int32))

    def flags_of(self, question: Question) -> tuple[str, ...]:
        """Return the flags that the things of a question stand for, as the glossary has it: `--restart`, `-e`."""
        forms = (form for term in self.course.terms if term.id in question.concepts for form in term.also)
        return tuple(form for form in forms if FLAG.fullmatch(form))

    def unknown(self, question: Question) -> tuple[str, ...]:
        """Return the commands a question names that there are not; a word of the course is a thing, not one of them."""
        words = ((name, stem_english(name.rpartition(" ")[2])) for name in question.unknown)
        return tuple(name for name, word in words if not any(f"w:{word}" in part.said for part in self.parts))

    def weight(self, feature: str) -> float:
        """Return how much a feature says: its sort times its rarity in the bank."""
        return self.corpus.asked.weight(feature)

    def claims(self, known: YesNo) -> frozenset[str]:
        """Return what the wordings of a settled question claim, as keys; read when first needed, or before."""
        return frozenset(map(self.reader.claimed, known.asks))

    def read_claims(self) -> None:
        """Read what all settled questions claim, so that no learner waits for it."""
        for part in self.parts:
            for known in part.section.index.yes_no:
                self.claims(known)

    def match(self, question: Question, lesson: str | None = None, without: int | None = None) -> Matches:
        """Return the parts of the lesson (of all lessons) from the best down, and the evidence that they answer.

        `without` leaves one phrasing out by its place, for measuring the bank against itself.
        Raises `KeyError` where there is no such lesson.
        """
        scope = self.scopes[lesson]
        features = self.keep([*question.matter, *question.manner, *question.grams])
        asked = self.corpus.asked.cosines(features) if self.stages.phrasings else np.zeros(self.corpus.asked.size)
        if without is not None:
            asked[without] = 0.0
        grouped = grouped_best(asked, self.corpus.owners, len(self.phrasings))
        text, cards = self._text(features)
        tasks = self.tasks if self.stages.commands else {}
        told = self.keep(question.wish)
        wishes, counts = self.wishes.which.shares(told), self.wishes.many.shares(told)
        is_some = 1 - counts.get("0", 1.0)
        wanted, done = about(tasks, question), frozenset(doing(tasks, question) if is_asked(question) else ())
        covers = self._covers(question)
        found = []
        for place in scope.places:
            part, phrasing, near = self.parts[place], float(grouped[place]), float(text[place])
            score = phrasing + near + _fit(question, part) + COVER_SHARE * float(covers[place])
            if part.commands:
                score += TASK_SHARE * (not done.isdisjoint(part.commands))
                score += WISH_SHARE * is_some * sum([wishes.get(name, 0.0) for name in part.commands])
            found.append(Match(part, score, phrasing, near))
        found.sort(key=lambda match: -match.score)
        rival = float(grouped[scope.rivals].max()) if scope.rivals.size else 0.0
        cards = cards + grouped[len(self.parts) : len(self.parts) + len(cards)] if self.stages.commands else 0 * cards
        fits = dict(zip(self.cards, map(float, cards), strict=True))
        evidence = self._evidence(question, scope, found[0], wanted, rival)
        evidence["task"] = float(not scope.commands.isdisjoint(done))
        own = (share for name, share in wishes.items() if name in scope.commands)
        is_named = not scope.commands.isdisjoint(question.commands)
        evidence["outside"] = 0.0 if is_named else self.wishes.where.shares(told).get("outside", 0.0)
        evidence["wish"] = is_some * sum(own)
        evidence["other_wish"] = is_some - evidence["wish"] if lesson is not None else 0.0
        clear = max((share for name, share in wishes.items() if name in scope.commands), default=0.0)
        evidence["sure"] = counts.get("1", 0.0) * clear * (1 - evidence["outside"])
        return Matches(tuple(found), wanted, evidence, fits, wishes, counts)

    def _text(self, features: Sequence[str]) -> tuple[Floats, Floats]:
        """Return how near each part's text is, whole and by its nearest line; and each card's nearest line."""
        parts, cards = len(self.parts), len(self.cards)
        if not self.stages.passages:
            return np.zeros(parts), np.zeros(cards)
        lines = nearest(self.corpus.lines.cosines(features), self.corpus.speakers, parts + cards)
        texts = TEXT_SHARE * self.corpus.texts.cosines(features) + LINE_SHARE * lines[:parts]
        return texts, CARD_LINE_SHARE * lines[parts:]

    def _covers(self, question: Question) -> Floats:
        """Return what share of the question's matter each part has in its title, passages and phrasings."""
        covers = np.zeros(len(self.parts))
        for feature, share in self._shares(question).items():
            covers[self._saying.get(feature, [])] += share
        return covers

    def _shares(self, question: Question) -> Mapping[str, float]:
        """Return what part of the question's matter each feature is; the shares add up to one."""
        weights = {feature: self.corpus.asked.weight(feature) for feature in self.keep(question.matter)}
        total = sum(weights.values()) or 1.0
        return {feature: weight / total for feature, weight in weights.items()}

    def _evidence(
        self, question: Question, scope: Scope, top: Match, wanted: Sequence[str], rival: float
    ) -> dict[str, float]:
        """Return what speaks for and against an answer, by name; `answer.CERTAINTY` weighs it."""
        shares = self._shares(question)
        is_outside = bool(wanted) and not scope.commands & set(wanted)
        return {
            "phrasing": top.phrasing,
            "rival": rival,
            "part": sum(share for feature, share in shares.items() if feature in top.part.said),
            "named_outside": float(
                bool(question.outside or self.unknown(question)) or (bool(question.commands) and is_outside)
            ),
            "done_outside": float(is_outside and not question.commands),
            "flag_outside": float(bool(question.flags) and not scope.flags & set(question.flags)),
            "foreign": float(bool(scope.said) and not question.concepts <= scope.said),
            "everywhere": float(scope is self.scopes[None]),
            "empty": float(not shares),
        }


def _fit(question: Question, part: Part) -> float:
    """Return a small bonus for the terms a part is about."""
    if not question.concepts:
        return 0.0
    return CONCEPT_SHARE * len(question.concepts & part.concepts) / len(question.concepts)


def _places(said: Iterable[Iterable[str]]) -> Mapping[str, list[int]]:
    """Return for every feature the places of the parts that have it."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, features in enumerate(said):
        for feature in features:
            places[feature].append(place)
    return dict(places)


def _is_foreign(part: Part, commands: Collection[str], concepts: Collection[str]) -> bool:
    """Return whether a part of another lesson is about something that commands and concepts do not include."""
    own = [name for name in part.concepts if name not in concepts]
    return any(name not in commands for name in part.commands) or len(own) * 2 > len(part.concepts)
