"""What asks for nothing but another manner, in the words of a chat, and what asks for more than that."""

from __future__ import annotations

import time

import pytest

from bot.answers import cut
from bot.answers.greeting import is_nod
from bot.answers.korean import MOST_CHARACTERS, normalise
from bot.answers.manner import Manner, manner

MORE = (
    "더 자세히|더 알려줘|좀 더 설명해줘|그게 다예요?|자세히 알려주세요|더요|또 있어요?|다른 방법은?|more detail|go on"
)
EASIER = "더 쉽게|쉽게 말하면?|이해가 안 가요|무슨 말인지 모르겠어요|너무 어려워요|simpler please|비유로"
EXAMPLE = "예시는?|예를 들어주세요|예시 하나만|다른 예시 있어요?|사용 예시|example?|show me an example"


@pytest.mark.parametrize("words", MORE.split("|"))
def test_more_is_asked_for_in_many_words(words: str) -> None:
    assert manner(normalise(words)) is Manner.MORE


@pytest.mark.parametrize("words", EASIER.split("|"))
def test_easier_is_asked_for_in_many_words(words: str) -> None:
    assert manner(normalise(words)) is Manner.EASIER


@pytest.mark.parametrize("words", EXAMPLE.split("|"))
def test_an_example_is_asked_for_in_many_words(words: str) -> None:
    assert manner(normalise(words)) is Manner.EXAMPLE


@pytest.mark.parametrize("words", ["전체 다 보여줘", "전부 보여주세요", "다 알려줘"])
def test_all_is_asked_for_in_many_words(words: str) -> None:
    assert manner(normalise(words)) is Manner.ALL


@pytest.mark.parametrize(
    "words",
    ["더 빠르게 빌드하려면", "볼륨 자세히 알려줘", "더 안전한 방법이 뭐예요", "컨테이너 예시", "다른 컨테이너 보는 법"],
)
def test_what_says_of_what_is_a_question(words: str) -> None:
    assert manner(normalise(words)) is None


@pytest.mark.parametrize(
    "words", ["감사합니다", "아 그렇구나", "네 알겠어요", "오 신기하네요", "이제 이해했어요!", "thanks"]
)
def test_thanks_and_wonder_are_no_question(words: str) -> None:
    assert is_nod(normalise(words))


@pytest.mark.parametrize(
    "words", ["네트워크는?", "예시는?", "아 그럼 지우는 건?", "감사해요 근데 목록은?", "오류 나요"]
)
def test_what_begins_like_thanks_may_be_a_question(words: str) -> None:
    assert not is_nod(normalise(words))


@pytest.mark.parametrize(
    "words", ["거것" * 200, "더 알려" + " 줘" * 150, "그럼 " * 130, "네네 " * 130, "좀 더 " * 100, "예시 있" * 99]
)
def test_long_words_are_read_at_once(words: str) -> None:
    begun = time.process_time()
    text = normalise(words)
    assert len(text) <= MOST_CHARACTERS
    manner(text)
    is_nod(text)
    cut.is_cut_short(text)
    cut.names_one_side(text)
    assert time.process_time() - begun < 1
