from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.practice.again import worth_repeating
from bot.storage.commands import Entry
from sandbox.policy.plan import Variable
from sandbox.policy.settings import PolicySettings

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WEB, DB = ("a1b2c3d4" * 8, "web"), ("f00dcafe" * 8, "brave_whale")


def typed(
    line: str, *made: tuple[str, str], exit_code: int | None = 0, cause: str = "exit", directory: str = ""
) -> Entry:
    return Entry(
        user_id=1,
        session="s",
        at=NOON,
        line=line,
        exit_code=exit_code,
        cause=cause,
        seconds=0.1,
        changes_state=True,
        directory=directory,
        made=made,
    )


def repeated(journal: list[Entry], *left: str) -> list[str]:
    return [entry.line for entry in worth_repeating(journal, frozenset(left), PolicySettings())]


def test_what_made_something_is_repeated_in_its_order() -> None:
    lines = ["docker pull nginx", "docker network create shop", "docker volume create keep", "docker build -t a ."]
    assert repeated([typed(line) for line in lines]) == lines


@pytest.mark.parametrize(
    "line", ["mkdir site", "echo hi > a.txt", "rm a.txt", "docker ps", "cp a b", "docker logs web"]
)
def test_lines_that_only_look_or_touch_files_are_not(line: str) -> None:
    assert repeated([typed(line)]) == []


def test_a_line_that_failed_or_was_cut_short_is_not() -> None:
    assert repeated([typed("docker pull nothing", exit_code=1)]) == []
    assert repeated([typed("docker run nginx", cause="deadline")]) == []


def test_a_run_that_failed_to_start_left_a_container_to_look_at() -> None:
    assert repeated([typed("docker run --name web nginx nothere", WEB, exit_code=127)], "web") == [
        "docker run --name web nginx nothere"
    ]


def test_the_whole_life_of_a_container_that_is_gone_is_left_out() -> None:
    journal = [
        typed("docker run -d --name web nginx", WEB),
        typed("docker stop web"),
        typed("docker start a1b2"),
        typed("docker rm -f web"),
    ]
    assert repeated(journal) == []


def test_it_is_kept_when_something_of_it_lasts() -> None:
    with_volume = [typed("docker run -d --name web -v keep:/d nginx", WEB), typed("docker rm -f web")]
    assert len(repeated(with_volume)) == 2
    committed = [typed("docker run -d --name web nginx", WEB), typed("docker commit web mine"), typed("docker rm web")]
    assert len(repeated(committed)) == 3


def test_a_name_used_twice_keeps_every_line_about_it() -> None:
    journal = [
        typed("docker run -d --name web nginx", WEB),
        typed("docker rm -f web"),
        typed("docker run -d --name web nginx:1.26", ("1" * 64, "web")),
    ]
    assert len(repeated(journal, "web")) == 3


def test_dockers_own_name_is_written_out_and_ids_become_names() -> None:
    journal = [typed("docker container run -d nginx", DB), typed("docker stop f00d"), typed("docker rm 8080")]
    assert repeated(journal, "brave_whale") == [
        "docker container run --name=brave_whale -d nginx",
        "docker stop brave_whale",
        "docker rm 8080",
    ]


def test_an_id_that_could_be_two_containers_stays_as_it_was() -> None:
    other = ("f00d" + "0" * 60, "other")
    journal = [typed("docker run -d nginx", DB), typed("docker run -d nginx", other), typed("docker stop f00d")]
    assert repeated(journal, "brave_whale", "other")[-1] == "docker stop f00d"


def test_a_run_that_left_nothing_is_left_out_unless_it_wrote_into_a_volume() -> None:
    assert repeated([typed("docker run --rm busybox echo hi")]) == []
    assert len(repeated([typed("docker run --rm -v keep:/d busybox touch /d/f")])) == 1


def test_a_line_is_read_as_it_was_where_it_was_typed() -> None:
    entry = typed("docker run -d --name $NAME nginx", ("9" * 64, "shop"))
    entry = Entry(
        **{
            **{name: getattr(entry, name) for name in entry.__dataclass_fields__},
            "variables": (Variable("NAME", "shop"),),
        }
    )
    assert repeated([entry], "shop") == ["docker run -d --name $NAME nginx"]
