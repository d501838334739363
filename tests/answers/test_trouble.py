"""Beside an error message stands what its asker wants, wherever in the text that is said."""

from __future__ import annotations

import pytest

from bot.answers.answer import Decision, Shape
from bot.answers.service import Engine
from bot.answers.trouble import beside_quote
from bot.render.answers import plain_text


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("Bind for 0.0.0.0:8080 failed: port is already allocated — 범인 컨테이너부터 찾고 싶어요", "docker ps"),
        ("port is already allocated 뜨는데 누가 쓰는지 목록 보려면?", "docker ps"),
        ('Conflict. The container name "/web" is already in use 라는데 예전 거 지우는 명령어가 뭐예요', "docker rm"),
        ("pull access denied for myapp 이라는데 로그인은 어떻게 해요", "docker login"),
    ],
)
def test_who_says_what_they_want_beside_a_message_gets_it(engine: Engine, text: str, command: str) -> None:
    answer = engine.ask(text)
    assert answer.shape is Shape.ERROR
    assert answer.commands == (command,)


def test_who_only_pastes_a_message_gets_its_cure(engine: Engine) -> None:
    pasted = engine.ask('docker: Error response from daemon: Conflict. The container name "/web" is already in use')
    assert pasted.shape is Shape.ERROR
    assert pasted.commands == ("docker ps",)


def test_windows_without_docker_is_an_error_that_is_known(engine: Engine) -> None:
    answer = engine.ask("'docker'은(는) 내부 또는 외부 명령, 실행할 수 있는 프로그램, 또는 배치 파일이 아닙니다.")
    assert answer.trouble is not None
    assert answer.trouble.pattern.id == "docker-not-installed"


@pytest.mark.parametrize(
    ("message", "commands"),
    [
        ("Error response from daemon: No such container: myweb", ("docker ps",)),
        ("network mynet not found", ("docker network ls",)),
        ("toomanyrequests: You have reached your pull rate limit", ("docker login",)),
        ("exec /start.sh: exec format error", ("docker build",)),
        ("docker: invalid reference format.", ()),
    ],
)
def test_the_command_of_an_error_is_the_one_that_cures_it(
    engine: Engine, message: str, commands: tuple[str, ...]
) -> None:
    assert engine.ask(message).commands == commands


def test_a_command_asked_for_beside_an_error_is_the_one_that_is_shown(engine: Engine) -> None:
    answer = engine.ask("올리려는데 denied: requested access to the resource is denied 라고 떠요. 올리는 명령이 뭐예요")
    assert answer.commands == ("docker push",)


PORT_IS_TAKEN = (
    "docker: Error response from daemon: driver failed programming external connectivity on endpoint web: "
    "Bind for 0.0.0.0:8080 failed: port is already allocated."
)


@pytest.mark.parametrize(
    ("beside", "command"),
    [
        ("how can I see the logs of a container?", "docker logs"),
        ("how do I rename a container?", "docker rename"),
        ("로그 보는 법", "docker logs"),
    ],
)
def test_a_question_beside_a_pasted_message_is_read_without_it(engine: Engine, beside: str, command: str) -> None:
    answer = engine.ask(f"{PORT_IS_TAKEN}\n{beside}")
    assert answer.shape is Shape.ERROR
    assert answer.commands == (command,)
    assert answer.cards[0].example is not None


@pytest.mark.parametrize("rest", ["", "\nSee 'docker run --help'.", "\n이거 왜 이래요"])
def test_a_pasted_message_alone_asks_for_nothing_beside_its_cure(engine: Engine, rest: str) -> None:
    answer = engine.ask(PORT_IS_TAKEN + rest)
    assert answer.commands == ("docker ps",)
    assert answer.cards[0].example is None


@pytest.mark.parametrize(
    "message",
    [
        "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock",
        "permission denied 어쩌고 docker.sock 이라고 떠요",
    ],
)
def test_an_engine_that_lets_nobody_in_is_explained_where_it_is_taught(engine: Engine, message: str) -> None:
    assert engine.ask(message).places[0].address == "02-first-container/first-errors"


IS_RUNNING = 'cannot remove container "/web": container is running: stop the container before removing'
IS_USED = 'conflict: unable to delete "nginx" (must be forced) - container 12ab is using its referenced image'


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        (f"{IS_RUNNING} 정석대로 두 단계로요", ("docker stop", "docker rm")),
        (f"{IS_USED} 그 컨테이너 지우고 이미지도 지우게 명령 알려 주세요", ("docker rm", "docker rmi")),
        (f"{IS_USED} 컨테이너랑 이미지 지우는 두 명령을 순서대로 알려 주세요", ("docker rm", "docker rmi")),
    ],
)
def test_who_asks_for_both_steps_of_a_cure_gets_both_in_order(
    engine: Engine, text: str, commands: tuple[str, ...]
) -> None:
    assert engine.ask(text).commands == commands


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Error response from daemon: No such container: web 목록은 어떻게 봐요", "목록은 어떻게 봐요"),
        ("docker run -d -p 8080:80 nginx 이거 무슨 뜻이에요", ""),
        ("nginx container 띄우는 법", ""),
        ("Error response from daemon: No such container: web", ""),
    ],
)
def test_what_is_said_beside_a_message_is_korean(text: str, said: str) -> None:
    assert beside_quote(text) == said


def test_a_message_the_lesson_does_not_treat_is_no_reason_to_refuse_what_it_does(engine: Engine) -> None:
    text = "pull access denied for ngnix, repository does not exist → nginx 이미지 받는 명령 하나만 써 주세요"
    assert engine.ask(text, lesson="01-docker").commands == ("docker pull",)


def test_a_wish_beside_a_message_that_the_course_does_not_treat_is_refused_and_the_message_explained(
    engine: Engine,
) -> None:
    asked = 'could not select device driver "nvidia" with capabilities: [[gpu]]\n딥러닝 모델을 GPU로 학습시키고 싶어요'
    answer = engine.ask(asked)
    assert answer.decision is Decision.ABSTAIN
    assert answer.trouble is not None
    text = plain_text(answer)
    assert "이 질문의 답이 없어요" in text
    assert answer.trouble.title in text
    assert "docs.docker.com/engine/containers/gpu/" in text


def test_a_wish_of_which_the_explanation_of_a_message_speaks_is_answered(engine: Engine) -> None:
    asked = "http: server gave HTTP response to HTTPS client\ninsecure-registries에 등록하려면 어떻게 해요"
    answer = engine.ask(asked)
    assert answer.decision is Decision.ANSWER
    assert "insecure-registries" in plain_text(answer)


def test_a_message_alone_is_explained_for_sure(engine: Engine) -> None:
    answer = engine.ask('could not select device driver "nvidia" with capabilities: [[gpu]]')
    assert (answer.decision, answer.score) == (Decision.ANSWER, 1.0)
