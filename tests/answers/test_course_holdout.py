"""Questions for all lessons, written from the titles alone. Nothing is tuned on them: the figures may not get worse."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answers.evaluate import Report, read_questions, run
from bot.answers.service import Engine
from bot.render.answers import plain_text

HOLDOUT = Path(__file__).with_name("course_holdout.jsonl")
MOST_LOST = 0.02  # two points
PUBLISHED = {"R@1": 0.989, "R@3": 1.0, "abstention F1": 0.958, "AUROC": 0.989}  # as in docs/answers.md


@pytest.fixture(scope="module")
def report(engine: Engine) -> Report:
    with HOLDOUT.open(encoding="utf-8") as lines:
        asked = read_questions(lines)
    return run(asked, engine.ask, plain_text)


@pytest.mark.parametrize("name", list(PUBLISHED))
def test_no_figure_of_the_whole_course_falls_by_more_than_two_points(report: Report, name: str) -> None:
    assert report.by_name[name].value >= PUBLISHED[name] - MOST_LOST


def test_few_answerable_questions_are_refused(report: Report) -> None:
    assert report.by_name["false abstentions"].value <= 0.08


def test_every_expected_section_is_in_the_course(engine: Engine) -> None:
    held = {f"{part.lesson}/{part.section.id}" for part in engine.index.parts}
    with HOLDOUT.open(encoding="utf-8") as lines:
        asked = read_questions(lines)
    assert {section for one in asked for section in one.sections} <= held
