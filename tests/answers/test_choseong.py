from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.answer import Decision
from bot.answers.choseong import Choseong
from bot.answers.korean import Morphemes
from bot.answers.question import Reader
from bot.answers.service import Engine
from bot.lessons.model import Course
from tests.answers.small import small

SAID = Choseong(
    (
        *("이미지 삭제", "이미지 삭제", "이미지 설정", "볼륨 설정", "볼륨 설정"),
        *("볼륨 목록 보는 법", "컨테이너가 뭐야", "컨테이너 목록"),
    ),
    known=("ㅁㅈ",),
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ㅇㅁㅈ ㅅㅈ", "이미지 삭제"),  # the word before decides between 삭제 and 설정
        ("ㅂㄹ ㅅㅈ", "볼륨 설정"),
        ("ㅋㅌㅇㄴ ㅁㅇ?", "컨테이너 뭐야?"),  # its particle left out
        ("ㅂㄹ ㅁㄹ ㅂㄴㅂ", "볼륨 목록 보는 법"),  # a space left out
        ("ㅇㅁ ㅈ ㅅㅈ", "이미지 삭제"),  # a space too many
        ("ㅂㄹ ㅁㄹ ㅂㄴ ㅃ ㅂ", "볼륨 목록 보는 ㅃ 법"),  # one word that is like none
        ("볼륨 ㅁㄹ", "볼륨 목록"),
        ("Nginx ㅂㄹ ㅁㄹ", "Nginx 볼륨 목록"),
        ("ㅇㅁㅈ ㅅㅈㅋㅋㅋ ㅠㅠ", "이미지 삭제ㅋㅋㅋ ㅠㅠ"),
    ],
)
def test_consonants_are_read_as_the_wordings_have_them(typed: str, meant: str) -> None:
    assert SAID.spelled(typed) == meant


@pytest.mark.parametrize("text", ["볼륨 ㅃㅊ", "볼륨 설정 ㄱㅅ", "ㅁㅈ", "ㅋㅋㅋ", "ㅠㅠ", "볼륨 설정", "ㅋㅓㄴ", ""])
def test_what_is_like_no_wording_stays_as_it_was_typed(text: str) -> None:
    assert SAID.spelled(text) == text


def test_consonants_alone_that_are_like_no_wording_are_about_nothing() -> None:
    assert not SAID.spelled("ㅃㅊ ㄲㅌ").strip()


@settings(deadline=None)  # a busy machine is no failure
@given(st.text("ㄱㄳㅅㅈㅁㄹㅇㅂㅋㅎ 이미지목록ab?-\n", max_size=60))
def test_words_that_are_no_consonants_stay_in_any_message(text: str) -> None:
    words = re.compile("[가-힣a-z]+")
    assert not {*words.findall(text)} - {*words.findall(SAID.spelled(text))}


@pytest.mark.parametrize(
    ("typed", "meant", "command"),
    [
        ("ㅅㅎㅈㅇ ㅋㅌㅇㄴ ㅁㄹ ㅂㄱ ㅁㄹㅇ", "실행중인 컨테이너 목록 보기 명령어", "docker ps"),
        ("ㅂㄹ ㅁㄹ ㅇㄸㄱ ㅂㅇ?", "볼륨 목록 어떻게 봐요?", "docker volume ls"),
        ("ㅇㅁㅈ ㅅㅈ", "이미지 삭제", "docker rmi"),
        ("ㅋㅌㅇㄴ ㅎㅇ", "컨테이너 확인", "docker ps"),
        ("ㅂㄷ ㅋㅅ ㅈㅇㄱ", "빌드 캐시 지우기", "docker builder prune"),
        ("ㄺ ㅂㄱ", "로그 보기", "docker logs"),  # two consonants that the input method made one
        ("컨테이너 ㅅㅈ", "컨테이너 삭제", "docker rm"),
        ("8080 ㅍㅌ ㅇㄱ", "8080 포트 열기", "docker run"),
        ("컨테이너 지우는 법 ㅇㅋ", "컨테이너 지우는 법 ㅇㅋ", "docker rm"),
    ],
)
def test_a_question_in_consonants_gets_its_command(engine: Engine, typed: str, meant: str, command: str) -> None:
    read = engine.index.reader.read(typed)
    assert (read.asked, read.text) == (typed, meant)
    assert engine.ask(typed).commands == (command,)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("ㅊㅅ ㄱㅎ ㅇㅊ ㅁㅇ?", "13-security"),
        ("ㅇㅁㅈ ㅇㄹ ㅈㅇㄱ", "09-build/smaller"),
        ("ㅁㅁㄹ ㅈㅎ", "12-limits/memory"),
        ("ㅍㅌ ㅊㄷ ㅎㄱ ㅂㅂ", "06-network/conflict"),
        ("ㄹㅇㅇ ㅁㅇ", "03-image/layers"),
        ("ㅋㅂㄴㅌㅅ ㅁㅇㅇ?", "14-in-production/orchestration"),
    ],
)
def test_a_question_in_consonants_finds_its_part(engine: Engine, typed: str, address: str) -> None:
    assert engine.ask(typed).places[0].address.startswith(address)


@pytest.mark.parametrize(
    "chat",
    [
        *(
            "ㅎㅇ",
            "ㅇㅇ",
            "ㄱㅅ",
            "ㄴㄴ",
            "ㅇㅋ",
            "ㄹㅇ",
            "ㅋㅋ ㅎㅎ",
            "ㅇㅈ ㄹㅇㅋㅋ",
            "ㄱㅁㅇ",
            "ㅈㅅㅎㄴㄷ",
            "ㅂㄷㅂㄷ",
        ),
        *(
            "ㅁㅎ ㅈㅅ ㅁㅇㅈ",
            "ㅈㅅ ㅊㅊ",
            "ㄴㅆ ㅇㄸ?",
            "ㅂㄱㅅㄷ",
            "ㅅㄱ ㄷ ㅂㅇ",
            "ㄴㅇ ㅁㄴ",
            "ㅎㅈ ㄱㅂㅈ",
            "ㅇㄴ ㅈㄴ ㅁ ㅁㄱㅈ",
        ),
        *("ㅇㄸㅋㄱ ㅍㅎㅎㅂㅈ", "ㄹㅊㅋ ㅌㅍㅎㄴㄱ", "ㅊㅌㅍㅎ ㄱㄴㄷ ㄹㅁㅂ", "ㄷㅈㄹ ㅊㅇㄹ ㅂㅋㄹ"),
    ],
)
def test_chat_in_consonants_is_not_answered(engine: Engine, chat: str) -> None:
    assert engine.ask(chat).decision is Decision.ABSTAIN


def test_words_are_only_learned_once_somebody_types_consonants(
    morphemes: Morphemes, monkeypatch: pytest.MonkeyPatch
) -> None:
    learned: list[Course] = []

    def learn(course: Course) -> Choseong:
        learned.append(course)
        return SAID

    monkeypatch.setattr(Choseong, "of", learn)
    reader = Reader(small(), morphemes)
    assert reader.read("이미지 삭제 ㅋㅋㅋ").text == "이미지 삭제"
    assert not learned
    assert [reader.read(typed).text for typed in ("ㅇㅁㅈ ㅅㅈ", "ㅂㄹ ㅁㄹ")] == ["이미지 삭제", "볼륨 목록"]
    assert learned == [small()]
