"""Which commands a text names, and which its words may mean."""

from __future__ import annotations

import pytest

from bot.answers.question import Reader
from bot.answers.service import Engine


@pytest.fixture(scope="module")
def reader(engine: Engine) -> Reader:
    return engine.index.reader


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("volume prune이 뭐예요", ("docker volume prune",)),
        ("container rm 하면 뭐가 지워져요", ("docker rm",)),
        ("volume rm vs volume prune", ("docker volume rm", "docker volume prune")),
        ("a new volume for it", ()),
    ],
)
def test_names_of_two_words_stand_without_docker(reader: Reader, text: str, commands: tuple[str, ...]) -> None:
    assert reader.read(text).commands == commands


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("create 랑 run 차이", {"docker create", "docker run"}),
        ("볼륨 만들 때 create", {"docker create", "docker volume create"}),
        ("킬 하면 죽나요", {"docker kill"}),
        ("컴포즈 파일이 뭐예요", set()),
    ],
)
def test_a_last_word_may_mean_each_command_of_what_is_spoken_of(reader: Reader, text: str, said: set[str]) -> None:
    assert set(reader.read(text).said) == said


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("8080:80이 무슨 뜻이에요", ("-p",)),
        ("80:80 이건 뭐예요", ("-p",)),
        ("-u 1000:1000 은 뭐예요", ("-u",)),
        ("10:30에 시작해요", ()),
    ],
)
def test_a_pair_of_ports_stands_for_the_flag_that_opens_them(reader: Reader, text: str, flags: tuple[str, ...]) -> None:
    assert reader.read(text).flags == flags


@pytest.mark.parametrize(
    ("text", "commands", "flags"),
    [
        ("--rm이 뭐예요", (), ("--rm",)),
        ("rm이랑 --rm 차이", ("docker rm",), ("--rm",)),
        ("--restart 옵션", (), ("--restart",)),
        ("-P가 뭐야", (), ("-P",)),
        ("-p랑 -P 차이", (), ("-p", "-P")),
        ("-F 옵션이 뭐야", (), ("-f",)),  # no such capital: a slip
    ],
)
def test_a_flag_is_no_command_and_its_capital_is_another(
    reader: Reader, text: str, commands: tuple[str, ...], flags: tuple[str, ...]
) -> None:
    question = reader.read(text)
    assert (question.commands, question.flags) == (commands, flags)


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("-rm 옵션이 뭐야", ("--rm",)),
        ("docker run -it 뭐야", ("-i", "-t")),
        ("docker ps -aq", ("-a", "-q")),
        ("--rm이 뭐예요", ("--rm",)),
        ("-zz가 뭐예요", ("-zz",)),
    ],
)
def test_a_flag_is_read_with_the_dash_it_lacks_or_as_its_switches(
    reader: Reader, text: str, flags: tuple[str, ...]
) -> None:
    assert reader.read(text).flags == flags
