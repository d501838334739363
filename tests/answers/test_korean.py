from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import korean
from bot.answers.korean import Intent, Morphemes


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_decomposed_hangul_reads_the_same(form: str) -> None:
    assert korean.normalise(unicodedata.normalize(form, "컨테이너")) == "컨테이너"  # type: ignore[arg-type]


def test_lone_consonants_stay_as_typed() -> None:
    assert korean.normalise("ㅋㅌㅇㄴ 삭제") == "ㅋㅌㅇㄴ 삭제"


@pytest.mark.parametrize("text", ["도커가 뭐야ㅋㅋㅋㅋ", "도커가  뭐야 ㅠㅠ", "도커가 뭐야\u200b", " 도커가 뭐야 "])
def test_laughter_tears_and_invisible_characters_say_nothing(text: str) -> None:
    assert korean.normalise(text) == "도커가 뭐야"


@settings(deadline=None)  # a busy machine is no failure
@given(st.text(max_size=200))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = korean.normalise(text)
    assert korean.normalise(once) == once


def test_a_very_long_question_is_cut() -> None:
    assert len(korean.normalise("도커 " * 1000)) <= korean.MOST_CHARACTERS


def test_spacing_does_not_count() -> None:
    assert korean.squash("도커 컨테이너!") == korean.squash("도커컨테이너")


@pytest.mark.parametrize("tail", ["", "가", "이란", "에서는", "랑", "하는"])
def test_particles_and_endings_may_follow_a_noun(tail: str) -> None:
    assert korean.is_tail(tail)


@pytest.mark.parametrize("rest", ["선", "폴리오", "하우스"])
def test_other_syllables_make_another_word(rest: str) -> None:
    assert not korean.is_tail(rest)


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("이미지랑 컨테이너 차이", Intent.COMPARISON),
        ("더 쉽게 설명해줘", Intent.EASIER),
        ("생애주기 순서", Intent.STEPS),
        ("왜 가벼워?", Intent.REASON),
        ("컨테이너 지우는 명령어", Intent.COMMAND),
        ("도커가 뭐야", Intent.DEFINITION),
        ("예시 보여줘", Intent.EXAMPLE),
        ("세 줄 요약", Intent.SUMMARY),
        ("지워도 되나요?", Intent.YES_NO),
    ],
)
def test_the_questions_own_words_say_what_is_wanted(question: str, intent: Intent) -> None:
    assert korean.intents(question)[0] is intent


@pytest.mark.parametrize(
    ("word", "stem"), [("containers", "container"), ("running", "run"), ("images", "image"), ("process", "process")]
)
def test_english_words_lose_their_endings(word: str, stem: str) -> None:
    assert korean.stem_english(word) == stem


def test_contractions_are_taken_apart(morphemes: Morphemes) -> None:
    assert "멈추" in [piece.lemma for piece in morphemes.read("컨테이너를 멈춰 줘")]


def test_words_that_only_shape_a_question_carry_no_matter(morphemes: Morphemes) -> None:
    assert [piece.lemma for piece in morphemes.read("그거 좀 설명해 주세요") if piece.is_content] == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("컨테이너에 잇는 파일", "컨테이너에 있는 파일"),
        ("컨테이너를 잇는 법", "컨테이너를 잇는 법"),
        ("안에 드가서 보기", "안에 들어가서 보기"),
        ("내컴터로 빼기", "내 컴퓨터로 빼기"),
        ("<none> 이미지", "none 이미지"),
    ],
)
def test_slips_of_the_chat_room_are_read_as_they_are_meant(typed: str, meant: str) -> None:
    assert korean.normalise(typed) == meant


@pytest.mark.parametrize("text", ["컨테이너 중지", "빵틀 이미지", "여기까지"])
def test_a_noun_that_ends_in_ji_asks_for_no_yes_or_no(text: str) -> None:
    assert not korean.asks_yes_or_no(text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("ㅋㅓㄴㅌㅔㅇㅣㄴㅓ ㅈㅣㅇㅜㄱㅣ", "컨테이너 지우기"),
        ("ㅋㅌㅇㄴ", "ㅋㅌㅇㄴ"),
        ("ㅔㄴ", "ㅔㄴ"),
        ("좋아ㅠㅠ", "좋아"),
    ],
)
def test_letters_that_came_apart_are_joined_where_they_make_syllables(typed: str, text: str) -> None:
    assert korean.normalise(typed) == text
