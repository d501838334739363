from __future__ import annotations

import json

import pytest

from bot.answers.jsonl import ask_lines
from bot.answers.service import Engine
from bot.core.errors import GoraeError
from bot.render.answers import plain_text


def answered(
    engine: Engine, *lines: str, lesson: str | None = None
) -> tuple[list[dict[str, object]], list[tuple[str, object]]]:
    """Return the answers to lines, and what was said of those that are no question."""
    refused: list[GoraeError] = []
    answers = [json.loads(line) for line in ask_lines(engine, lines, plain_text, lesson, refuse=refused.append)]
    return answers, [(error.key, dict(error.values)) for error in refused]


def rows(engine: Engine, *questions: str, lesson: str | None = None) -> list[dict[str, object]]:
    lines = [json.dumps({"id": number, "question": text}) for number, text in enumerate(questions)]
    answers, refused = answered(engine, *lines, lesson=lesson)
    assert refused == []
    return answers


def test_a_line_holds_exactly_what_was_agreed(engine: Engine) -> None:
    (row,) = rows(engine, "이미지 지우는 명령어", lesson="01-docker")
    assert list(row) == ["id", "decision", "score", "sections", "commands", "answer"]
    assert row["decision"] == "answer"
    assert row["commands"] == ["docker rmi"]
    assert row["sections"][0] == {"lesson": "01-docker", "section": "basic-commands"}  # type: ignore[index]
    assert len(row["sections"]) >= 3  # type: ignore[arg-type]
    assert "docker rmi" in str(row["answer"])


def test_answers_come_in_the_order_of_the_questions(engine: Engine) -> None:
    assert [row["id"] for row in rows(engine, "도커가 뭐야", "점심 추천", "ㅋㅌㅇㄴ")] == [0, 1, 2]


def test_an_abstention_names_no_command_and_is_less_sure(engine: Engine) -> None:
    answered, abstained = rows(engine, "컨테이너 멈추는 법", "쿠버네티스 파드 지우는 법", lesson="01-docker")
    assert abstained["decision"] == "abstain"
    assert abstained["commands"] == []
    assert float(str(abstained["score"])) < float(str(answered["score"]))


def test_without_a_lesson_the_whole_course_answers(engine: Engine) -> None:
    within, everywhere = rows(engine, "도커파일이 뭐야", lesson="01-docker") + rows(engine, "도커파일이 뭐야")
    assert within["decision"] == "abstain"
    assert everywhere["decision"] == "answer"


def test_empty_lines_are_passed_over(engine: Engine) -> None:
    assert answered(engine, "", "\n") == ([], [])


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', "7", "[" * 100_000, '{"question": "\\ud800"}', "\udcff"])
def test_a_line_that_is_no_question_is_named_and_all_others_are_answered(engine: Engine, line: str) -> None:
    good = '{"id": 1, "question": "도커"}'
    answers, refused = answered(engine, good, line, good)
    assert [row["id"] for row in answers] == [1, 1]
    assert refused == [("question_line", {"number": 2})]


@pytest.mark.parametrize(
    "question", ["안녕하세요", "ㅋㅋ", "ㅁㄴㅇㄹ", "docker frobnicate", "port is already allocated"]
)
def test_whatever_is_asked_names_the_three_best_sections(engine: Engine, question: str) -> None:
    for lesson in (None, "01-docker"):
        (row,) = rows(engine, question, lesson=lesson)
        assert len(row["sections"]) >= 3  # type: ignore[arg-type]
