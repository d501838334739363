"""What a question is held against: the parts of the course, how it fits each, and what takes part in that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.lessons.model import Section


@dataclass(frozen=True, slots=True)
class Stages:
    """What takes part in scoring; each can be switched off to see what it is worth."""

    concepts: bool = True
    grams: bool = True
    words: bool = True
    phrasings: bool = True
    passages: bool = True
    commands: bool = True
    wishes: bool = True
    mending: bool = True


ALL = Stages()


@dataclass(frozen=True, slots=True)
class Part:
    """A section or subsection of a lesson as a target of questions."""

    address: str
    lesson: str
    section: Section
    concepts: frozenset[str]  # of its index.yaml
    said: frozenset[str]  # features of its title, passages and phrasings
    commands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A part and how it fits: cosines of the question to its phrasings and text, and what the two share."""

    part: Part
    score: float
    phrasing: float
    text: float


@dataclass(frozen=True, slots=True)
class Matches:
    """All parts from the best down, the commands the question is about, and the evidence for answering it.

    `cards` says of every command how near the question is to the words of its card, `wishes` how likely it is wanted.
    """

    parts: tuple[Match, ...]
    wanted: tuple[str, ...]
    evidence: Mapping[str, float]
    cards: Mapping[str, float]
    wishes: Mapping[str, float]
    counts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a lesson (or the whole course) holds: what in a question is its own, and what is not."""

    places: tuple[int, ...]
    commands: frozenset[str]
    flags: frozenset[str]
    said: frozenset[str]  # every concept that is mentioned at all
    rivals: NDArray[np.int32]  # groups of phrasings that ask for something else
