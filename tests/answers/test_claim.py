"""Two questions claim the same where nothing but manners differs."""

from __future__ import annotations

import pytest

from bot.answers.claim import Mode
from bot.answers.korean import normalise
from bot.answers.service import Engine


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("컨테이너를 지우면 볼륨도 지워지나요", "컨테이너 지우면 볼륨도 지워짐?"),
        ("컨테이너를 지우면 볼륨도 지워지나요", "혹시 컨테이너 삭제하면 볼륨도 진짜 삭제되는 거 맞나요?"),
        ("root로 실행해도 되나요", "root로 실행해도 괜찮아요?"),
        ("데이터가 안 지워지나요", "데이터가 지워지지 않나요"),
        ("한 이미지로 컨테이너를 만들 수 있나요", "도커 한 이미지로 컨테이너를 만들 수가 있나요?"),
    ],
)
def test_manners_change_no_claim(engine: Engine, one: str, other: str) -> None:
    assert engine.index.reader.claim(normalise(one)) == engine.index.reader.claim(normalise(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("컨테이너를 지우면 이미지도 지워지나요", "이미지를 지우면 컨테이너도 지워지나요"),
        ("컨테이너를 지우면 이미지도 지워지나요", "컨테이너를 지우면 이미지를 지울 수 있나요"),
        ("컨테이너가 가상머신보다 가벼운가요", "컨테이너보다 가상머신이 가벼운가요"),
        ("포트를 열 수 있나요", "포트만 열 수 있나요"),
        ("root로 실행하면 안 되나요", "root로 실행 안 해도 되나요"),
        ("root로 실행해도 되나요", "일반 사용자로 실행해도 되나요"),
        ("latest가 최신인가요", "latest가 최신이 아닌가요"),
        ("데이터가 지워지나요", "데이터가 전부 지워지나요"),
        ("docker rm 하면 되나요", "docker rmi 하면 되나요"),
        ("볼륨을 안 만들면 데이터가 지워지나요", "볼륨을 만들면 데이터가 안 지워지나요"),
        ("윈도우에서 도커를 쓸 수 있나요", "도커에서 윈도우를 쓸 수 있나요"),
        ("-d 를 써야 하나요", "-it 를 써야 하나요"),
    ],
)
def test_all_else_does(engine: Engine, one: str, other: str) -> None:
    assert engine.index.reader.claim(normalise(one)) != engine.index.reader.claim(normalise(other))


@pytest.mark.parametrize(
    ("text", "mode", "is_denied"),
    [
        ("root로 실행하면 안 되나요", Mode.FORBIDDEN, False),
        ("꼭 지워야 하나요", Mode.MUST, False),
        ("안 지워도 되나요", Mode.MAY, True),
        ("rm만 하면 되나요", Mode.ENOUGH, False),
        ("다시 켤 수 없나요", Mode.CAN, True),
        ("통신이 안 되나요", Mode.SO, True),
        ("can i restart it", Mode.CAN, False),
    ],
)
def test_what_is_asked_of_a_deed_is_told_apart(engine: Engine, text: str, mode: Mode, is_denied: bool) -> None:
    claim = engine.index.reader.claim(normalise(text))
    assert (claim.mode, bool(claim.denied)) == (mode, is_denied)
