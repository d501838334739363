"""Beside an error message stands what its asker wants, wherever in the text that is said."""

from __future__ import annotations

import pytest

from bot.answers.answer import Shape
from bot.answers.service import Engine


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("Bind for 0.0.0.0:8080 failed: port is already allocated — 범인 컨테이너부터 찾고 싶어요", "docker ps"),
        ("port is already allocated 뜨는데 누가 쓰는지 목록 보려면?", "docker ps"),
        ('Conflict. The container name "/web" is already in use 라는데 예전 거 지우는 명령어가 뭐예요', "docker rm"),
        ("pull access denied for myapp 이라는데 로그인은 어떻게 해요", "docker login"),
    ],
)
def test_who_says_what_they_want_beside_a_message_gets_it(engine: Engine, text: str, command: str) -> None:
    answer = engine.ask(text)
    assert answer.shape is Shape.ERROR
    assert answer.commands == (command,)


def test_who_only_pastes_a_message_gets_its_cure(engine: Engine) -> None:
    pasted = engine.ask('docker: Error response from daemon: Conflict. The container name "/web" is already in use')
    assert pasted.shape is Shape.ERROR
    assert pasted.commands == ("docker ps",)
