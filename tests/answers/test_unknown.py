"""A command or flag that there is not is told by its name; a slip of a real one is put right."""

from __future__ import annotations

import pytest

from bot.answers.answer import Decision, Missing
from bot.answers.service import Engine
from bot.render.answers import render_answer


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("docker frobnicate", "docker frobnicate"),
        ("docker frobnicate가 뭐야", "docker frobnicate"),
        ("docker frobnicate 어떻게 써요?", "docker frobnicate"),
        ("docker volume frobnicate", "docker volume frobnicate"),
        ("docker run --frobnicate가 뭐야", "--frobnicate"),
    ],
)
def test_what_there_is_not_is_named(engine: Engine, text: str, name: str) -> None:
    answer = engine.ask(text)
    assert (answer.decision, answer.missing) == (Decision.ABSTAIN, (Missing(name),))
    shown = render_answer(answer).text
    assert f"`{name}`" in shown.splitlines()[0]
    assert "강의에 없어요" in shown.splitlines()[0]
    assert "docs.docker.com/reference/cli/docker/" in shown


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("docker contianer ls", "docker ps"),
        ("docker volume crate", "docker volume create"),
        ("docker imags", "docker images"),
        ("docker buildd 명령어", "docker build"),
        ("docker exce -it web bash", "docker exec"),
    ],
)
def test_a_slip_in_the_name_of_a_command_is_put_right(engine: Engine, text: str, command: str) -> None:
    answer = engine.ask(text)
    assert (answer.decision, answer.commands, answer.missing) == (Decision.ANSWER, (command,), ())


@pytest.mark.parametrize(
    ("text", "near"), [("docker sto web", "docker stop"), ("docker run --shm-siz 옵션이 뭐야", "--shm-size")]
)
def test_what_may_have_been_meant_is_offered(engine: Engine, text: str, near: str) -> None:
    answer = engine.ask(text)
    assert [one.near for one in answer.missing] == [near]
    assert f"`{near}`" in render_answer(answer).text.splitlines()[0]


def test_what_there_is_not_is_told_beside_what_is_known(engine: Engine) -> None:
    answer = engine.ask("docker run -d --frobnicate nginx에서 -d가 뭐예요")
    assert answer.decision is Decision.ANSWER
    assert "`--frobnicate` 옵션은 강의에 없어요." in render_answer(answer).text


@pytest.mark.parametrize(
    "text",
    [
        "docker wordpress 설치",
        "docker tutorial for beginners",
        "terraform docker provider",
        "docker security",
        "docker desktop이 뭐야",
        "docker images",
        "docker volume 삭제",
        "docker service create",
        "도커 wordpress가 뭐야",
    ],
)
def test_what_is_spoken_of_is_no_command(engine: Engine, text: str) -> None:
    assert engine.ask(text).missing == ()


def test_the_last_word_of_a_command_is_no_command_of_its_own(engine: Engine) -> None:
    assert engine.ask("docker service create").commands == ("docker service",)


def test_a_command_that_only_has_a_card_is_told_to_be_outside_of_the_course(engine: Engine) -> None:
    assert "강의에서는 다루지 않고 명령 카드에만 있는" in render_answer(engine.ask("docker service create")).text
    assert "카드에만" not in render_answer(engine.ask("docker push가 뭐야")).text
