from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import keyboard

SYLLABLES = st.text(st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣")), max_size=12)


@pytest.mark.parametrize(
    ("keys", "hangul"),
    [
        ("ehzj", "도커"),
        ("zjsxpdlsj", "컨테이너"),
        ("dkssud", "안녕"),
        ("dhodhk", "왜와"),
        ("Qkdxmf", "빵틀"),
        ("rkqt", "값"),
    ],
)
def test_latin_keys_are_read_as_the_hangul_they_type(keys: str, hangul: str) -> None:
    assert keyboard.to_hangul(keys) == hangul


def test_hangul_is_read_as_the_latin_keys_it_was_typed_with() -> None:
    assert keyboard.to_latin("애찯ㄱ ㅔㄴ") == "docker ps"


def test_consonants_are_keys_of_the_other_mode_only_beside_a_word_that_is() -> None:
    assert keyboard.other_mode("애찯ㄱ ㄴㅅㅁㅅㄴ") == "docker stats"
    assert keyboard.other_mode("ㄴㅅㅁㅅㄴ") == "ㄴㅅㅁㅅㄴ"


def test_keys_that_touch_touch_each_other() -> None:
    assert keyboard.beside("ㅎ") == "ㅅㅛㄹㅗㅍㅠ"
    assert all(key in keyboard.beside(other) for key in keyboard.KEYS for other in keyboard.beside(key))


def test_letters_are_pressed_one_by_one() -> None:
    assert keyboard.keys("확인 값") == "ㅎㅗㅏㄱㅇㅣㄴ ㄱㅏㅂㅅ"


@settings(deadline=None)  # a busy machine is no failure
@given(SYLLABLES)
def test_both_input_modes_are_each_others_inverse(text: str) -> None:
    assert keyboard.to_hangul(keyboard.to_latin(text)) == keyboard.compose(keyboard.jamo(text))


@settings(deadline=None)  # a busy machine is no failure
@given(st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣")))
def test_a_syllable_taken_apart_is_put_together_the_same(syllable: str) -> None:
    assert keyboard.compose(keyboard.jamo(syllable)) == syllable


def test_first_consonants_stand_for_a_word() -> None:
    assert keyboard.initials("컨테이너 run") == "ㅋㅌㅇㄴ run"


def test_consonants_that_an_input_method_made_one_are_apart() -> None:
    assert keyboard.single("ㄳ ㄺ 값") == "ㄱㅅ ㄹㄱ 값"


@pytest.mark.parametrize(
    ("typed", "right"), [("컨태이너", "컨테이너"), ("써버", "서버"), ("장졈", "장점"), ("웨", "왜")]
)
def test_words_that_sound_alike_are_the_same(typed: str, right: str) -> None:
    assert keyboard.sounds(typed) == keyboard.sounds(right)


def test_words_that_sound_different_are_not() -> None:
    assert keyboard.sounds("포트") != keyboard.sounds("코드")
