"""The texts of a course as a question is held against them: learners' phrasings, lines, and parts as wholes.

All follows from the course and the code that reads it, and is kept in a file as it stands: a start takes the arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.answers.packing import packed, unpacked
from bot.answers.postings import Postings
from bot.lessons.model import Card, Course, Section, SectionIndex

TYPICAL = 3  # wordings of a settled question that stand for the others where parts are sought


@dataclass(frozen=True, slots=True)
class Corpus:
    """What the texts of a course say, as features. Immutable.

    `owners` gives the group of each phrasing in `asked` (`groups`); `speakers` who says each of `lines`: a part, or a
    card behind them; `texts` are the parts as wholes, and `said` what their title, passages and phrasings are about.
    """

    asked: Postings
    owners: NDArray[np.int32]
    lines: Postings
    speakers: NDArray[np.int32]
    texts: Postings
    said: tuple[frozenset[str], ...]

    @classmethod
    def of(
        cls, course: Course, features: Callable[[str], Sequence[str]], plain: Callable[[str], Iterable[str]]
    ) -> Corpus:
        """Read the texts of a course; `features` gives those of a text, `plain` the same without its letters."""
        sections = [section for lesson in course.lessons for section in lesson.sections]
        asked = [(place, wording) for place, wordings in enumerate(groups(course)) for wording in wordings]
        speakers = [*map(_lines, sections), *map(_card_lines, course.cards)]
        lines = [(place, features(text)) for place, said in enumerate(speakers) for text in said]
        of_card = cache(features)  # cards do the same to the same
        for place, card in enumerate(course.cards, len(sections)):
            lines += [(place, (*of_card(thing), *of_card(deed))) for thing, deed in _tasks(card)]
        return cls._whole(
            Postings.of([features(wording) for _, wording in asked]),
            np.asarray([place for place, _ in asked], dtype=np.int32),
            Postings.of([told for _, told in lines]),
            np.asarray([place for place, _ in lines], dtype=np.int32),
            tuple(frozenset(name for text in wordings(section) for name in plain(text)) for section in sections),
        )

    @classmethod
    def _whole(
        cls,
        asked: Postings,
        owners: NDArray[np.int32],
        lines: Postings,
        speakers: NDArray[np.int32],
        said: tuple[frozenset[str], ...],
    ) -> Corpus:
        return cls(asked, owners, lines, speakers, lines.merged(speakers, len(said)), said)

    def pieces(self) -> dict[str, NDArray[np.generic]]:
        """Return all of it as arrays by name."""
        found: dict[str, NDArray[np.generic]] = {"owners": self.owners, "speakers": self.speakers}
        for name, postings in (("asked", self.asked), ("lines", self.lines)):
            found |= {f"{name}-{piece}": array for piece, array in postings.pieces().items()}
        return found | {"said": packed("\t".join(sorted(names)) for names in self.said)}

    @classmethod
    def kept(cls, pieces: Mapping[str, NDArray[Any]]) -> Corpus:
        """Return what `pieces` gave; raises `KeyError` or `ValueError` where that is spoilt."""
        asked, lines = (Postings.kept(name, pieces) for name in ("asked", "lines"))
        said = tuple(frozenset(filter(None, names.split("\t"))) for names in unpacked(pieces["said"]))
        return cls._whole(asked, pieces["owners"], lines, pieces["speakers"], said)


def groups(course: Course) -> tuple[tuple[str, ...], ...]:
    """Return the phrasings of a course: a group a part, then one a card (its aliases), then one a term not treated."""
    return (
        *(_asked(section.index) for lesson in course.lessons for section in lesson.sections),
        *(card.aliases for card in course.cards),
        *(term.asked for term in course.terms if term.asked),
    )


def wordings(section: Section) -> tuple[str, ...]:
    """Return every text of a part, and every wording in which it is asked for."""
    return (section.title, *(passage.text for passage in section.passages), *_asked(section.index))


def _asked(index: SectionIndex) -> tuple[str, ...]:
    """Return the wordings in which a part is asked for; the rest of a settled question claim, not sound, new."""
    return (*index.phrasings, *(wording for one in index.yes_no for wording in one.asks[:TYPICAL]))


def _lines(section: Section) -> list[str]:
    """Return the texts of a part one by one: the title, and every passage of words."""
    return [section.title, *(passage.text for passage in section.passages if passage.form != "diagram")]


def _tasks(card: Card) -> Iterable[tuple[str, str]]:
    """Return every way to say what a command does to what: `네트워크`, `끊다`."""
    return product(card.object, card.action)


def _card_lines(card: Card) -> list[str]:
    """Return what a card says of its command, one by one: what it does, its forms, flags and examples."""
    told = [form.says for form in card.forms]
    told += [flag.says for flag in card.flags]
    told += [example.says for example in card.examples]
    return [card.summary, *filter(None, told)]
