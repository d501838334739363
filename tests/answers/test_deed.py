"""What a question asks to be done, and to what."""

from __future__ import annotations

import pytest

from bot.answers.deed import Errand
from bot.answers.service import Engine


def _errands(engine: Engine, question: str) -> tuple[Errand, ...]:
    return engine.index.reader.read(question).errands


@pytest.mark.parametrize(
    ("question", "deed", "thing"),
    [
        ("컨테이너 지우는 명령어", "a:remove", "container"),
        ("이미지로 컨테이너를 띄우려면", "a:run", "container"),
        ("멈춘 컨테이너를 삭제하려면", "a:remove", "container"),
        ("컨테이너 말고 이미지를 지우고 싶어요", "a:remove", "image"),
        ("delete an image", "a:remove", "image"),
    ],
)
def test_a_deed_is_done_to_the_thing_beside_it(engine: Engine, question: str, deed: str, thing: str) -> None:
    assert _errands(engine, question) == (Errand(deed, frozenset({thing})),)


@pytest.mark.parametrize(
    "question",
    [
        "받아 둔 이미지로 컨테이너를 띄우려면",
        "이미지는 받았는데 컨테이너는 어떻게 띄워요",
        "돌리고 있는 서버 말고 컨테이너를 띄우려면",
    ],
)
def test_what_was_done_before_is_not_asked_for(engine: Engine, question: str) -> None:
    assert [errand.deed for errand in _errands(engine, question)] == ["a:run"]


def test_a_deed_is_done_to_both_of_two_things_that_are_joined(engine: Engine) -> None:
    both = (Errand("a:remove", frozenset({"container"})), Errand("a:remove", frozenset({"image"})))
    assert _errands(engine, "컨테이너랑 이미지를 지우려면") == both
    assert _errands(engine, "컨테이너하고 안 쓰는 이미지도 지우고 싶어요") == both
    assert _errands(engine, "컨테이너 이미지를 지우려면") != both


def test_what_comes_later_is_not_asked_for(engine: Engine) -> None:
    assert [errand.deed for errand in _errands(engine, "컨테이너 지우기 전에 로그를 저장하려면")] == ["a:save"]
    assert [errand.deed for errand in _errands(engine, "실행하기 전에 이미지만 받아 두려면")] == ["a:pull"]


@pytest.mark.parametrize(
    "question",
    [
        "컨테이너를 멈추고 싶어요, 삭제는 안 할 거예요",
        "컨테이너 멈춰 주세요. 지울 생각은 없고요",
        "컨테이너 중지, 삭제 ㄴㄴ",
        "컨테이너 멈추기만요, 지우는 건 안 해도 돼요",
    ],
)
def test_what_shall_not_be_done_is_not_asked_for(engine: Engine, question: str) -> None:
    assert [errand.deed for errand in _errands(engine, question)] == ["a:stop"]


@pytest.mark.parametrize(
    "question", ["컨테이너를 띄워 버리고 싶어요", "컨테이너 띄워버리려면", "컨테이너를 확 띄워뿌고 싶은데"]
)
def test_a_helping_verb_removes_nothing(engine: Engine, question: str) -> None:
    assert [errand.deed for errand in _errands(engine, question)] == ["a:run"]


def test_what_is_thrown_away_is_removed(engine: Engine) -> None:
    assert [errand.deed for errand in _errands(engine, "이미지를 갖다 버리려면")] == ["a:remove"]


@pytest.mark.parametrize("question", ["컨테이너를 지우려면, 볼륨은 냅두고", "볼륨은 그대로 놔두고 컨테이너 지우기"])
def test_what_is_to_stay_is_not_what_it_is_about(engine: Engine, question: str) -> None:
    assert "docker volume" not in engine.index.reader.read(question).concepts


def test_a_state_is_not_asked_for(engine: Engine) -> None:
    assert [errand.deed for errand in _errands(engine, "구동 중인 컨테이너를 종료하려면")] == ["a:stop"]


def test_only_trying_a_thing_is_not_looking_at_it(engine: Engine) -> None:
    assert _errands(engine, "컨테이너에서 ls를 쳐보고 싶어요") == ()
    assert _errands(engine, "컨테이너를 보고 싶어요") == (Errand("a:list", frozenset({"container"})),)


def test_things_of_an_earlier_clause_may_all_be_meant(engine: Engine) -> None:
    (errand,) = _errands(engine, "빌드 캐시가 디스크를 채웠는데 비우려면")
    assert errand.things == {"cache", "disk"}
