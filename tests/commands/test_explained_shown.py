"""How an explanation is shown: its rows, its words and its buttons."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.commands.explain import explain
from bot.lessons.model import Course
from bot.render.columns import PHONE, columns
from bot.render.commands import MOST_CHOICES, render_explained


def shown(text: str, course: Course) -> list[str]:
    """Return the lines of the block that an explanation shows."""
    reply = render_explained(explain(text, course.cards), course.refusals)
    assert reply.code is not None
    return reply.code.text.splitlines()


def said(text: str, course: Course) -> str:
    return render_explained(explain(text, course.cards), course.refusals).text


def buttons(text: str, course: Course) -> list[str]:
    return [choice.action for choice in render_explained(explain(text, course.cards), course.refusals).choices]


def test_the_line_stands_first_as_typed_and_its_words_follow_in_their_order(course: Course) -> None:
    typed = "docker run  -d --name web \\\n  -p 8080:80 nginx"
    rows = shown(typed, course)
    assert "\n".join(rows[:2]) == typed
    assert set(rows[2]) == {"─"}
    words = ("docker run", "-d", "--name web", "-p 8080:80", "nginx")
    assert [row[:12].rstrip() for row in rows[3:] if not row.startswith(" ")] == list(words)


def test_meanings_stand_in_one_column_that_ends_where_a_phone_does(course: Course) -> None:
    rows = shown("docker run -d --name 내웹 -m 64m -v d:/data nginx", course)[2:]
    said = [next(at for at in range(2, len(row)) if row[at - 2 : at] == "  " and row[at] != " ") for row in rows]
    assert len({columns(row[:at]) for row, at in zip(rows, said, strict=True)}) == 1
    assert all(columns(row) <= PHONE for row in rows)


def test_a_word_too_long_for_its_column_stands_above_what_it_means(course: Course) -> None:
    rows = shown("docker run --health-cmd 'curl -f localhost' nginx", course)
    at = rows.index("--health-cmd 'curl -f localhost'")
    assert rows[at + 1].startswith(" " * 12 + "컨테이너가 건강한지")


def test_each_line_of_a_block_is_shown_with_its_own_words(course: Course) -> None:
    rows = shown("docker pull nginx\n# 이름만\n\ndocker ps", course)
    assert [row for row, rule in pairwise(rows) if rule.startswith("─")] == ["docker pull nginx", "docker ps"]


def test_a_long_block_fits_a_message_and_says_that_it_goes_on(course: Course) -> None:
    line = f"docker run -d --name web -p 8080:80 -e A={'x' * 500} nginx"
    rows = shown("\n".join([line] * 9), course)
    assert len("\n".join(rows)) < 1800
    assert (rows[0][-1], rows[-1]) == ("…", "…")
    assert rows[2].startswith("docker run  이미지로")


def test_a_file_is_shown_once(course: Course) -> None:
    assert shown("FROM nginx\nCOPY a /b\n", course)[0].startswith("FROM nginx  ")


def test_what_may_run_gets_a_button_and_what_may_not_gets_none(course: Course) -> None:
    assert buttons("docker ps -a", course) == ["run:line:docker ps -a"]
    assert not buttons("docker run --privileged nginx", course)


def test_each_line_of_a_block_gets_its_button(course: Course) -> None:
    assert buttons("$ docker pull nginx\n$ docker run -d \\\n    nginx\n$ docker run --privileged nginx", course) == [
        "run:line:docker pull nginx",
        "run:line:docker run -d nginx",
    ]
    assert len(buttons("\n".join(f"docker stop web{number}" for number in range(9)), course)) == MOST_CHOICES


@pytest.mark.parametrize(
    "line",
    [
        "rm -rf /",
        "docker run -v C:\\me:/app nginx",
        "docker run -v /etc:/app nginx",
        "ls | xargs ls",
    ],
)
def test_a_line_that_practice_refuses_as_a_whole_gets_no_button(course: Course, line: str) -> None:
    assert not buttons(line, course)


def test_a_line_with_a_variable_that_may_have_been_set_keeps_its_button(course: Course) -> None:
    assert buttons("docker logs $ID", course) == ["run:line:docker logs $ID"]


def test_what_was_mended_is_said_once_a_kind(course: Course) -> None:
    dashes = said("docker run −d —name web nginx", course)
    assert dashes.count("빼기표(-)가 아니라서") == 1
    assert "`-d`" in dashes
    assert "둥근 따옴표" in said("docker run -e “A=1” nginx", course)
    assert "예전 이름" in said("docker-compose up -d", course)
    assert "소문자로 써요" in said("Docker ps", course)
    assert said("docker ps", course) == "이 명령을 낱말마다 풀어 볼게요."
