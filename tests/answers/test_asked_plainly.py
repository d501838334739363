"""What people ask in a few plain words comes to the part and the command that answer it."""

from __future__ import annotations

import pytest

from bot.answers.answer import Decision
from bot.answers.service import Engine


@pytest.mark.parametrize(
    ("question", "commands"),
    [
        ("docker images -f dangling=true", ("docker images",)),
        ("환경변수 넣는법", ("docker run",)),
        ("도커 볼륨 삭제", ("docker volume rm",)),
    ],
)
def test_the_command_is_the_one_that_does_it(engine: Engine, question: str, commands: tuple[str, ...]) -> None:
    answer = engine.ask(question)
    assert (answer.decision, answer.commands) == (Decision.ANSWER, commands)


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("이미지가 빵틀이면 컨테이너는 뭐예요?", "01-docker/core-concepts/container"),
        ("이미지는 빵틀이고 컨테이너는 뭐야", "01-docker/core-concepts/container"),
        ("권한 없다고 나와요", "02-first-container/first-errors"),
        ("컴포즈에서 순서대로 켜기", "11-compose/depends-on"),
        ("컨테이너 자동으로 재시작되게", "04-lifecycle/restart-policy"),
        ("볼륨에 뭐 들었는지 보는법", "07-volume/create"),
        ("컨테이너 나오는 법", "02-first-container/interactive"),
    ],
)
def test_the_part_is_the_one_that_tells_of_it(engine: Engine, question: str, part: str) -> None:
    assert engine.ask(question).places[0].address == part


@pytest.mark.parametrize(
    ("question", "flag"),
    [("환경변수 넣는법", "--env"), ("컨테이너 이름 지정하는 법", "--name"), ("백그라운드로 띄우는 옵션", "--detach")],
)
def test_a_thing_brings_the_flag_that_it_stands_for(engine: Engine, question: str, flag: str) -> None:
    (piece,) = engine.ask(question).cards
    assert [each.long for each in piece.flags] == [flag]


@pytest.mark.parametrize(
    "question", ["RUN 여러번 써도 돼요?", "RUN apt-get update 따로 쓰면 안되는 이유", "RUN이 뭐예요"]
)
def test_an_instruction_in_capitals_is_no_docker_run(engine: Engine, question: str) -> None:
    assert engine.ask(question).commands == ()


@pytest.mark.parametrize(
    ("question", "is_yes"),
    [
        ("컨테이너 이름 안정해도 돼요?", True),
        ("컨테이너 이름을 꼭 정해야 하나요", False),
        ("볼륨 안 쓰면 데이터가 남나요?", False),
        ("볼륨 안 쓰면 데이터가 사라지나요", True),
    ],
)
def test_what_the_course_settles_is_answered_with_yes_or_no(engine: Engine, question: str, is_yes: bool) -> None:
    assert engine.ask(question).is_yes is is_yes
