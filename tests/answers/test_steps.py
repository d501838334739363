"""Where a question may fall into two wishes."""

from __future__ import annotations

import pytest

from bot.answers.steps import steps


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("컨테이너를 멈추고 지우려면", ("컨테이너를 멈추", "지우려면")),
        ("컨테이너 얼렸다가 녹이는 법", ("컨테이너 얼렸", "녹이는 법")),
        ("볼륨 만들기 / 볼륨 지우기", ("볼륨 만들기", "볼륨 지우기")),
        ("이미지 받기 → 컨테이너 띄우기", ("이미지 받기", "컨테이너 띄우기")),
        ("컨테이너 중지 후 삭제", ("컨테이너 중지", "삭제")),
        ("이미지 받는 것부터 띄우는 것까지", ("이미지 받는 것", "띄우는 것까지")),
        ("이미지 지우는 거랑 만드는 거", ("이미지 지우는 거", "만드는 거")),
        ("이미지 지우는 명령과 받는 명령", ("이미지 지우는 명령", "받는 명령")),
        ("(가) 이미지를 받는다 (나) 이미지를 지운다", ("(가) 이미지를 받는다", "이미지를 지운다")),
        ("이미지 받고 그담에 띄우는 거까지", ("이미지 받", "띄우는 거까지")),
        ("list containers and list images", ("list containers", "list images")),
        ("멈춘 다음에 지우는 명령 두 개", ("멈춘", "지우는 명령 두 개")),
    ],
)
def test_one_wish_ends_where_another_begins(text: str, pieces: tuple[str, ...]) -> None:
    assert steps(text) == pieces


@pytest.mark.parametrize(
    "text",
    [
        "컨테이너를 지우고 싶어요",
        "0.0.0.0:8080->80/tcp 가 뭐예요",
        "돌아가고 있는 컨테이너를 끄려면",
        "컨테이너를 띄우고 나서 로그를 보려면",
        "컨테이너를 지운 뒤에 이미지를 지우려면",
        "이미지를 받아 두고 싶은데",
        "컨테이너를 지우지 않고 끄는 법",
        "컨테이너 말고 이미지를 지우려면",
        "지우라고 나오는데 지우는 법",
        "파일을 고치고 다시 띄웠는데 그대로예요",
    ],
)
def test_what_is_only_a_circumstance_is_no_wish(text: str) -> None:
    assert steps(text) == (text,)
