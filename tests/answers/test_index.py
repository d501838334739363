from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answers.index import Index
from bot.answers.korean import Morphemes
from bot.answers.parts import Stages
from bot.answers.question import Reader
from bot.lessons.model import Wish
from tests.answers.small import small


@pytest.fixture(scope="module")
def reader(morphemes: Morphemes) -> Reader:
    return Reader(small(), morphemes)


@pytest.fixture(scope="module")
def index(reader: Reader) -> Index:
    return Index(small(), reader)


def best(index: Index, question: str, lesson: str | None = None) -> str:
    return index.match(index.reader.read(question), lesson).parts[0].part.address


@pytest.mark.parametrize(
    ("question", "address"),
    [
        ("이미지가 뭐임", "a/image"),
        ("ㅇㅁㅈ 뭐야", "a/image"),
        ("컨테이너 버리는 법", "a/rm"),
        ("빵틀 지우기", "a/rmi"),
        ("포트 뜻", "b/ports"),
        ("docker ps", "b/ps"),
    ],
)
def test_a_question_finds_its_part(index: Index, question: str, address: str) -> None:
    assert best(index, question) == address


def test_a_lesson_answers_only_from_its_own_parts(index: Index) -> None:
    found = index.match(index.reader.read("포트가 뭐야"), "a")
    assert {match.part.lesson for match in found.parts} == {"a"}


def test_what_another_lesson_teaches_is_a_rival(index: Index) -> None:
    within = index.match(index.reader.read("포트 여는 법"), "a").evidence
    everywhere = index.match(index.reader.read("포트 여는 법")).evidence
    assert within["rival"] > within["phrasing"]
    assert everywhere["phrasing"] > everywhere["rival"]


def test_what_no_lesson_teaches_is_a_rival(index: Index) -> None:
    evidence = index.match(index.reader.read("점심 추천")).evidence
    assert evidence["rival"] > evidence["phrasing"]


def test_an_action_and_a_thing_make_a_command(index: Index) -> None:
    assert index.match(index.reader.read("컨테이너 지워 줘")).wanted == ("docker rm",)


def test_a_command_of_another_lesson_speaks_against_an_answer(index: Index) -> None:
    assert index.match(index.reader.read("docker ps 뭐야"), "a").evidence["named_outside"] == 1


def test_a_lesson_that_is_not_there_is_no_scope(index: Index) -> None:
    with pytest.raises(KeyError):
        index.match(index.reader.read("도커"), "z")


def test_a_stage_switched_off_takes_no_part(reader: Reader) -> None:
    silent = Index(small(), reader, Stages(phrasings=False))
    assert all(match.phrasing == 0 for match in silent.match(reader.read("이미지가 뭐야")).parts)


def test_a_part_that_teaches_what_people_want_who_talk_like_this_comes_first(
    reader: Reader, morphemes: Morphemes
) -> None:
    question = "다 쓴 빵 쪽 좀 어떻게 해 봐"
    wishes = (Wish(("docker rm",), ("다 쓴 빵 좀 어떻게", "그 빵 쪽 좀 어떻게 해 봐", "다 쓴 것 좀 어떻게 해 봐")),)
    course = replace(small(), wishes=wishes)
    assert best(Index(course, Reader(course, morphemes)), question) == "a/rm" != best(Index(small(), reader), question)
