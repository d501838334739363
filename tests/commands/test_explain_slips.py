"""What was not typed as it was meant is explained as it was."""

from __future__ import annotations

import pytest

from bot.commands.explain import explain
from bot.commands.explained import Role
from bot.lessons.model import Course
from bot.render.commands import meaning


def test_an_unknown_flag_is_named_and_the_meant_one_said(course: Course) -> None:
    part = explain("docker run --nmae web nginx", course.cards).parts[1]
    assert (part.word, part.role, part.values["meant"]) == ("--nmae web", Role.UNKNOWN, "--name")
    lost = explain("docker ps --foo", course.cards).parts[1]
    assert (lost.word, lost.role) == ("--foo", Role.UNKNOWN)
    assert "모르는 옵션" in meaning(lost)


def test_one_dash_too_few_is_said(course: Course) -> None:
    part = explain("docker run -name web nginx", course.cards).parts[1]
    assert (part.role, part.values["meant"]) == (Role.UNKNOWN, "--name")


def test_after_an_unknown_flag_no_role_is_claimed_that_is_not_sure(course: Course) -> None:
    explained = explain("docker run --foo 3 -d nginx sh", course.cards)
    assert [(part.word, part.key) for part in explained.parts[1:]] == [
        ("--foo", "unknown-flag"),
        ("3", "argument-maybe-value"),
        ("-d", ""),
        ("nginx", "argument-unsure"),
        ("sh", "inner-command"),
    ]
    assert meaning(explained.parts[2]).startswith("--foo의 값일 수 있어요")


def test_after_an_unknown_flag_a_role_is_said_that_holds_either_way(course: Course) -> None:
    keys = [part.key for part in explain("docker rm --foo 3 web", course.cards).parts]
    assert keys[1:] == ["unknown-flag", "argument-maybe-value", "argument-container"]


def test_an_unknown_flag_with_its_value_written_to_it_leaves_the_rest_sure(course: Course) -> None:
    keys = [part.key for part in explain("docker run --foo=3 nginx ls", course.cards).parts]
    assert keys[1:] == ["unknown-flag", "argument-image", "inner-command"]


def test_an_unknown_letter_keeps_what_is_written_to_it(course: Course) -> None:
    words = [part.word for part in explain("docker run -dXt 3 nginx", course.cards).parts]
    assert words == ["docker run", "-d", "-Xt", "3", "nginx"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("docker run −d nginx", "docker run -d nginx"),
        ("docker run –d —name web ––rm nginx", "docker run -d --name web --rm nginx"),
        ("docker run –it busybox sh", "docker run -it busybox sh"),
        ("docker run –ip 172.18.0.9 nginx", "docker run --ip 172.18.0.9 nginx"),
        ("docker run -e “A=b c” nginx", 'docker run -e "A=b c" nginx'),
        ("docker run –d -e ‘A=b c’ nginx", "docker run -d -e 'A=b c' nginx"),
        ("docker-compose up -d", "docker compose up -d"),
        ("docker ps && docker-compose down", "docker ps && docker compose down"),
        ("Docker Run -d nginx", "docker run -d nginx"),
        ("DOCKER IMAGE LS; Docker Compose Up -d", "docker image ls; docker compose up -d"),
        ("sudo Docker ps", "sudo docker ps"),
    ],
)
def test_what_was_changed_on_the_way_is_read_as_it_was_meant(course: Course, typed: str, meant: str) -> None:
    mended, plain = explain(typed, course.cards), explain(meant, course.cards)
    assert (mended.text, mended.lines) == (meant, plain.lines)
    assert mended.mended
    assert not plain.mended


@pytest.mark.parametrize(
    "line", ["Docker", "docker run Nginx", "docker run busybox echo Docker Run", "echo 'Docker ps'"]
)
def test_only_the_names_of_commands_become_small(course: Course, line: str) -> None:
    assert explain(line, course.cards).text == line.replace("Docker", "docker", 1 if line == "Docker" else 0)


@pytest.mark.parametrize(("typed", "meant"), [("-D", "-d"), ("-IT", "-it"), ("--NAME web", "--name")])
def test_a_flag_in_capitals_is_named_with_the_one_that_is_meant(course: Course, typed: str, meant: str) -> None:
    part = explain(f"docker run {typed} nginx", course.cards).parts[1]
    assert (part.word, part.role, part.values["meant"]) == (typed, Role.UNKNOWN, meant)


def test_a_capital_flag_that_exists_is_itself(course: Course) -> None:
    assert explain("docker run -P nginx", course.cards).parts[1].role is Role.FLAG


def test_a_slip_of_a_command_names_the_one_meant_and_explains_its_flags(course: Course) -> None:
    explained = explain("docker compose upp -d --turbo", course.cards)
    command, known, unknown = explained.parts
    assert meaning(command) == "도커에 compose upp 명령은 없어요. 혹시 compose up 인가요?"
    assert (known.role, unknown.role) == (Role.FLAG, Role.UNKNOWN)


def test_a_command_like_no_other_is_only_said_not_to_be_one(course: Course) -> None:
    assert meaning(explain("docker frobnicate", course.cards).parts[0]) == "도커에 frobnicate 명령은 없어요"
