"""Which command an answer shows."""

from __future__ import annotations

import pytest

from bot.answers.service import Engine


@pytest.mark.parametrize(
    ("question", "command"),
    [
        ("켜진 컨테이너를 다른 네트워크에도 연결하려면 뭐라고 쳐요", "docker network connect"),
        ("네트워크에서 컨테이너를 떼어내는 명령어", "docker network disconnect"),
        ("멈춘 컨테이너를 한꺼번에 치우는 명령어", "docker container prune"),
        ("레지스트리에서 로그아웃하는 법", "docker logout"),
        ("메모리 한도를 걸고 컨테이너를 켜는 법", "docker run"),
    ],
)
def test_a_task_gets_the_command_that_does_it(engine: Engine, question: str, command: str) -> None:
    assert engine.ask(question).commands == (command,)


def test_commands_set_side_by_side_are_both_shown(engine: Engine) -> None:
    for question in ("compose stop 이랑 down 차이", "컴포즈 stop과 down은 뭐가 달라요"):
        assert engine.ask(question).commands == ("docker compose stop", "docker compose down")
    for question in ("스톱이랑 킬 차이", "stop vs kill difference"):
        assert set(engine.ask(question).commands) == {"docker stop", "docker kill"}


def test_a_command_that_was_tried_in_vain_is_not_the_answer(engine: Engine) -> None:
    assert engine.ask("꺼 둔 걸 다시 켜려고 docker run 쳤는데 새 컨테이너가 생겨요").commands == ("docker start",)


def test_whoever_asks_what_a_thing_is_gets_no_command(engine: Engine) -> None:
    assert engine.ask("이미지가 뭐예요", "01-docker").commands == ()


def test_whoever_asks_for_the_basic_commands_gets_them_all(engine: Engine) -> None:
    assert len(engine.ask("도커 기본 명령어 알려줘", "01-docker").commands) == 6


@pytest.mark.parametrize("question", ["-d가 뭐예요", "마이너스 디가 뭐예요"])
def test_a_flag_is_understood_as_it_is_said(engine: Engine, question: str) -> None:
    assert engine.ask(question, "01-docker").commands == ("docker run",)


@pytest.mark.parametrize(
    "question", ["인터넷 막힌 서버에 이미지를 옮기는 방법", "인터넷이 없는 서버로 이미지를 옮기려면 어떻게 해요"]
)
def test_commands_that_make_one_task_are_shown_together(engine: Engine, question: str) -> None:
    assert set(engine.ask(question).commands) == {"docker save", "docker load"}


@pytest.mark.parametrize(
    "question",
    [
        "데이터베이스 자료가 안 날아가게 하려면 어떻게 해야 돼요",
        "컨테이너를 지워도 이미지는 남나요",
        "cpu 한도 넘기면 컨테이너 꺼지나요",
    ],
)
def test_nothing_that_takes_away_is_offered_unasked(engine: Engine, question: str) -> None:
    assert not {"docker rm", "docker rmi", "docker volume rm", "docker kill"} & set(engine.ask(question).commands)


@pytest.mark.parametrize(
    ("question", "command"),
    [
        ("이미 종료된 컨테이너 하나를 제거하는 명령어", "docker rm"),
        ("delete a stopped container", "docker rm"),
        ("받아 둔 이미지로 컨테이너를 새로 띄우려면", "docker run"),
        ("실수로 엉뚱한 이미지를 pull 받았어요 지우려면 뭐라 쳐요", "docker rmi"),
        ("compose로 띄운 web의 log 보는 명령", "docker compose logs"),
    ],
)
def test_the_command_does_what_is_asked_last_to_what_is_asked(engine: Engine, question: str, command: str) -> None:
    assert engine.ask(question).commands == (command,)


@pytest.mark.parametrize(
    "question",
    ["컨테이너를 멈추고 나서 지우는 명령 두 개", "돌아가던 웹서버를 먼저 끄고 컨테이너까지 치우는 명령을 순서대로"],
)
def test_who_asks_for_each_command_gets_each(engine: Engine, question: str) -> None:
    assert set(engine.ask(question).commands) == {"docker stop", "docker rm"}


@pytest.mark.parametrize(
    ("question", "commands"),
    [
        ("volume rm vs volume prune", {"docker volume rm", "docker volume prune"}),
        ("container prune 하고 system prune 중에 뭐가 더 지워요", {"docker container prune", "docker system prune"}),
        ("create만 하는 것과 run 하는 것의 차이", {"docker create", "docker run"}),
        ("exec로 들어가는 거랑 attach 하는 거랑 같은 건가요", {"docker exec", "docker attach"}),
    ],
)
def test_commands_that_are_compared_are_both_shown_whatever_they_are_called(
    engine: Engine, question: str, commands: set[str]
) -> None:
    assert set(engine.ask(question).commands) == commands


def test_a_wish_of_two_steps_gets_both(engine: Engine) -> None:
    question = "잠깐 얼려 놨다가 나중에 하던 데부터 이어서 돌리고 싶어요"
    assert set(engine.ask(question).commands) == {"docker pause", "docker unpause"}


@pytest.mark.parametrize(
    ("question", "commands"),
    [
        (
            "켜진 컨테이너부터 확인하고 그중에 하나를 멈추고 싶어요. 명령 두 개 알려 주세요",
            {"docker ps", "docker stop"},
        ),
        ("컨테이너 지우기 이미지 지우기 구분", {"docker rm", "docker rmi"}),
        ("다 쓴 컨테이너랑 원본 이미지를 둘 다 없애려면", {"docker rm", "docker rmi"}),
        ("컨테이너 돌리기랑 컨테이너 멈추기, 둘 다 적어 주세요", {"docker run", "docker stop"}),
    ],
)
def test_two_things_to_do_get_the_commands_that_do_them(engine: Engine, question: str, commands: set[str]) -> None:
    assert set(engine.ask(question, "01-docker").commands) == commands


def test_a_long_story_is_no_list_of_wishes(engine: Engine) -> None:
    story = "와이파이가 느려서 이미지를 저장해 두고 가져가서 나중에 실행할 건데 오늘은 받아 두기만 하려면 뭘 쳐요?"
    assert engine.ask(story, "01-docker").commands == ("docker pull",)


@pytest.mark.parametrize("question", ["이제 그만 돌리고 싶어요", "컨테이너 그만 실행하려면"])
def test_what_goes_on_is_ended_by_who_has_enough_of_it(engine: Engine, question: str) -> None:
    assert engine.ask(question, "01-docker").commands == ("docker stop",)


@pytest.mark.parametrize(
    ("question", "command"),
    [
        ("컴포즈로 띄운 거 컨테이너랑 네트워크까지 싹 치우려면", "docker compose down"),
        ("compose로 띄운 web 서비스 로그만 보는 명령", "docker compose logs"),
    ],
)
def test_within_a_lesson_a_family_is_taught_where_its_commands_are(engine: Engine, question: str, command: str) -> None:
    assert engine.ask(question, "11-compose").commands == (command,)


@pytest.mark.parametrize(
    "question", ["docker ps 뭐하는거", "도커 스탑 어떡해 써요", "docker rm 치면 이미지까지 지워지나요?"]
)
def test_whoever_names_a_command_gets_its_card(engine: Engine, question: str) -> None:
    assert len(engine.ask(question, "01-docker").commands) == 1


@pytest.mark.parametrize(
    "question", ["컨테이너랑 가상머신은 왜 달라요", "이미지 레이어가 왜 나뉘어 있나요", "도커 허브는 공짜인가요"]
)
def test_whoever_wants_to_understand_gets_no_command(engine: Engine, question: str) -> None:
    assert engine.ask(question).commands == ()


@pytest.mark.parametrize("question", ["--name 은 왜 써요", "--network host 써도 돼?"])
def test_a_flag_brings_a_command_that_has_it(engine: Engine, question: str) -> None:
    flag = question.split(maxsplit=1)[0]
    for name in engine.ask(question).commands:
        assert flag in {each.long for each in engine.index.cards[name].every_flag}


def test_a_command_spelled_out_is_not_read_as_one_of_compose(engine: Engine) -> None:
    assert engine.index.reader.read("docker compose up이랑 docker run 차이").commands == (
        "docker compose up",
        "docker run",
    )


@pytest.mark.parametrize(
    ("question", "commands"),
    [
        ("컨테이너를 멈추고 지우려면 뭘 치나요", ("docker stop", "docker rm")),
        ("이미지 내려받고 그걸로 컨테이너 켜려면", ("docker pull", "docker run")),
        ("컨테이너를 잠시 얼렸다가 다시 녹이려면 각각", ("docker pause", "docker unpause")),
        ("로그인하는 명령이랑 로그아웃하는 명령", ("docker login", "docker logout")),
        ("네트워크 자세히 보기랑 볼륨 자세히 보기 명령 각각", ("docker network inspect", "docker volume inspect")),
    ],
)
def test_two_wishes_get_their_commands_in_their_order(engine: Engine, question: str, commands: tuple[str, ...]) -> None:
    answer = engine.ask(question)
    assert answer.commands == commands
    assert tuple(piece.card.id for piece in answer.cards) == commands


@pytest.mark.parametrize(
    ("question", "commands"),
    [
        ("컨테이너 목록 보고 하나 끄는 명령 두 개", {"docker ps", "docker stop"}),
        ("이미지 받고 컨테이너 띄우려면 뭐 뭐 쳐야 해요", {"docker pull", "docker run"}),
    ],
)
def test_who_asks_for_two_commands_in_so_many_words_gets_two(engine: Engine, question: str, commands: set[str]) -> None:
    assert set(engine.ask(question).commands) == commands


@pytest.mark.parametrize(
    ("question", "command"),
    [
        ("rm이랑 rmi 중에 이미지 지우는 게 어느 쪽이에요?", "docker rmi"),
        ("멈추는 데까지는 했어요. 그 컨테이너를 지우는 명령만 알려 주세요", "docker rm"),
        ("what's the command to create and start a new container from an image?", "docker run"),
    ],
)
def test_who_asks_for_one_command_gets_one(engine: Engine, question: str, command: str) -> None:
    assert engine.ask(question, lesson="01-docker").commands == (command,)


def test_what_is_done_with_compose_gets_one_of_its_commands(engine: Engine) -> None:
    assert engine.ask("컴포즈로 띄운 redis 서비스 안에서 redis-cli 실행하기").commands == ("docker compose exec",)


@pytest.mark.parametrize(
    ("question", "command"),
    [
        ("이미지는 받아 뒀고 이제 실행하려면", "docker run"),
        ("컨테이너를 띄웠더니 바로 꺼져서 로그 보려면", "docker logs"),
        ("컨테이너를 지우고 싶은데 안 지워질 때 쓰는 옵션", "docker rm"),
        ("멈춰 둔 컨테이너를 지우려고 해요", "docker rm"),
    ],
)
def test_a_deed_that_only_tells_how_it_came_brings_no_command(engine: Engine, question: str, command: str) -> None:
    assert engine.ask(question).commands == (command,)
