"""Words that were run together are read apart; what is one word stays one."""

from __future__ import annotations

import pytest

from bot.answers.korean import Morphemes
from bot.answers.lexicon import Found
from bot.answers.service import Engine
from bot.answers.spacing import spaced


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("빵굽는명령어알려주세요", "빵 굽는 명령어 알려주세요"),
        ("컴포즈이미지만새로받기", "컴포즈이미지만 새로 받기"),
        ("켜져있는컨테이너리스트보는법", "켜져있는 컨테이너리스트 보는 법"),
        ("로그를보려면어떻게해요", "로그를 보려면 어떻게해요"),
    ],
)
def test_a_long_run_is_taken_apart_where_a_word_begins(morphemes: Morphemes, typed: str, read: str) -> None:
    assert spaced(typed, morphemes.read(typed), lambda _: ()) == read


@pytest.mark.parametrize("typed", ["오케스트레이션이란", "쿠버네티스에서는", "로그 보는법", "docker run"])
def test_a_word_stays_one(morphemes: Morphemes, typed: str) -> None:
    assert spaced(typed, morphemes.read(typed), lambda _: ()) == typed


def test_what_is_found_is_not_taken_apart(morphemes: Morphemes) -> None:
    typed = "도커피에스치면뭐가나와요"
    name = Found("docker ps", 0, 5)
    assert spaced(typed, morphemes.read(typed), lambda _: (name,)).startswith("도커피에스")


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("빵틀버리는명령어알려주세요", "docker rmi"),
        ("볼륨목록보는명령어가뭐예요", "docker volume ls"),
        ("멈춘컨테이너다시켜려면뭐라고치나요", "docker start"),
    ],
)
def test_who_leaves_out_every_space_gets_the_command(engine: Engine, typed: str, command: str) -> None:
    assert engine.ask(typed).commands == (command,)
