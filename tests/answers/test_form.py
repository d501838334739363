"""Words that say how long an answer may be, or that a picture is wanted, are not what it is about."""

from __future__ import annotations

import pytest

from bot.answers.answer import Decision
from bot.answers.form import wants_picture, without_choices, without_length, without_picture
from bot.answers.service import Engine


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("볼륨이 뭔지 한줄로", "볼륨이 뭔지"),
        ("레이어가 뭔지 아주 간단히 알려줘", "레이어가 뭔지 알려줘"),
        ("캐시가 뭐예요 짧게요", "캐시가 뭐예요"),
        ("포트가 뭐야 핵심만", "포트가 뭐야"),
        ("이미지를 작게 만드는 법", "이미지를 작게 만드는 법"),
    ],
)
def test_how_long_the_answer_may_be_is_left_out(typed: str, asked: str) -> None:
    assert without_length(typed) == asked


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("이미지를 받는 명령은? ① pull ② ps ③ rm ④ rmi", "이미지를 받는 명령은?"),
        ("목록을 보는 명령은? (1) docker ps (2) docker rm", "목록을 보는 명령은?"),
        ("둘을 고르세요 1) pull 2) ps", "둘을 고르세요 1) pull 2) ps"),
        ("(1) 얼리는 명령 (2) 녹이는 명령을 차례로", "(1) 얼리는 명령 (2) 녹이는 명령을 차례로"),
    ],
)
def test_what_an_exam_gives_to_choose_from_is_not_asked(typed: str, asked: str) -> None:
    assert without_choices(typed) == asked


def test_an_exam_is_answered_by_its_question(engine: Engine) -> None:
    asked = "다음 중 실행 중인 컨테이너를 확인하는 명령은? ① pull ② ps ③ rm ④ rmi"
    assert engine.ask(asked).commands == ("docker ps",)


@pytest.mark.parametrize(
    "typed", ["네트워크 그림 보여줘", "네트워크를 그림으로 볼 수 있을까요?", "네트워크 도식 있어?", "네트워크 그림"]
)
def test_the_wish_for_a_picture_is_left_out_and_noticed(typed: str) -> None:
    assert wants_picture(typed)
    assert without_picture(typed).startswith("네트워크")
    assert "그림" not in without_picture(typed)


@pytest.mark.parametrize("typed", ["이미지는 그림 파일이에요?", "그림자 컨테이너가 뭐야", "배포 그림을 저장하는 볼륨"])
def test_pictures_that_are_spoken_of_are_no_wish(typed: str) -> None:
    assert not wants_picture(typed)


@pytest.mark.parametrize("length", ["한 줄로", "짧게", "간단히", "핵심만", "한마디로"])
@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("컨테이너가 뭔지", "01-docker/core-concepts/container"),
        ("도커파일이 뭔지", "08-dockerfile/what-is-dockerfile"),
        ("레지스트리가 뭔지", "10-registry/what-is-registry"),
        ("컴포즈가 뭔지", "11-compose/what-is-compose"),
    ],
)
def test_a_thing_asked_for_in_short_is_told_of_and_no_lesson_is_summed_up(
    engine: Engine, question: str, part: str, length: str
) -> None:
    found = engine.ask(f"{question} {length}")
    assert found.decision is Decision.ANSWER
    assert found.places[0].address == part
    assert found.passages == engine.ask(question).passages


@pytest.mark.parametrize("question", ["도커 한줄요약", "1강 요약해줘", "도커 핵심만 요약"])
def test_a_lesson_is_still_summed_up(engine: Engine, question: str) -> None:
    assert engine.ask(question).places[0].section == "summary"


@pytest.mark.parametrize(
    "question",
    [
        "네트워크 그림 보여줘",
        "레이어 그림 있어?",
        "컨테이너 생애주기를 그림으로 볼 수 있을까요",
        "멀티스테이지 그림으로 설명해줘",
        "가상머신이랑 컨테이너 차이 그림으로",
    ],
)
def test_who_wants_a_picture_gets_the_part_that_has_one(engine: Engine, question: str) -> None:
    found = engine.ask(question)
    assert found.decision is Decision.ANSWER
    assert found.diagram is not None
    assert found.cards == ()


def test_yes_or_no_and_simpler_words_come_with_the_picture_of_their_part(engine: Engine) -> None:
    drawn = {part.address: part.section.diagrams[0] for part in engine.index.parts if part.section.diagrams}
    told = [
        engine.ask(wording)
        for part in engine.index.parts
        if part.address in drawn
        for one in part.section.index.yes_no[:1]
        for wording in one.asks[:1]
    ]
    settled = [found for found in told if found.is_yes is not None]
    assert len(settled) > 3
    assert all(found.diagram == drawn.get(found.places[0].address) for found in settled)
    assert engine.ask("볼륨이 뭐야 더 쉽게").diagram == drawn["07-volume/three-ways"]
