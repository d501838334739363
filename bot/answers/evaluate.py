"""How good the answers are on a file of questions: `gorae content eval`.

The file has one JSON object a line: `question`, `style`, `answerable`, `expected_section` (keys of the section map),
`expected_commands`, `must_contain` (groups of words, one of each group must be in the answer).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bot.answers.answer import Answer, Decision
from bot.answers.parts import Stages

Floats = NDArray[np.float64]
RESAMPLES = 1000
SEED = 20260301
BY_STYLE = ("R@1", "R@3", "commands exact", "abstains where it should")
# The seed lesson's sections in its order; a `--map` file replaces this.
SEED_SECTIONS: Mapping[str, str] = {
    "1": "what-is-docker",
    "2": "vm-vs-container",
    "3": "core-concepts",
    "4": "lifecycle",
    "5": "pros-cons",
    "6": "basic-commands",
    "7": "use-cases",
    "summary": "summary",
}
STAGES_OFF: Mapping[str, Stages] = {
    "everything": Stages(),
    "no phrasings": Stages(phrasings=False),
    "no concepts": Stages(concepts=False),
    "no mending": Stages(mending=False),
    "no character grams": Stages(grams=False),
    "no other words": Stages(words=False),
    "no passages": Stages(passages=False),
    "no commands": Stages(commands=False),
    "no wishes": Stages(wishes=False),
}


class NotAQuestionError(ValueError):
    """A line of a file of questions that is none."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line} is not a question of the evaluation format")
        self.line = line


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what a good answer would be."""

    id: str
    question: str
    style: str
    is_answerable: bool
    sections: tuple[str, ...]
    commands: tuple[str, ...]
    must_contain: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, what was answered, and what of it was right."""

    asked: Asked
    decision: Decision
    score: float
    sections: tuple[str, ...]
    commands: tuple[str, ...]
    rank: int  # of the first right section, 1 is best; 0 where none is
    has_commands: bool
    has_words: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A share with the middle 95 % of its bootstrap."""

    name: str
    value: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of one run, by style too, and the questions that went wrong."""

    figures: tuple[Figure, ...]
    styles: Mapping[str, tuple[Figure, ...]]
    misses: tuple[Judged, ...]
    by_name: Mapping[str, Figure] = field(default_factory=dict)


def read_questions(lines: Iterable[str], sections: Mapping[str, str] = SEED_SECTIONS) -> list[Asked]:
    """Return the questions of a file; raises `NotAQuestionError` for the first line that is none."""
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            found.append(
                Asked(
                    str(row.get("id", number)),
                    row["question"],
                    row.get("style", ""),
                    bool(row["answerable"]),
                    tuple(_section(sections.get(str(key), str(key))) for key in row["expected_section"]),
                    tuple(row.get("expected_commands", ())),
                    tuple(tuple(group) for group in row.get("must_contain", ())),
                )
            )
        except (ValueError, KeyError, TypeError) as error:
            raise NotAQuestionError(number) from error
    return found


def _section(address: str) -> str:
    """Return the `##` part of an address: answers cite sections, `lesson/section/part` stands in `lesson/section`."""
    return "/".join(address.split("/")[:2])


def judge(asked: Asked, answer: Answer, text: str) -> Judged:
    """Compare an answer with what was expected: sections by `lesson/id`, or by their id alone in whatever lesson."""
    full = tuple(dict.fromkeys(f"{place.lesson}/{place.section}" for place in answer.every_place))
    names = [{section, section.partition("/")[2]} for section in full]
    ranks = [place for place, either in enumerate(names, 1) if either & set(asked.sections)]
    commands = answer.every_command
    low = text.lower()
    return Judged(
        asked,
        answer.decision,
        answer.score,
        full[:5],
        commands,
        ranks[0] if ranks else 0,
        set(commands) == set(asked.commands),
        all(any(word.lower() in low for word in group) for group in asked.must_contain),
    )


def report(judged: Sequence[Judged]) -> Report:
    """Return the figures of a run."""
    figures = _figures(judged)
    styles: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        styles[one.asked.style].append(one)
    misses = tuple(one for one in judged if not _is_right(one))
    by_style = {style: _of_style(rows) for style, rows in sorted(styles.items())}
    return Report(figures, by_style, misses, {figure.name: figure for figure in figures})


def run(asked: Sequence[Asked], ask: Callable[[str], Answer], say: Callable[[Answer], str]) -> Report:
    """Ask every question and judge the answers."""
    judged = []
    for one in asked:
        answer = ask(one.question)
        judged.append(judge(one, answer, say(answer)))
    return report(judged)


def auroc(scores: Floats, labels: Floats) -> float:
    """Return the chance that an answerable question scores above an unanswerable one (ties count half).

    The Mann-Whitney form of the area under the ROC curve (Hanley and McNeil 1982).
    """
    good, bad = scores[labels == 1], scores[labels == 0]
    if not good.size or not bad.size:
        return float("nan")
    return float((good[:, None] > bad).mean() + 0.5 * (good[:, None] == bad).mean())


def _is_right(one: Judged) -> bool:
    if not one.asked.is_answerable:
        return one.decision is Decision.ABSTAIN
    is_told = one.decision is not Decision.ABSTAIN and one.rank == 1 and one.has_words
    return is_told and (one.has_commands or not one.asked.commands)


def _figures(judged: Sequence[Judged]) -> tuple[Figure, ...]:
    good = [one for one in judged if one.asked.is_answerable]
    bad = [one for one in judged if not one.asked.is_answerable]
    told = [one for one in good if one.asked.commands]
    untold = [one for one in good if not one.asked.commands]
    worded = [one for one in good if one.asked.must_contain]
    figures = [
        _share("R@1", [one.rank == 1 for one in good]),
        _share("abstains where it should", [one.decision is Decision.ABSTAIN for one in bad]),
        _share("R@3", [1 <= one.rank <= 3 for one in good]),  # noqa: PLR2004 - R@3
        _share("MRR", [1 / one.rank if one.rank else 0.0 for one in good]),
        _share("commands exact", [one.has_commands for one in told]),
        _share("spurious commands", [bool(one.commands) for one in untold]),
        _share("words of the answer", [one.has_words for one in worded]),
        _share("false abstentions", [one.decision is Decision.ABSTAIN for one in good]),
        _share("maybe instead of answer", [one.decision is Decision.MAYBE for one in good]),
    ]
    abstained = np.asarray([one.decision is Decision.ABSTAIN for one in judged], dtype=float)
    labels = np.asarray([one.asked.is_answerable for one in judged], dtype=float)
    scores = np.asarray([one.score for one in judged])
    figures += [
        _resampled("abstention precision", lambda at: _ratio((abstained * (1 - labels))[at], abstained[at]), labels),
        _resampled("abstention F1", lambda at: _f1(abstained[at], 1 - labels[at]), labels),
        _resampled("AUROC", lambda at: auroc(scores[at], labels[at]), labels),
    ]
    return tuple(figures)


def _of_style(judged: Sequence[Judged]) -> tuple[Figure, ...]:
    by_name = {figure.name: figure for figure in _figures(judged)}
    return tuple(by_name[name] for name in BY_STYLE)


def _share(name: str, values: Sequence[float]) -> Figure:
    array = np.asarray(values, dtype=float)
    if not array.size:
        return Figure(name, float("nan"), float("nan"), float("nan"), 0)
    return _resampled(name, lambda at: float(array[at].mean()), array)


def _resampled(name: str, measure: Callable[[NDArray[np.int64]], float], like: Floats) -> Figure:
    """Return a measure with its percentile bootstrap (Efron 1979), the same on every run."""
    chance = np.random.default_rng(SEED)
    values = [measure(chance.integers(0, like.size, like.size)) for _ in range(RESAMPLES)]
    kept = [value for value in values if not np.isnan(value)] or [float("nan")]
    low, high = np.percentile(kept, [2.5, 97.5])
    return Figure(name, measure(np.arange(like.size)), float(low), float(high), like.size)


def _ratio(part: Floats, whole: Floats) -> float:
    return float(part.sum() / whole.sum()) if whole.sum() else float("nan")


def _f1(said: Floats, true: Floats) -> float:
    return _ratio(2 * said * true, said + true)
