"""Two things stand side by side, each in words of the course that are about it."""

from __future__ import annotations

import pytest

from bot.answers.answer import Shape
from bot.answers.service import Engine
from bot.render.answers import render_answer


@pytest.mark.parametrize(
    ("question", "left", "right", "part"),
    [
        ("RUN이랑 CMD 차이", "RUN", "CMD", "08-dockerfile/run-vs-cmd"),
        ("run이랑 start 차이", "docker run", "docker start", "04-lifecycle/create-start"),
        ("exec랑 run 차이", "docker exec", "docker run", "05-debug/exec-vs-run"),
        ("볼륨이랑 바인드 마운트 차이", "볼륨", "바인드 마운트", "07-volume/three-ways"),
        ("compose stop이랑 down 차이", "docker compose stop", "docker compose down", "11-compose/down"),
        ("ENV랑 ARG 차이", "ENV", "ARG", "08-dockerfile/instructions/env"),
        ("COPY랑 ADD 차이가 뭔가요", "COPY", "ADD", "08-dockerfile/instructions/copy"),
        ("always랑 unless-stopped 차이", "always", "unless-stopped", "04-lifecycle/restart-policy"),
        ("도커 장점이랑 단점 비교", "장점", "단점", "01-docker/pros-cons"),
        ("CI랑 CD 차이", "CI(지속적 통합)", "CD(지속적 배포)", "14-in-production/ci-cd"),
        ("도커랑 가상머신 차이", "가상화(VM)", "컨테이너(Docker)", "01-docker/vm-vs-container"),
    ],
)
def test_a_part_that_compares_the_two_gives_both_sides(
    engine: Engine, question: str, left: str, right: str, part: str
) -> None:
    answer = engine.ask(question)
    assert answer.shape is Shape.COMPARISON
    assert [column.title for column in answer.columns] == [left, right]
    assert answer.places[0].address == part
    assert {one.address.partition("#")[0] for column in answer.columns for one in column.passages} == {part}


@pytest.mark.parametrize(
    ("question", "sources"),
    [
        ("pull이랑 push 차이", ("01-docker/basic-commands/pull#1", "10-registry/push#1")),
        ("stop이랑 kill 차이", ("04-lifecycle/stop-kill#1", "04-lifecycle/stop-kill#5")),
        ("exec docker attach 차이", ("05-debug/exec#1", "card:docker attach")),
    ],
)
def test_each_command_has_the_words_that_say_what_it_does(
    engine: Engine, question: str, sources: tuple[str, str]
) -> None:
    answer = engine.ask(question)
    told = tuple(f"card:{one.card.id}" if one.card else one.passages[0].address for one in answer.columns)
    assert told == sources
    assert set(sources) <= set(answer.sources)
    assert "│" in render_answer(answer).text


def test_the_rows_of_a_table_say_what_they_are_of(engine: Engine) -> None:
    run, cmd = engine.ask("RUN이랑 CMD 차이가 뭐예요").columns
    assert "언제: 이미지를 빌드할 때" in run.passages[0].text.splitlines()
    assert "언제: 컨테이너가 켜질 때" in cmd.passages[0].text.splitlines()


@pytest.mark.parametrize("question", ["마이크로서비스랑 모놀리스 차이", "volume create랑 -v 차이"])
def test_what_the_question_does_not_name_is_no_side(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert answer.columns == ()
    assert answer.passages


def test_the_two_things_stand_in_the_order_of_the_question(engine: Engine) -> None:
    assert [one.title for one in engine.ask("inspect랑 logs 차이").columns] == ["docker inspect", "docker logs"]
    assert [one.title for one in engine.ask("rmi랑 rm 차이").columns] == ["docker rmi", "docker rm"]
    assert [one.title for one in engine.ask("이미지랑 컨테이너 차이").columns] == ["이미지", "컨테이너"]
    assert [one.title for one in engine.ask("컨테이너랑 이미지 차이").columns] == ["컨테이너", "이미지"]


def test_a_long_command_keeps_the_columns_straight(engine: Engine) -> None:
    block = render_answer(engine.ask("compose stop이랑 down 차이")).text.split("```")[1]
    assert block.splitlines()[1].startswith("compose stop      │ compose down")
