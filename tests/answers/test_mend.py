from __future__ import annotations

import pytest

from bot.answers.korean import Morphemes
from bot.answers.mend import Mender, strange
from bot.answers.service import Engine

MORPHEMES = Morphemes()
WORDINGS = [
    "컨테이너 멈추는 명령어",
    "컨테이너 껐다 켜기",
    "돌아가는 거 확인",
    "이미지 삭제",
    "이미지 삭제",
    "이미지 실행",
] * 12
MENDER = Mender(WORDINGS, ["네트웤"], MORPHEMES.cost)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("멉추는", "멈추는"),  # the key beside
        ("확ㅇ니", "확인"),  # two keys in the wrong order
        ("돌아가느", "돌아가는"),  # one too few
        ("이ㅣ미지", "이미지"),  # one too many
        ("껏다", "껐다"),  # sounds alike
        ("네ㅔ트웤", "네트웤"),  # a term that the analyser does not know
        ("컨테이나를", "컨테이너를"),  # with a particle that no wording has
    ],
)
def test_a_slip_of_the_thumb_is_put_right(typed: str, meant: str) -> None:
    assert MENDER.mended(typed) == meant


@pytest.mark.parametrize("word", ["점심", "이미자", "넷플릭스", "쿠폰", "시력", "따릉이", "ㅋㅋ"])
def test_a_word_that_is_no_slip_stays(word: str) -> None:
    assert MENDER.mended(word) == word


def test_what_stands_behind_a_term_is_mended_alone() -> None:
    assert MENDER.mended("도커멉추는", 2) == "도커멈추는"


def test_a_slip_that_the_wordings_have_once_is_no_word() -> None:
    assert Mender([*WORDINGS, "컨테이너 멉추는"], (), MORPHEMES.cost).mended("멉추는") == "멈추는"


def test_only_words_that_korean_hardly_has_are_looked_at() -> None:
    text = "확ㅇ니 좀 해 주세요"
    assert list(strange(text, MORPHEMES.costs(text))) == [(0, 3)]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("컨테이너 멉추는 명령어", "컨테이너 멈추는 명령어"),
        ("돌아가느 컨테이너 확ㅇ니 어떡게하나요", "돌아가는 컨테이너 확인 어떻게하나요"),
        ("컨테이너 시랭 어케해요", "컨테이너 실행 어케해요"),
        ("컨테이너 껏다 켜기 명려어좀", "컨테이너 껐다 켜기 명령어좀"),
        ("컨테이너멉추는 명령어", "컨테이너멈추는 명령어"),
    ],
)
def test_a_question_is_read_as_it_was_meant(engine: Engine, typed: str, read: str) -> None:
    assert engine.index.reader.read(typed).text == read


@pytest.mark.parametrize(
    "text",
    [
        "라면 끓이는 법",
        "컨테이너 안이 궁금해요",
        "빵틀의 속이 보여요",
        "길가에 주차해도 돼요?",
        "엔진의 커널이 뭐예요",
        "서버를 다시 달아요",
    ],
)
def test_right_korean_is_read_as_it_stands(engine: Engine, text: str) -> None:
    assert engine.index.reader.read(text).text == text
