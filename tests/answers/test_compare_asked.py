"""Who compares what, however it is said: which two things are meant, and what is no comparison."""

from __future__ import annotations

import pytest

from bot.answers.answer import Shape
from bot.answers.service import Engine
from bot.render.answers import render_answer


@pytest.mark.parametrize(
    "question",
    [
        "이미지하고 컨테이너 차이",
        "이미지와 컨테이너의 차이점을 알려주세요",
        "이미지 vs 컨테이너",
        "이미지 컨테이너 차이",
        "이미지랑컨테이너차이",
        "도커에서 이미지랑 컨테이너 뭐가 달라요",
        "혹시 이미지는 컨테이너랑 뭐가 다른가요",
        "이미지랑 컨테이너 헷갈려요",
        "what's the difference between an image and a container",
    ],
)
def test_two_things_are_found_however_they_are_joined(engine: Engine, question: str) -> None:
    assert [side.title for side in engine.ask(question).columns] == ["이미지", "컨테이너"]


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("볼륨, 바인드 마운트, tmpfs 차이", ["볼륨", "바인드 마운트", "tmpfs"]),
        ("bridge, host, none 차이", ["bridge", "host", "none"]),
        ("CMD, RUN, ENTRYPOINT 차이", ["CMD", "RUN", "ENTRYPOINT"]),
        ("stop, kill, pause 차이", ["docker stop", "docker kill", "docker pause"]),
        ("도커랑 컴포즈랑 쿠버네티스 차이", ["도커", "Docker Compose", "쿠버네티스"]),
    ],
)
def test_three_things_are_a_list_of_all_three(engine: Engine, question: str, named: list[str]) -> None:
    answer = engine.ask(question)
    assert [side.title for side in answer.columns] == named
    text = render_answer(answer).text
    assert "│" not in text
    assert all(f"**{name}**" in text for name in named)


@pytest.mark.parametrize(
    "question",
    [
        "멀티스테이지랑 일반 빌드 차이",  # an ordinary build is not any build
        "이미지 로고랑 컨테이너 로고 차이",
        "컨테이너랑 이미지 용량 계산기 차이",
        "공식 이미지랑 비공식 이미지 차이",
        "이미지랑 컨테이너랑 소켓 차이",  # one of three has no words
        "도커랑 podman 차이",
        "mysql이랑 postgres 차이",
        "엔진엑스랑 레디스 차이",
        "컨테이너랑 화물 컨테이너 차이",
        "docker image ls랑 docker images 차이",  # one command by two names
        "이미지랑 이미지 차이",
        "-p 8080:80이랑 -p 80:8080 차이",  # one flag twice
        "컨테이너 차이",
    ],
)
def test_what_the_course_has_no_words_for_is_no_side(engine: Engine, question: str) -> None:
    assert engine.ask(question).columns == ()


@pytest.mark.parametrize(
    "question", ["이미지랑 컨테이너 목록 보여줘", "볼륨하고 네트워크 만드는 법", "-d랑 -p 같이 쓰고 싶어요"]
)
def test_two_things_that_are_not_compared_are_no_columns(engine: Engine, question: str) -> None:
    assert engine.ask(question).columns == ()


@pytest.mark.parametrize(
    "question", ["컨테이너랑 서버 차이", "privileged랑 일반 사용자 차이", "latest랑 이미지 ID 차이"]
)
def test_what_the_glossary_finds_by_the_same_words_is_not_told_as_the_same(engine: Engine, question: str) -> None:
    terms = {term.id: term for term in engine.index.course.terms}
    for side in engine.ask(question).columns:
        kind, _, name = side.source.partition(":")
        if kind == "term" and side.says == terms[name].says:
            assert side.title in (terms[name].ko, terms[name].en)


def test_a_settled_question_stays_one_of_yes_or_no(engine: Engine) -> None:
    answer = engine.ask("컨테이너를 지우면 이미지도 지워지나요")
    assert (answer.shape, answer.columns) == (Shape.YES_NO, ())


def test_who_asks_which_to_use_sees_both(engine: Engine) -> None:
    titles = [column.title for column in engine.ask("도커파일에서 COPY랑 ADD 뭐 써야돼요").columns]
    assert titles == ["COPY", "ADD"]
    assert engine.ask("컨테이너랑 이미지 목록 보려면 뭐 써요").columns == ()


def test_a_last_word_that_one_command_has_names_it(engine: Engine) -> None:
    answer = engine.ask("up이랑 start 다른점")
    assert [column.title for column in answer.columns] == ["docker compose up", "docker start"]
    cited = next(part for part in engine.index.parts if part.address == answer.places[0].address)
    assert {"docker compose up", "docker start"} & set(cited.commands)


@pytest.mark.parametrize(
    ("question", "commands"),
    [
        ("컴포즈 업이랑 다운", ("docker compose up", "docker compose down")),
        ("컴포즈 업 다운 차이", ("docker compose up", "docker compose down")),
        ("컴포즈 스탑이랑 다운", ("docker compose stop", "docker compose down")),
        ("도커 런이랑 컴포즈 업", ("docker run", "docker compose up")),
        ("풀이랑 푸시", ("docker pull", "docker push")),
    ],
)
def test_who_says_two_names_and_nothing_else_sees_both(
    engine: Engine, question: str, commands: tuple[str, ...]
) -> None:
    answer = engine.ask(question)
    assert tuple(column.title for column in answer.columns) == answer.commands == commands


def test_two_names_before_a_deed_are_not_compared(engine: Engine) -> None:
    assert not engine.ask("컨테이너랑 이미지 지우기").columns
