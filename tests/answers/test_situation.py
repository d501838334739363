"""What of a question only tells how things stand."""

from __future__ import annotations

import pytest

from bot.answers.korean import Morphemes, normalise
from bot.answers.service import Engine
from bot.answers.situation import situations


def _told(morphemes: Morphemes, asked: str) -> list[str]:
    text = normalise(asked)
    return [text[start:end].strip() for start, end in situations(text, morphemes.read(text))]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("-p로 켰는데 어느 포트인지 확인하려면", ["-p로 켰는데"]),
        ("pull 받았더니 목록이 길어요. 지우는 명령은", ["pull 받았더니", "목록이 길어요"]),
        ("stop이 지우는 건 줄 알았어요? 지우는 명령", ["stop이 지우는 건 줄 알았어요"]),
        ("run으로 띄워둔 서버의 로그를 보려면", ["run으로 띄워둔"]),
        ("exec로 들어가서 고친 내용을 남기려면", ["exec로 들어가서 고친"]),
        ("network create 해둔 네트워크에 연결하려면", ["network create 해둔"]),
        ("exec가 안 먹히는 컨테이너를 살피려면", ["exec가 안 먹히는"]),
        ("kill 말고 얌전히 끄려면", ["kill 말고"]),
        ("export? 아니 저장하는 커맨드", ["export? 아니"]),
    ],
)
def test_what_was_done_or_is_taken_back_only_tells(morphemes: Morphemes, asked: str, told: list[str]) -> None:
    assert _told(morphemes, asked) == told


@pytest.mark.parametrize(
    "asked",
    [
        "docker run으로 mysql을 띄우면서 이름을 붙이려면",
        "로그를 보고 싶은데 logs 어떻게 써요",
        "exec로 컨테이너 안에 들어가는 법",
        "docker run이 뭐예요? 자세히 알려 주세요",
        "ps 쳤는데 꺼진 것도 나오게 하려면 뒤에 뭘 쳐요",
        "save로 담은 것과 export로 담은 것은 뭐가 달라요",
    ],
)
def test_what_is_asked_tells_of_nothing_else(morphemes: Morphemes, asked: str) -> None:
    assert _told(morphemes, asked) == []


def test_a_name_that_stands_elsewhere_too_is_no_situation(engine: Engine) -> None:
    read = engine.index.reader.read
    assert read("docker run 했더니 꺼져요. 다시 켜려면").situation == {"docker run"}
    assert not read("docker run 했더니 꺼져요. docker run으로 다시 켜려면").situation
    assert read("-P로 띄웠는데 포트를 확인하려면").situation == {"-P"}


def test_a_name_is_wanted_where_nothing_else_is_said(engine: Engine) -> None:
    assert not engine.index.reader.read("rmi 했는데 안 지워져요 강제로 하려면").situation


@pytest.mark.parametrize(
    ("question", "command"),
    [
        ("-d로 실행해 뒀던 거 이제 끄려면 뭐라고 쳐요", "docker stop"),
        ("--rm 안 붙이고 여러 번 띄웠더니 멈춘 컨테이너가 잔뜩 쌓였어요 한 번에 지우는 명령", "docker container prune"),
        ("build 끝났는데 이제 허브에 올리려면 뭐 쳐야 해요", "docker push"),
        ("exec로 들어가서 고친 내용을 이미지로 남기려면", "docker commit"),
        ("--restart always로 띄웠는데 그 정책을 안 내리고 바꾸고 싶어요", "docker update"),
        ("-d로 띄우는 게 뭐예요", "docker run"),
        ("docker exec 했는데 root로 들어가려면", "docker exec"),
        ("logs 쳤는데 너무 길어서 마지막 100줄만 보려면", "docker logs"),
    ],
)
def test_the_command_is_the_one_wanted_not_the_one_told_of(engine: Engine, question: str, command: str) -> None:
    assert engine.ask(question).commands == (command,)
