"""Where one question of a message ends and the next begins."""

from __future__ import annotations

import pytest

from bot.answers.sentences import sentences, ways


@pytest.mark.parametrize(
    ("message", "questions"),
    [
        ("컨테이너가 뭐예요? 그리고 이미지랑 뭐가 달라요?", ("컨테이너가 뭐예요?", "그리고 이미지랑 뭐가 달라요?")),
        ("볼륨 목록 어떻게 봐요? 지우는 건요?", ("볼륨 목록 어떻게 봐요?", "지우는 건요?")),
        ("이미지가 뭐예요\n볼륨은 뭐예요", ("이미지가 뭐예요", "볼륨은 뭐예요")),
        ("끄는 법 알려줘요. 그리고 지우는 법도요.", ("끄는 법 알려줘요.", "그리고 지우는 법도요.")),
        (
            "web을 띄웠어요. 로그는 어떻게 봐요? 끄는 법은요?",
            ("web을 띄웠어요. 로그는 어떻게 봐요?", "끄는 법은요?"),
        ),
        ("안녕하세요!\n이미지가 뭐예요?\n볼륨은 뭐예요?\n감사합니다!", ("이미지가 뭐예요?", "볼륨은 뭐예요?")),
    ],
)
def test_each_question_has_what_belongs_to_it(message: str, questions: tuple[str, ...]) -> None:
    assert sentences(message) == questions


@pytest.mark.parametrize(
    "message",
    [
        "컨테이너를 지웠어요. 이미지도 지워지나요?",
        "컨테이너를 지웠어요\n이미지도 지워지나요?",
        "이미지가 왜 이렇게 큰지 모르겠어요\n줄이는 법 있나요?",
        "에러나요\n로그 어떻게 봐요?",
        "컨테이너가 안 꺼져요? 왜요?",
        "컨테이너 지우면 이미지도 지워져요? 아니면 남아요?",
        "이미지를 지우고 싶은데요? 뭐라고 쳐요?",
        "docker rm으로 지우는 거 맞죠? 이미지는 어떻게 지워요?",
        "안녕하세요! 이미지가 뭐예요? 감사합니다!",
        "이미지가 뭐예요",
        "",
    ],
)
def test_one_question_stays_whole(message: str) -> None:
    assert sentences(message) == (message,)


def test_ways_are_asked_for_by_their_names() -> None:
    assert ways("볼륨 만드는 법이랑 로그 보는 법 알려주세요") == ("볼륨 만드는 법", "로그 보는 법 알려주세요")
    for one in ("끄는 법이랑 죽이는 법 차이", "끄는 방법", "끄는 법이랑 이미지"):
        assert ways(one) == (one,)
