"""Yes or no: said only where the content settles just this question, never guessed.

A part's index.yaml holds such questions in several wordings, the answer, and the passage with the reason. A learner's
question is one of them where it names the same things and deeds in the same order, says no as often, and adds no
matter of its own: "컨테이너를 지우면 이미지도 지워지나요" is not "이미지를 지우면 컨테이너도 지워지나요".
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.index import Index
from bot.answers.korean import asks_yes_or_no, negations, normalise
from bot.answers.parts import Match
from bot.answers.postings import sort_of
from bot.answers.question import Question
from bot.lessons.model import YesNo

NEAR_PARTS = 6
MOST_OF_ITS_OWN = 0.3  # of the weight of a question's words, and of a known wording's: what the other does not have
_NAMES = frozenset({"concept", "action", "flag"})


def settled(index: Index, question: Question, matches: Sequence[Match]) -> tuple[Match, YesNo] | None:
    """Return the part near the question that settles it with yes or no, and how; `None` where none surely does.

    Where several do, it is the one whose wording is nearest.
    """
    if not asks_yes_or_no(question.text):
        return None
    said = index.reader.plain_anew(question.text)
    denied = negations(question.text) % 2
    near = [
        (_strangeness(index, said, index.reader.plain(wording)), match, one)
        for match in matches[:NEAR_PARTS]
        for one in match.part.section.index.yes_no
        for wording in one.asks
        if denied == negations(normalise(wording)) % 2
    ]
    least, match, one = min(near, key=lambda each: each[0], default=(1.0, None, None))
    return (match, one) if match and one and least <= MOST_OF_ITS_OWN else None


def _strangeness(index: Index, said: Sequence[str], wording: Sequence[str]) -> float:
    """Return what share of either's words the other lacks, the larger of both; all where they name other things."""
    if _names(said) != _names(wording):
        return 1.0
    own, theirs = _words(said), _words(wording)
    return max(
        sum(map(index.weight, one - other)) / (sum(map(index.weight, one)) or 1.0)
        for one, other in ((own, theirs), (theirs, own))
    )


def _names(features: Sequence[str]) -> list[str]:
    """Return the things, deeds and flags in their order; Docker itself says nothing here."""
    return [name for name in features if sort_of(name) in _NAMES and name != "docker"]


def _words(features: Sequence[str]) -> set[str]:
    return {name for name in features if sort_of(name) != "manner"}
