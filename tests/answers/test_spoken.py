"""What dialects and hurried thumbs write is read as what it says; what only looks so is left alone."""

from __future__ import annotations

import pytest

from bot.answers.korean import normalise
from bot.answers.service import Engine
from bot.answers.spoken import evened


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("로그 볼라카믄", "로그 보려면"),
        ("새로 띄울라믄", "새로 띄우려면"),
        ("이미지 만들라믄", "이미지 만들려면"),
        ("지울라꼬 하는데", "지우려고 하는데"),
        ("받을라고예", "받으려고"),
        ("꺼논 거 치아뿌고 싶어", "꺼 놓은 거 치워버리고 싶어"),
        ("이미지 지와뿌라", "이미지 지워버리라"),
        ("다 지워불면 되나", "다 지워버리면 되나"),
        ("벌써 지워부렀어", "벌써 지워버렸어"),
        ("우째 하노", "어떻게 하나"),
        ("우짜노?", "어떻게 해?"),
        ("이게 뭐꼬", "이게 뭐예요"),
        ("갈차주이소", "가르쳐주세요"),
        ("로그 보는 법 알려주슈", "로그 보는 법 알려주세요"),
        ("왜 안 됩니꺼", "왜 안 됩니까"),
        ("모르겠데이", "모르겠다"),
        ("왜 이래유", "왜 이래요"),
        ("이름이 있다카네", "이름이 있다고 하네"),
        ("목록 보여조", "목록 보여줘"),
        ("다 지우고시퍼요", "다 지우고싶어요"),
        ("내컴으로 빼오기", "내 컴퓨터로 빼오기"),
        ("안에 잇는 파일", "안에 있는 파일"),
        ("중지는 시켜놧어요", "중지는 시켜놨어요"),
        ("이미지 받앗는데", "이미지 받았는데"),
        ("몽땅 내삐리는 법", "몽땅 내버리는 법"),
        ("새로 맹글려면", "새로 만들려면"),
        ("녹이고예, 그담에", "녹이고, 그담에"),
        ("을매나 쓰는지", "얼마나 쓰는지"),
    ],
)
def test_dialects_and_speech_are_read_as_what_they_say(typed: str, said: str) -> None:
    assert normalise(typed) == said


@pytest.mark.parametrize(
    "typed",
    [
        "latest를 쓰지 말라고 하던데",
        "버전을 알려 달라는데",
        "브릿지를 먼저 만들라는데",
        "행복을 바라면 안 돼요",
        "볼륨이 뭐예요",
        "불고기 이미지",
        "노드가 뭐야",
        "카드 결제",
        "끊는 거 말고 잇는 거요",
        "지아 씨가 만든 이미지",
        "무엇을 지우나요",
        "것을 옷을 맛을",
    ],
)
def test_what_only_looks_like_it_is_left_alone(typed: str) -> None:
    assert evened(typed) == typed


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("돌아가는 컨테이너 우째 멈추노", "docker stop"),
        ("필요 없는 이미지 지울라카믄 뭐 쳐야 되노", "docker rmi"),
        ("로그 좀 볼라믄 우짜노", "docker logs"),
        ("받아논 이미지 목록 보여조", "docker images"),
    ],
)
def test_who_asks_in_dialect_gets_the_command(engine: Engine, typed: str, command: str) -> None:
    assert engine.ask(typed).commands == (command,)


@pytest.mark.parametrize(
    ("typed", "command"), [("도커 알엠이 뭐예요", "docker rm"), ("도커 알엠아이가 뭐예요", "docker rmi")]
)
def test_a_name_by_its_sound_is_told_from_a_particle(engine: Engine, typed: str, command: str) -> None:
    assert engine.ask(typed).commands == (command,)
