"""Questions by people who had seen neither the glossary nor the phrasings; the figures may not get worse.

Nobody has looked at what goes wrong in `strangers_*` (docs/answers.md says how often their totals were seen).
`looked_at_*` and `learned_*` were read, and their questions are among the wishes that are learned from, but for those
of `looked_at_late_*`, `_later_*`, `_hard_*`, `_natural_*`, `_tough_*`, `_tougher_*`, `_thorny_*` and
`looked_at_commands_course`.
`*_commands_*` and `*_wishes_*` ask for nothing but commands; the latter name no sections.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import pytest

from bot.answers.evaluate import Report, read_questions, run
from bot.answers.service import Engine
from bot.render.answers import plain_text

HERE = Path(__file__).parent
MOST_LOST = 0.02  # two points
LEAST_COMMANDS = 0.9  # what has to be right, whatever was published
# As docs/answers.md publishes them; raised there and here together.
PUBLISHED: Mapping[str, Mapping[str, float]] = {
    "strangers_short_lesson1.jsonl": {
        "R@1": 0.983,
        "R@3": 1.0,
        "commands exact": 1.0,
        "abstention F1": 0.922,
        "AUROC": 0.995,
    },
    "strangers_short_course.jsonl": {
        "R@1": 0.954,
        "R@3": 0.993,
        "commands exact": 0.952,
        "abstention F1": 0.873,
        "AUROC": 0.983,
    },
    "strangers_chat_lesson1.jsonl": {
        "R@1": 0.961,
        "R@3": 1.0,
        "commands exact": 0.936,
        "abstention F1": 0.907,
        "AUROC": 0.991,
    },
    "strangers_chat_course.jsonl": {
        "R@1": 0.933,
        "R@3": 0.974,
        "commands exact": 0.938,
        "abstention F1": 0.872,
        "AUROC": 0.983,
    },
    "strangers_rough_lesson1.jsonl": {
        "R@1": 0.982,
        "R@3": 0.994,
        "commands exact": 0.951,
        "abstention F1": 0.892,
        "AUROC": 0.992,
    },
    "strangers_rough_course.jsonl": {
        "R@1": 0.944,
        "R@3": 0.985,
        "commands exact": 0.859,
        "abstention F1": 0.878,
        "AUROC": 0.989,
    },
    "strangers_everyday_course.jsonl": {
        "R@1": 0.959,
        "R@3": 1.0,
        "commands exact": 0.929,
        "abstention F1": 0.881,
        "AUROC": 0.965,
    },
    "strangers_everyday_lesson1.jsonl": {
        "R@1": 0.97,
        "R@3": 1.0,
        "commands exact": 0.932,
        "abstention F1": 0.877,
        "AUROC": 0.996,
    },
    "looked_at_thorny_course.jsonl": {
        "R@1": 0.904,
        "R@3": 0.98,
        "commands exact": 0.848,
        "abstention F1": 0.943,
        "AUROC": 0.992,
    },
    "looked_at_thorny_lesson1.jsonl": {
        "R@1": 0.952,
        "R@3": 0.994,
        "commands exact": 0.77,
        "abstention F1": 0.767,
        "AUROC": 0.962,
    },
    "strangers_natural_course.jsonl": {
        "R@1": 0.953,
        "R@3": 0.995,
        "commands exact": 0.983,
        "abstention F1": 0.926,
        "AUROC": 0.959,
    },
    "strangers_natural_lesson1.jsonl": {
        "R@1": 0.994,
        "R@3": 1.0,
        "commands exact": 0.989,
        "abstention F1": 0.899,
        "AUROC": 0.994,
    },
    "looked_at_tougher_course.jsonl": {
        "R@1": 0.903,
        "R@3": 0.984,
        "commands exact": 0.92,
        "abstention F1": 0.93,
        "AUROC": 0.99,
    },
    "strangers_tough_lesson1.jsonl": {
        "R@1": 0.987,
        "R@3": 1.0,
        "commands exact": 0.933,
        "abstention F1": 0.935,
        "AUROC": 0.995,
    },
    "strangers_mixed_course.jsonl": {
        "R@1": 0.913,
        "R@3": 0.987,
        "commands exact": 0.951,
        "abstention F1": 0.95,
        "AUROC": 0.997,
    },
    "strangers_fresh_course.jsonl": {
        "R@1": 0.912,
        "R@3": 0.976,
        "commands exact": 0.952,
        "abstention F1": 0.958,
        "AUROC": 0.992,
    },
    "strangers_course.jsonl": {
        "R@1": 0.961,
        "R@3": 0.98,
        "commands exact": 0.956,
        "abstention F1": 0.945,
        "AUROC": 0.988,
    },
    "looked_at_later_course.jsonl": {
        "R@1": 0.924,
        "R@3": 1.0,
        "commands exact": 0.902,
        "abstention F1": 0.98,
        "AUROC": 0.999,
    },
    "looked_at_later_lesson1.jsonl": {
        "R@1": 0.989,
        "R@3": 1.0,
        "commands exact": 0.964,
        "abstention F1": 0.93,
        "AUROC": 0.997,
    },
    "strangers_plain_course.jsonl": {
        "R@1": 0.954,
        "R@3": 0.992,
        "commands exact": 0.978,
        "abstention F1": 0.984,
        "AUROC": 0.999,
    },
    "strangers_plain_lesson1.jsonl": {
        "R@1": 0.985,
        "R@3": 0.992,
        "commands exact": 0.975,
        "abstention F1": 1.0,
        "AUROC": 1.0,
    },
    "looked_at_hard_course.jsonl": {
        "R@1": 0.909,
        "R@3": 0.987,
        "commands exact": 0.92,
        "abstention F1": 0.9,
        "AUROC": 0.954,
    },
    "looked_at_hard_lesson1.jsonl": {
        "R@1": 0.984,
        "R@3": 0.995,
        "commands exact": 0.908,
        "abstention F1": 0.916,
        "AUROC": 0.994,
    },
    "strangers_newest_course.jsonl": {
        "R@1": 0.945,
        "R@3": 1.0,
        "commands exact": 0.927,
    },
    "strangers_newest_lesson1.jsonl": {
        "R@1": 1.0,
        "R@3": 1.0,
        "commands exact": 0.933,
    },
    "looked_at_late_course.jsonl": {
        "R@1": 0.962,
        "R@3": 1.0,
        "commands exact": 0.881,
        "abstention F1": 0.96,
        "AUROC": 0.999,
    },
    "looked_at_late_lesson1.jsonl": {
        "R@1": 0.989,
        "R@3": 1.0,
        "commands exact": 0.982,
        "abstention F1": 0.976,
        "AUROC": 0.999,
    },
    "strangers_lesson1.jsonl": {
        "R@1": 0.953,
        "R@3": 1.0,
        "commands exact": 0.889,
        "abstention F1": 0.92,
        "AUROC": 0.98,
    },
    "learned_mixed_course.jsonl": {
        "R@1": 0.958,
        "R@3": 0.992,
        "commands exact": 0.983,
        "abstention F1": 1.0,
        "AUROC": 1.0,
    },
    "looked_at_course.jsonl": {
        "R@1": 0.936,
        "R@3": 0.983,
        "commands exact": 0.951,
        "abstention F1": 0.98,
        "AUROC": 1.0,
    },
    "looked_at_lesson1.jsonl": {
        "R@1": 0.976,
        "R@3": 1.0,
        "commands exact": 1.0,
        "abstention F1": 0.964,
        "AUROC": 0.998,
    },
    "strangers_commands_lesson1.jsonl": {
        "R@1": 0.971,
        "R@3": 1.0,
        "commands exact": 1.0,
    },
    "strangers_wishes_course.jsonl": {
        "commands exact": 0.987,
    },
    "looked_at_wishes_course.jsonl": {
        "commands exact": 0.991,
    },
    "looked_at_commands_course.jsonl": {
        "R@1": 0.844,
        "R@3": 0.911,
        "commands exact": 0.956,  # one question fewer than it had (44 of 45): docs/answers.md says so
    },
    "learned_commands.jsonl": {
        "R@1": 0.929,
        "R@3": 0.983,
        "commands exact": 1.0,
    },
    "looked_at_natural_course.jsonl": {
        "R@1": 0.946,
        "R@3": 0.99,
        "commands exact": 0.975,
        "abstention F1": 0.917,
        "AUROC": 0.977,
    },
    "looked_at_natural_lesson1.jsonl": {
        "R@1": 0.981,
        "R@3": 1.0,
        "commands exact": 1.0,
        "abstention F1": 0.921,
        "AUROC": 0.994,
    },
    "looked_at_tough_course.jsonl": {
        "R@1": 0.903,
        "R@3": 0.984,
        "commands exact": 0.84,
        "abstention F1": 0.862,
        "AUROC": 0.939,
    },
    "looked_at_tough_lesson1.jsonl": {
        "R@1": 1.0,
        "R@3": 1.0,
        "commands exact": 0.933,
        "abstention F1": 0.944,
        "AUROC": 0.995,
    },
}
# The commands asked for inside lesson 1 stand in seven files, of which 27 to 105 questions want some: judged together,
# too, for in so few one question weighs more than a point or two.
LESSON1 = (
    "strangers_natural_lesson1.jsonl",
    "strangers_tough_lesson1.jsonl",
    "strangers_plain_lesson1.jsonl",
    "strangers_newest_lesson1.jsonl",
    "looked_at_later_lesson1.jsonl",
    "strangers_lesson1.jsonl",
    "strangers_commands_lesson1.jsonl",
)
LESSON1_COMMANDS = 0.956
LESSON1_EARLIER, LESSON1_EARLIER_COMMANDS = ("strangers_lesson1.jsonl", "strangers_commands_lesson1.jsonl"), 0.952
# The same over the whole course: 1,218 questions.
COURSE = (
    "strangers_natural_course.jsonl",
    "looked_at_tougher_course.jsonl",
    "strangers_plain_course.jsonl",
    "strangers_newest_course.jsonl",
    "looked_at_later_course.jsonl",
    "strangers_fresh_course.jsonl",
    "strangers_mixed_course.jsonl",
    "strangers_course.jsonl",
    "looked_at_commands_course.jsonl",
    "strangers_wishes_course.jsonl",
)
COURSE_COMMANDS = 0.945
# The newest 1,253 questions of either scope, each written to the same three orders.
NEWEST = ("short", "chat", "rough")
NEWEST_LESSON1, NEWEST_LESSON1_COMMANDS = tuple(f"strangers_{kind}_lesson1.jsonl" for kind in NEWEST), 0.956
NEWEST_COURSE, NEWEST_COURSE_COMMANDS = tuple(f"strangers_{kind}_course.jsonl" for kind in NEWEST), 0.911
SCOPES = {name: "01-docker" if "lesson1" in name else None for name in PUBLISHED}


class Reports(dict[str, Report]):
    """What came of each file, asked when its first test wants it: no test waits for the questions of the others."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine

    def __missing__(self, name: str) -> Report:
        asked = read_questions((HERE / name).read_text("utf-8").splitlines())
        self[name] = run(asked, partial(self._engine.ask, lesson=SCOPES[name]), plain_text)
        return self[name]


@pytest.fixture(scope="module")
def reports(engine: Engine) -> Mapping[str, Report]:
    return Reports(engine)


@pytest.mark.parametrize(
    ("name", "figure"), [(name, figure) for name, figures in PUBLISHED.items() for figure in figures]
)
def test_no_figure_falls_by_more_than_two_points(reports: Mapping[str, Report], name: str, figure: str) -> None:
    assert reports[name].by_name[figure].value >= PUBLISHED[name][figure] - MOST_LOST


@pytest.mark.parametrize(
    ("names", "published"),
    [
        (NEWEST_LESSON1, NEWEST_LESSON1_COMMANDS),
        (NEWEST_COURSE, NEWEST_COURSE_COMMANDS),
        (LESSON1, LESSON1_COMMANDS),
        (LESSON1_EARLIER, LESSON1_EARLIER_COMMANDS),
        (COURSE, COURSE_COMMANDS),
    ],
)
def test_no_commands_are_lost_over_all_files(
    reports: Mapping[str, Report], names: Sequence[str], published: float
) -> None:
    exact = [reports[name].by_name["commands exact"] for name in names]
    right = sum(figure.value * figure.count for figure in exact)
    assert right / sum(figure.count for figure in exact) >= max(published - MOST_LOST, LEAST_COMMANDS)


@pytest.mark.parametrize("name", list(SCOPES))
def test_few_answerable_questions_are_refused(reports: Mapping[str, Report], name: str) -> None:
    assert reports[name].by_name["false abstentions"].value <= 0.12


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("strangers_short_course.jsonl", (151, 70)),
        ("strangers_short_lesson1.jsonl", (117, 53)),
        ("strangers_chat_course.jsonl", (193, 42)),
        ("strangers_chat_lesson1.jsonl", (155, 34)),
        ("strangers_rough_course.jsonl", (197, 43)),
        ("strangers_rough_lesson1.jsonl", (163, 35)),
        ("strangers_course.jsonl", (102, 28)),
        ("strangers_fresh_course.jsonl", (340, 60)),
        ("strangers_mixed_course.jsonl", (390, 70)),
        ("strangers_plain_course.jsonl", (130, 30)),
        ("strangers_plain_lesson1.jsonl", (130, 30)),
        ("looked_at_hard_course.jsonl", (230, 50)),
        ("looked_at_hard_lesson1.jsonl", (190, 50)),
        ("strangers_newest_course.jsonl", (110, 0)),
        ("strangers_newest_lesson1.jsonl", (90, 0)),
        ("looked_at_later_course.jsonl", (105, 25)),
        ("looked_at_late_course.jsonl", (105, 25)),
        ("looked_at_later_lesson1.jsonl", (90, 20)),
        ("looked_at_late_lesson1.jsonl", (90, 20)),
        ("strangers_lesson1.jsonl", (85, 45)),
        ("looked_at_course.jsonl", (235, 75)),
        ("looked_at_lesson1.jsonl", (166, 84)),
        ("strangers_commands_lesson1.jsonl", (35, 0)),
        ("looked_at_commands_course.jsonl", (45, 0)),
        ("learned_commands.jsonl", (240, 0)),
    ],
)
def test_the_questions_stay_whole(name: str, counts: tuple[int, int]) -> None:
    asked = read_questions((HERE / name).read_text("utf-8").splitlines())
    assert (sum(one.is_answerable for one in asked), sum(not one.is_answerable for one in asked)) == counts
