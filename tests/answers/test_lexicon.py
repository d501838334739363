from __future__ import annotations

import pytest

from bot.answers.lexicon import Lexicon, conjugated
from bot.answers.service import Engine
from tests.answers.small import ACTIONS, CARDS, TERMS

LEXICON = Lexicon(TERMS, ACTIONS, CARDS)


def concepts(text: str) -> list[str]:
    return [found.concept for found in LEXICON.find(text)]


@pytest.mark.parametrize("text", ["컨테이너 삭제", "컨테이너삭제", "컨테이너를 삭제하려면", "컨 테이너 삭제해줘"])
def test_terms_are_found_however_they_are_spaced(text: str) -> None:
    assert concepts(text) == ["container", "a:remove"]


@pytest.mark.parametrize("text", ["지우는", "지워", "지웠어", "지울래", "지운 거"])
def test_a_verb_is_found_in_all_its_forms(text: str) -> None:
    assert concepts(f"컨테이너 {text}") == ["container", "a:remove"]


@pytest.mark.parametrize(
    ("stem", "form"), [("지우", "지워"), ("굽", "구워"), ("돌리", "돌려"), ("고르", "골라"), ("돌", "도는")]
)
def test_conjugation_follows_the_stem(stem: str, form: str) -> None:
    assert form in set(conjugated(stem))


def test_the_longest_form_wins() -> None:
    assert concepts("도커 스웜이 뭐야") == ["swarm"]


def test_first_consonants_find_a_term() -> None:
    assert concepts("ㅋㅌㅇㄴ 삭제") == ["container", "a:remove"]


@pytest.mark.parametrize("word", ["리포트", "포트폴리오", "imagery"])
def test_a_form_inside_another_word_is_not_found(word: str) -> None:
    assert concepts(f"{word} 쓰기") == []


def test_english_plurals_are_the_same_term() -> None:
    assert concepts("containers") == ["container"]


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("컨테니이너", "컨테이너"),
        ("컨태이너가", "컨테이너가"),
        ("이마지", "이미지"),
        ("contaner", "container"),
        ("dokcer", "docker"),
    ],
)
def test_a_slip_of_the_finger_is_put_right(typed: str, mended: str) -> None:
    assert LEXICON.mend(typed, {}) == mended


def test_a_word_the_language_knows_is_left_alone() -> None:
    assert LEXICON.mend("이미자 노래", {0: 3}) == "이미자 노래"


@pytest.mark.parametrize("word", ["점심", "넷플릭스", "the", "run"])
def test_a_word_far_from_every_term_is_left_alone(word: str) -> None:
    assert LEXICON.mend(word, {}) == word


@pytest.mark.parametrize(
    "text", ["도커 로드맵", "도커 런타임", "도커 푸시알림", "도커 킬러앱", "도커 풀스택", "도커 스톱워치"]
)
def test_a_word_that_only_begins_like_a_command_names_none(engine: Engine, text: str) -> None:
    question = engine.index.reader.read(text)
    assert question.commands == ()
    assert not any(concept.startswith("docker ") for concept in question.concepts)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("도커 런으로 켜기", "docker run"),
        ("도커 런하면", "docker run"),
        ("도커 풀해줘", "docker pull"),
        ("도커 푸시는", "docker push"),
        ("도커 킬이랑 스톱", "docker kill"),
    ],
)
def test_a_command_in_the_sounds_of_hangul_takes_particles_and_verbs(engine: Engine, text: str, command: str) -> None:
    assert command in engine.index.reader.read(text).commands


@pytest.mark.parametrize(
    ("text", "action"), [("stopping a container", "a:stop"), ("removing an image", "a:remove"), ("pulling", "a:pull")]
)
def test_an_english_verb_is_found_in_its_ing_form(engine: Engine, text: str, action: str) -> None:
    assert action in {found.concept for found in engine.index.reader.lexicon.find(text)}
