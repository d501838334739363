from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from bot.answers.answer import Answer, Decision, Place, Shape
from bot.answers.evaluate import Asked, auroc, judge, read_questions, report
from bot.cli.content import app
from bot.render.evaluation import ablation_text, report_text


def place(section: str) -> Place:
    return Place("a", section, f"a/{section}", section, "첫 강의")


def answered(decision: Decision, score: float, *sections: str, commands: tuple[str, ...] = ()) -> Answer:
    return Answer("?", decision, score, Shape.TEXT, tuple(map(place, sections)), commands=commands)


GOOD = Asked(
    "1",
    "빵틀 버리기",
    "colloquial",
    is_answerable=True,
    sections=("rmi",),
    commands=("docker rmi",),
    must_contain=(("빵틀", "이미지"),),
)
BAD = Asked("2", "점심", "colloquial", is_answerable=False, sections=(), commands=(), must_contain=())


def test_a_right_answer_counts_everywhere() -> None:
    judged = judge(GOOD, answered(Decision.ANSWER, 0.9, "rmi", "rm", commands=("docker rmi",)), "빵틀을 버려요")
    figures = report([judged, judge(BAD, answered(Decision.ABSTAIN, 0.1, "rm"), "")]).by_name
    for name in ("R@1", "R@3", "MRR", "commands exact", "words of the answer", "abstention F1", "AUROC"):
        assert figures[name].value == 1
    assert figures["false abstentions"].value == 0


def test_a_right_section_in_third_place_is_half_a_success() -> None:
    judged = judge(GOOD, answered(Decision.MAYBE, 0.5, "a", "b", "rmi"), "")
    figures = report([judged]).by_name
    assert (figures["R@1"].value, figures["R@3"].value) == (0, 1)
    assert figures["MRR"].value == pytest.approx(1 / 3)


def test_commands_count_only_when_they_are_exactly_right() -> None:
    judged = judge(GOOD, answered(Decision.ANSWER, 0.9, "rmi", commands=("docker rmi", "docker rm")), "빵틀")
    assert report([judged]).by_name["commands exact"].value == 0


def test_a_refused_question_that_has_an_answer_is_a_false_abstention() -> None:
    made = report([judge(GOOD, answered(Decision.ABSTAIN, 0.2, "rmi"), "빵틀")])
    assert made.by_name["false abstentions"].value == 1
    assert [miss.asked.question for miss in made.misses] == ["빵틀 버리기"]


def test_the_area_under_the_curve_is_the_share_of_pairs_in_order() -> None:
    scores, labels = np.array([0.9, 0.4, 0.6, 0.4]), np.array([1.0, 1.0, 0.0, 0.0])
    assert auroc(scores, labels) == pytest.approx((1 + 1 + 0 + 0.5) / 4)


def test_intervals_are_the_same_on_every_run() -> None:
    judged = [judge(GOOD, answered(Decision.ANSWER, 0.9, section), "") for section in ("rmi", "rm", "rmi", "ps")]
    first, second = report(judged).by_name["R@1"], report(judged).by_name["R@1"]
    assert first == second
    assert 0 <= first.low <= first.value <= first.high <= 1


def test_sections_are_mapped_from_the_seed() -> None:
    row = {"id": "x", "question": "도커", "style": "", "answerable": True, "expected_section": [1, "summary"]}
    (asked,) = read_questions([json.dumps(row)])
    assert asked.sections == ("what-is-docker", "summary")


def test_a_broken_line_is_named() -> None:
    with pytest.raises(ValueError, match="line 1"):
        read_questions(["{}"])


def test_the_report_reads_as_text() -> None:
    made = report(
        [judge(GOOD, answered(Decision.ABSTAIN, 0.2, "rm"), ""), judge(BAD, answered(Decision.ABSTAIN, 0.1), "")]
    )
    assert "빵틀 버리기 — expected rmi ['docker rmi']" in report_text(made)
    assert ablation_text({"everything": made}).splitlines()[1].startswith("everything")


def test_commands_that_nobody_wanted_are_counted() -> None:
    plain = replace(GOOD, commands=())
    made = report([judge(plain, answered(Decision.ANSWER, 0.9, "rmi", commands=("docker rm",)), "")])
    assert made.by_name["spurious commands"].value == 1.0


def test_every_style_has_its_figures_with_their_intervals() -> None:
    made = report([judge(GOOD, answered(Decision.ANSWER, 0.9, "rmi"), "")])
    text = report_text(made)
    assert "by style: R@1 · R@3 · commands exact · abstains where it should" in text
    assert "[" in text.split("by style")[1].splitlines()[1]


@pytest.mark.parametrize("words", [("nowhere.jsonl",), ("bad.jsonl",), ("good.jsonl", "--map", "nowhere.json")])
def test_a_file_that_cannot_be_read_is_one_line_of_korean(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad.jsonl").write_text('{"x": 1}\n', "utf-8")
    Path("good.jsonl").write_text("", "utf-8")
    result = CliRunner().invoke(app, ["eval", *words])
    assert result.exit_code == 1
    assert len(result.output.strip().splitlines()) == 1
    assert result.output.strip().endswith("주세요.")
