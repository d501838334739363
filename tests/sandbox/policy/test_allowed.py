from pathlib import Path

import pytest

from sandbox.policy import book
from sandbox.policy.parse import read, recheck
from sandbox.policy.plan import Command, Plan
from sandbox.policy.render import render
from sandbox.policy.settings import PolicySettings

ROWS = [
    tuple(line[1:].split("] ", 1))
    for line in (Path(__file__).parent / "allowed.txt").read_text(encoding="utf-8").splitlines()
    if line.startswith("[")
]
SETTINGS = PolicySettings()


def plan_of(line: str) -> Plan:
    plan = read(line, SETTINGS)
    assert isinstance(plan, Plan), plan
    return plan


@pytest.mark.parametrize(("names", "line"), ROWS)
def test_a_line_of_the_course_is_allowed_and_named(names: str, line: str) -> None:
    plan = plan_of(line)
    made = ";".join(" ".join(command.name for command in step.pipeline.commands) for step in plan.steps)
    assert made == names


@pytest.mark.parametrize("line", [line for _, line in ROWS])
def test_what_is_written_from_a_plan_reads_as_the_same_plan(line: str) -> None:
    plan = plan_of(line)
    assert read(render(plan), SETTINGS) == plan


@pytest.mark.parametrize("line", [line for _, line in ROWS])
def test_what_is_executed_is_allowed_again_word_by_word(line: str) -> None:
    for step in plan_of(line).steps:
        for command in step.pipeline.commands:
            if command.name in ("cd", "assign", "export") or not all(word.is_plain for word in command.argv):
                continue
            again = recheck([word.text for word in command.argv], SETTINGS)
            assert isinstance(again, Command)
            assert again.argv == command.argv
            assert again.options == command.options


def test_every_command_of_the_grammar_stands_in_the_table() -> None:
    tried = {name for names, _ in ROWS for name in names.split(";")}
    untried = [
        spec.name
        for spec in (*book.docker_specs().values(), *book.workspace_specs().values())
        if not any(name == spec.name or spec.name in name for name in tried)
    ]
    assert sorted(set(untried)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("docker run -p 8080:80 -d nginx", "docker run --detach --publish 8080:80 nginx"),
        ("docker run -dp 8080:80 nginx", "docker container run --publish=8080:80 --detach=true nginx"),
        ("docker ps -aq", "docker container ls --quiet -a"),
        ("docker rm -f web", "docker container rm --force web"),
        ("docker image rm nginx", "docker rmi nginx"),
        ("docker run -v ./a:/a nginx", "docker run --volume $(pwd)/a:/a nginx"),
        ("docker run --net x nginx", "docker run --network=x nginx"),
        ("docker logs -n5 web", "docker logs web --tail 5"),
        ("head -5 a", "head -n 5 a"),
        ("docker ps;docker images", "docker ps\n\n# 다음\n$ docker images"),
        ("docker pull nginx", "```bash\ndocker pull nginx  # 받기\n```"),
        ("docker run -d \\\n  --name web \\\n  nginx", "docker run --name web -d nginx"),
        ("echo 'a b'", 'echo "a b"'),
        ("echo a\\ b", "echo 'a b'"),
    ],
)
def test_the_same_said_in_other_words_is_the_same_plan(one: str, other: str) -> None:
    assert plan_of(one) == plan_of(other)


def test_a_transcript_gives_only_what_was_typed() -> None:
    text = (
        "$ docker pull nginx\nUsing default tag: latest\nlatest: Pulling from library/nginx\n$ docker ps\nCONTAINER ID"
    )
    assert plan_of(text) == plan_of("docker pull nginx; docker ps")


def test_a_message_around_a_code_block_is_left_out() -> None:
    assert plan_of("이거 실행해 줘\n```sh\ndocker ps\n```\n고마워") == plan_of("docker ps")
