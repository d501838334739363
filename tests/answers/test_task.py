"""Which commands run the errand that a question is about."""

from __future__ import annotations

import pytest

from bot.answers.service import Engine
from bot.answers.task import about, doing, is_asked


def _doing(engine: Engine, question: str) -> tuple[str, ...]:
    return doing(engine.index.tasks, engine.index.reader.read(question))


def test_the_last_errand_is_the_one_asked_for(engine: Engine) -> None:
    found = _doing(engine, "컨테이너를 멈추고 나서 이미지를 지우려면")
    assert "docker rmi" in found
    assert "docker stop" not in found


@pytest.mark.parametrize(
    ("question", "command"),
    [("nginx 받는 명령어", "docker pull"), ("이제 그만 끄고 싶어요", "docker stop"), ("mysql 띄우기", "docker run")],
)
def test_a_plain_deed_needs_no_thing(engine: Engine, question: str, command: str) -> None:
    assert command in _doing(engine, question)


def test_a_volume_is_neither_container_nor_image(engine: Engine) -> None:
    assert not {"docker rm", "docker rmi"} & set(_doing(engine, "볼륨 지우는 명령어"))


def test_nothing_runs_what_nobody_asks_for(engine: Engine) -> None:
    assert _doing(engine, "이미지가 뭐예요") == ()


def test_a_named_command_is_what_a_question_is_about(engine: Engine) -> None:
    reader = engine.index.reader
    assert about(engine.index.tasks, reader.read("docker ps 옵션")) == ("docker ps",)
    assert about({}, reader.read("docker ps 옵션")) == ()


def test_wanting_and_saying_only_what_to_do_ask_for_a_command(engine: Engine) -> None:
    reader = engine.index.reader
    assert is_asked(reader.read("컨테이너 삭제"))
    assert is_asked(reader.read("컨테이너를 끄고 싶어요"))
    assert not is_asked(reader.read("컨테이너가 자꾸 죽는 까닭"))
