"""The command line as a script meets it: real processes, exit codes, one readable line."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine_fixtures import CACHE

PROJECT = Path(__file__).parents[2]


def gorae(data: Path, *arguments: str, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GORAE_", "DISCORD_"))}
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "bot", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        cwd=PROJECT,
        env={**kept, "GORAE_DATA": str(data), "GORAE_CACHE": str(CACHE), **environment},
        timeout=120,
        check=False,
    )


def test_a_missing_token_is_one_readable_line_and_exit_78(tmp_path: Path) -> None:
    ran = gorae(tmp_path, "serve", DISCORD_TOKEN="")
    assert ran.returncode == 78
    assert ran.stderr.count("\n") == 1
    assert "DISCORD_TOKEN" in ran.stderr


def test_a_token_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    ran = gorae(tmp_path, "serve", DISCORD_TOKEN_FILE=str(tmp_path / "nothing"))
    assert (ran.returncode, ran.stderr.count("\n")) == (78, 1)
    assert "nothing" in ran.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [("GORAE_LIVE_SANDBOXES", "many"), ("GORAE_TIME_ZONE", "Asia/Soul"), ("GORAE_SANDBOX_MEMORY_MIB", "0")],
)
def test_a_wrong_setting_is_named_and_nothing_starts(tmp_path: Path, name: str, value: str) -> None:
    ran = gorae(tmp_path / "data", "serve", DISCORD_TOKEN="x.y.z", **{name: value})
    assert (ran.returncode, ran.stderr.count("\n")) == (78, 1)
    assert name in ran.stderr
    assert not (tmp_path / "data").exists()


def test_a_question_is_answered_with_its_place(tmp_path: Path) -> None:
    ran = gorae(tmp_path, "ask", "도커가 뭐야?")
    assert ran.returncode == 0
    assert "격리" in ran.stdout
    assert "도커 이해하기" in ran.stdout


def test_a_question_may_begin_with_a_flag(tmp_path: Path) -> None:
    ran = gorae(tmp_path, "ask", "-d가 뭐야?")
    assert "`--detach`" in ran.stdout


def test_questions_in_bulk_are_answered_a_line_each_in_order(tmp_path: Path) -> None:
    asked = [{"id": "a", "question": "이미지 지우는 명령어"}, {"id": 2, "question": "저녁 메뉴 추천"}]
    ran = gorae(tmp_path, "ask", "--jsonl", "-", "--lesson", "01-docker", typed="\n".join(map(json.dumps, asked)))
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", 2]
    assert [set(answer) for answer in answers] == [{"id", "decision", "score", "sections", "commands", "answer"}] * 2
    assert answers[0]["decision"] == "answer"
    assert answers[0]["commands"] == ["docker rmi"]
    assert answers[0]["sections"][0] == {"lesson": "01-docker", "section": "basic-commands"}
    assert answers[1]["decision"] == "abstain"
    assert all(len(answer["sections"]) >= 3 and 0 <= answer["score"] <= 1 for answer in answers)
    assert answers[0]["score"] > answers[1]["score"]


def test_a_line_that_is_no_question_is_named_in_one_line(tmp_path: Path) -> None:
    ran = gorae(tmp_path, "ask", "--jsonl", "-", typed="도커가 뭐야?")
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (1, "", 1)
    assert ran.stderr.startswith("1번째 줄")
    assert '{"id": 1, "question": "도커가 뭐야?"}' in ran.stderr


def test_a_bad_line_among_others_ends_the_batch_with_a_failure_but_not_before_its_end(tmp_path: Path) -> None:
    asked = ['{"id": 1, "question": "도커가 뭐야?"}', "{", '{"id": 3, "question": "이미지가 뭐야?"}']
    ran = gorae(tmp_path, "ask", "--jsonl", "-", typed="\n".join(asked))
    assert [json.loads(line)["id"] for line in ran.stdout.splitlines()] == [1, 3]
    assert (ran.returncode, ran.stderr.count("\n")) == (1, 1)
    assert ran.stderr.startswith("2번째 줄")


def test_the_policy_answers_without_an_engine(tmp_path: Path) -> None:
    asked = [{"id": 1, "line": "docker ps"}, {"id": 2, "line": "docker run --privileged nginx"}]
    ran = gorae(tmp_path, "policy", "--jsonl", "-", typed="\n".join(map(json.dumps, asked)))
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [(answer["id"], answer["allowed"]) for answer in answers] == [(1, True), (2, False)]
    assert answers[0]["reason"] is None
    assert "실제 서버에서는" in answers[1]["reason"]
    assert "`--privileged`" in answers[1]["reason"]


def test_every_command_and_every_setting_is_in_the_docs(tmp_path: Path) -> None:
    docs = "\n".join(path.read_text("utf-8") for path in (PROJECT / "README.md", *PROJECT.glob("docs/*.md")))
    commands = re.findall(r"^│ ([a-z]+) ", gorae(tmp_path, "--help").stdout, re.MULTILINE)
    assert {"chat", "serve", "run", "ask", "policy", "engine", "content", "backup", "restore"} <= set(commands)
    assert [command for command in commands if f"gorae {command}" not in docs] == []
    fields = re.findall(r"^    ([a-z_]+): ", (PROJECT / "bot" / "settings.py").read_text("utf-8"), re.MULTILINE)
    named = [name.upper() if name.startswith("discord_") else f"GORAE_{name.upper()}" for name in fields]
    assert [name for name in named if name not in docs] == []
