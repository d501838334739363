from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.answers.recall import recalled
from bot.cli import content
from bot.cli.content import app
from bot.lessons.library import BUILT_IN, load
from bot.lessons.parse import read
from bot.lessons.scripts import scripts
from bot.talk.rehearsal import engine_version
from tests.lessons.writing import LESSON, write

runner = CliRunner()


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GORAE_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("GORAE_CONTENT", raising=False)
    monkeypatch.chdir(tmp_path)


def told(*words: str, code: int = 0) -> str:
    result = runner.invoke(app, words)
    assert result.exit_code == code, result.output
    return result.output


def test_a_folder_of_ones_own_is_linted_with_the_course_it_builds_on(tmp_path: Path) -> None:
    told("new", "77-ours", "--title", "우리 강의", "--folder", "ours")
    assert "ours/lessons/77-ours" not in told("lint", "ours")
    lesson = tmp_path / "ours" / "lessons" / "77-ours" / "lesson.md"
    text = lesson.read_text(encoding="utf-8").replace("kind: one", "kind: guess")
    lesson.write_text(text, encoding="utf-8")
    output = told("lint", "ours", code=1)
    line = text.splitlines().index("kind: guess") + 1
    assert f"ours/lessons/77-ours/lesson.md:{line}: " in output
    assert "guess" in output


def test_what_was_prepared_is_ready_for_the_first_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cli.answering.READY", tmp_path / "ready")
    assert told("prepare") == "강의를 읽고 배워 뒀어요.\n"
    known = recalled([tmp_path / "ready"], load([BUILT_IN]))
    assert len(known.read.features) > 5000
    assert len(known.read.claims) > 1000
    assert known.wishes is not None
    assert known.corpus is not None


def test_a_question_is_added_to_the_part_it_is_meant_for_also_where_it_begins_like_an_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told("new", "77-ours", "--title", "우리 강의", "--folder", "ours")
    monkeypatch.setenv("GORAE_CONTENT", str(tmp_path / "ours"))
    index = tmp_path / "ours" / "lessons" / "77-ours" / "index.yaml"
    part = next(line for line in index.read_text("utf-8").splitlines() if line[:1].isalpha()).rstrip(":")
    assert str(index) in told("questions", "--add", "-d가 뭐야", "--to", f"77-ours/{part}")
    assert "- -d가 뭐야" in index.read_text("utf-8")


def test_a_built_in_lesson_may_be_replaced_by_ones_own() -> None:
    told("new", "07-volume", "--title", "우리 팀의 볼륨", "--folder", "ours")
    assert "문제가 없어요" in told("lint", "ours")


def test_a_name_that_cannot_be_a_lesson_gets_a_kind_word() -> None:
    assert "`우리`는 강의 이름으로 쓸 수 없어요" in told("new", "우리", "--title", "우리 강의", code=1)


def test_lessons_are_listed_in_order_with_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GORAE_CONTENT", str(write(tmp_path / "ours", LESSON.replace("number: 1", "number: 99"))))
    lines = told("list").splitlines()
    assert lines[0].startswith("01-docker ")
    assert lines[-1].startswith("01-bread ")


def test_a_lesson_is_previewed_by_id_or_number() -> None:
    by_id = told("preview", "01-docker")
    assert "격리" in by_id
    assert told("preview", "1") == by_id
    assert "강의가 없어요" in told("preview", "99-none", code=1)


def test_the_table_is_shown_and_not_written() -> None:
    assert "| 1 | 도커 이해하기 |" in told("table")


def test_what_went_well_before_is_not_replayed_and_needs_no_engine(tmp_path: Path) -> None:
    wanted = [script for script in scripts(read([BUILT_IN])) if "01-docker" in script.name]
    memory = tmp_path / "data" / "cache" / "replay.json"
    memory.parent.mkdir(parents=True)
    memory.write_text(json.dumps([script.key(engine_version()) for script in wanted]), encoding="utf-8")
    assert f"{len(wanted)}묶음이 모두 적힌 대로 됐어요 (이번에 돌린 것 0묶음" in told("replay", "--only", "01-docker")
    assert not (tmp_path / "data" / "engine").exists()


def test_a_replay_that_takes_longer_than_promised_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "AGAIN_SECONDS", -1.0)
    assert "약속한 -1초를 넘었어요" in told("replay", "--only", "no-such-script")
    monkeypatch.setattr(content, "AGAIN_SECONDS", 3600.0)
    assert "넘었어요" not in told("replay", "--only", "no-such-script")
