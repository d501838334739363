"""`python -m bench.fit_commands`: fit the weights `WEIGHTS` of `bot.answers.command` and print them.

Read are the questions that were looked at before (`learned_*` and `looked_at_*` of tests/answers), never the unread
ones. They are among the wishes that are learned from, so each fifth of them is asked of weights learned without its own
words (5-fold cross-validation), and the weights below are judged on the fifth they were not fitted on.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.answers.answer import Decision
from bot.answers.command import WEIGHTS, Choice, Choosing
from bot.answers.evaluate import Asked, read_questions
from bot.answers.index import Index
from bot.answers.korean import Morphemes
from bot.answers.likely import Wishes
from bot.answers.question import Reader
from bot.answers.shape import answer
from bot.lessons.library import BUILT_IN, load
from bot.lessons.model import Course

Floats = NDArray[np.float64]
QUESTIONS = Path(__file__).parents[1] / "tests" / "answers"
FILES = (
    "learned_mixed_course",
    "looked_at_course",
    "looked_at_lesson1",
    "learned_commands",
    "looked_at_wishes_course",
    "looked_at_late_course",
    "looked_at_late_lesson1",
    "looked_at_hard_course",
    "looked_at_hard_lesson1",
    "looked_at_natural_course",
    "looked_at_natural_lesson1",
    "looked_at_tough_course",
    "looked_at_tough_lesson1",
    "looked_at_tougher_course",
    "looked_at_sequences",
)
NAMELESS = "looked_at_wishes_course"  # says of no question that it wants no command
FOLDS = 5
UNWANTED = 0.07  # so much a command that nobody wanted counts beside one that is missing
RIDGE = 1.0
STEPS = 400
STEP = 0.5


@dataclass(frozen=True, slots=True)
class Row:
    """One question: the sets that may be wanted, what speaks for each, `(choices, names)`, and which is right."""

    asked: Asked
    fold: int
    is_told: bool
    choices: Sequence[Choice]
    evidence: Floats
    right: NDArray[np.bool_]
    shown: Choice
    source: str


def fold_of(text: str, salt: str) -> int:
    """Return the fold of a question, the same on every run."""
    return int(hashlib.sha256(f"{salt}{text}".encode()).hexdigest(), 16) % FOLDS


def without(course: Course, texts: Collection[str]) -> Course:
    """Return the course as if nobody had ever asked just so."""
    wishes = (replace(wish, asked=tuple(text for text in wish.asked if text not in texts)) for wish in course.wishes)
    return replace(course, wishes=tuple(wish for wish in wishes if wish.asked))


def gather(course: Course) -> Iterator[Row]:
    """Yield the answerable questions, each asked of what was learned without its own words."""
    reader = Reader(course, Morphemes())
    index = Index(course, reader, learned=Wishes())
    told: dict[str, list[str]] = {}

    def features(text: str) -> list[str]:
        if text not in told:
            told[text] = reader.told(text)
        return told[text]

    files = {name: read_questions((QUESTIONS / f"{name}.jsonl").read_text("utf-8").splitlines()) for name in FILES}
    asked = [(name, one) for name, found in files.items() for one in found if one.is_answerable]
    for fold in range(FOLDS):
        own = [(name, one) for name, one in asked if fold_of(one.question, "learn") == fold]
        index.wishes = Wishes.of(without(course, {one.question for _, one in own}), features)
        for name, one in own:
            if one.commands or name != NAMELESS:
                yield from (_row(index, name, one, lesson) for lesson in _scopes(index, name, one))


def _scopes(index: Index, name: str, one: Asked) -> Iterator[str | None]:
    """Yield where a question is asked: in the whole course, and in a lesson that answers it."""
    if "lesson1" in name:
        yield "01-docker"
        return
    yield None
    lessons = dict.fromkeys(section.partition("/")[0] for section in one.sections)
    yield from (lesson for lesson in lessons if index.scopes[lesson].commands.issuperset(one.commands))


def _row(index: Index, name: str, one: Asked, lesson: str | None) -> Row:
    read = index.reader.read(one.question)
    given = answer(index, read, lesson)
    choosing = Choosing(index, read, index.match(read, lesson), index.scopes[lesson].commands)
    choices = choosing.choices()
    evidence = [choosing.evidence(choice) for choice in choices]
    return Row(
        one,
        fold_of(one.question, "fit"),
        given.decision is not Decision.ABSTAIN,
        choices,
        np.asarray([[float(each.get(name, 0.0)) for name in WEIGHTS] for each in evidence]),
        np.asarray([set(choice) == set(one.commands) for choice in choices]),
        given.commands,
        name if lesson is None or "lesson1" in name else "in a lesson",
    )


def fit(rows: Sequence[Row]) -> Floats:
    """Return the weights of a softmax over the choices of each row (McFadden's conditional logit), with a ridge.

    Steps by AdaGrad (Duchi, Hazan and Singer 2011).
    """
    rows = [row for row in rows if row.right.any() and len(row.choices) > 1]
    evidence, right = np.vstack([row.evidence for row in rows]), np.concatenate([row.right for row in rows])
    sizes = [len(row.choices) for row in rows]
    start, group = np.cumsum([0, *sizes[:-1]]), np.repeat(np.arange(len(rows)), sizes)
    worth = np.asarray([1.0 if row.asked.commands else UNWANTED for row in rows])
    weights, seen = np.zeros(evidence.shape[1]), np.full(evidence.shape[1], 1e-6)
    for _ in range(STEPS):
        scores = evidence @ weights
        shares = np.exp(scores - np.maximum.reduceat(scores, start)[group])
        shares /= np.add.reduceat(shares, start)[group]
        steep = ((shares - right) * worth[group]) @ evidence + RIDGE * weights
        steep /= worth.sum()
        seen += steep**2
        weights -= STEP * steep / np.sqrt(seen)
    return weights


def judged(rows: Sequence[Row], chosen: Sequence[Choice]) -> Mapping[str, float]:
    """Return the share of exact commands, in all and by file, and of commands that were not wanted."""
    pairs = list(zip(rows, chosen, strict=True))
    exact = [(row.source, set(choice) == set(row.asked.commands)) for row, choice in pairs if row.asked.commands]
    found = {"exact": float(np.mean([is_right for _, is_right in exact]))}
    for source in (*FILES, "in a lesson"):
        found[source] = float(np.mean([is_right for name, is_right in exact if name == source]))
    found["unwanted"] = float(np.mean([bool(choice) for row, choice in pairs if not row.asked.commands]))
    return found


def main() -> None:
    """Print the weights, and how good they are on questions they were not fitted on."""
    rows = list(gather(load([BUILT_IN])))
    chosen: list[Choice] = []
    by_fold = [fit([row for row in rows if row.fold != fold]) for fold in range(FOLDS)]
    for row in rows:
        best = row.choices[int(np.argmax(row.evidence @ by_fold[row.fold]))]
        chosen.append(best if row.is_told else ())
    shown = [row.shown if row.is_told else () for row in rows]
    for name, figures in (("as it is", judged(rows, shown)), ("cross-validated", judged(rows, chosen))):
        parts = "  ".join(f"{key} {value:.3f}" for key, value in figures.items())
        sys.stdout.write(f"{name:16} {parts}\n")
    for name, weight in zip(WEIGHTS, fit(rows), strict=True):
        sys.stdout.write(f'    "{name}": {weight:.2f},\n')


if __name__ == "__main__":
    main()
