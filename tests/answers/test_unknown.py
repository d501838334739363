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


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("--turbo 옵션이 뭐야", "--turbo"),
        ("-Z 뭐야", "-Z"),
        ("docker run -Z 옵션", "-Z"),
        ("--turbo가 뭐예요", "--turbo"),
    ],
)
def test_a_flag_that_there_is_not_is_named_as_it_was_typed(engine: Engine, text: str, flag: str) -> None:
    assert render_answer(engine.ask(text)).text.startswith(f"`{flag}` 옵션은 강의에 없어요.")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("docker ps -p가 뭐야", "`docker ps` 명령에는 `-p` 옵션이 없어요."),
        ("docker stop -f web", "`docker stop` 명령에는 `-f` 옵션이 없어요."),
        ("docker logs -it 하면?", "`docker logs` 명령에는 `-i` 옵션이 없어요."),
    ],
)
def test_a_flag_that_only_other_commands_have_is_told_to_be_none_of_this_one(
    engine: Engine, text: str, told: str
) -> None:
    assert render_answer(engine.ask(text)).text.startswith(told)


@pytest.mark.parametrize("text", ["docker exec web ls -la 는 뭐하는거", "docker run -P nginx", "docker images -a"])
def test_a_flag_of_the_command_or_of_the_program_inside_is_not_said_to_be_missing(engine: Engine, text: str) -> None:
    assert engine.ask(text).missing == ()


@pytest.mark.parametrize("text", ["git commit --amend 뭐야", "npm install --save-dev 가 뭐야"])
def test_dockers_documentation_is_not_named_for_a_flag_of_another_program(engine: Engine, text: str) -> None:
    assert "docs.docker.com/reference" not in render_answer(engine.ask(text)).text


@pytest.mark.parametrize(
    ("text", "flag"),
    [("docker run --gpus all 이 뭐예요", "--gpus"), ("--memory-reservation 뭐임", "--memory-reservation")],
)
def test_a_flag_that_only_a_card_explains_is_told_from_it(engine: Engine, text: str, flag: str) -> None:
    answer = engine.ask(text)
    assert answer.decision is Decision.ANSWER
    assert [one.long for piece in answer.cards for one in piece.flags] == [flag]
