"""A line, a block or a file is taken apart into words that each mean something."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.explain import explain
from bot.commands.explained import Block, Explained, Role
from bot.lessons.model import Course
from bot.render.commands import meaning, render_explained
from sandbox.policy import book


def roles(explained: Explained) -> list[tuple[str, str]]:
    return [(part.word, part.role.value) for part in explained.parts]


def test_each_word_of_the_first_lesson_is_explained_by_its_card(course: Course) -> None:
    explained = explain("docker run --name myweb -d -p 8080:80 nginx", course.cards)
    assert roles(explained) == [
        ("docker run", "command"),
        ("--name myweb", "flag"),
        ("-d", "flag"),
        ("-p 8080:80", "flag"),
        ("nginx", "argument"),
    ]
    assert explained.cards == ("docker run",)
    port = explained.parts[3]
    assert (port.values["host"], port.values["inner"]) == ("8080", "80")
    assert "바깥 8080 → 컨테이너 80" in meaning(port)


def test_clustered_flags_come_apart(course: Course) -> None:
    words = [part.word for part in explain("docker run -dit -p8080:80 --rm=true nginx", course.cards).parts]
    assert words == ["docker run", "-d", "-i", "-t", "-p8080:80", "--rm=true", "nginx"]


def test_a_value_stays_with_its_flag_in_a_cluster(course: Course) -> None:
    explained = explain("docker run -dp 8080:80 nginx", course.cards)
    assert [part.word for part in explained.parts] == ["docker run", "-d", "-p 8080:80", "nginx"]


def test_what_runs_inside_the_container_is_one_part(course: Course) -> None:
    explained = explain("docker exec -it web sh -c 'ls -l | wc'", course.cards)
    assert (explained.parts[-1].word, explained.parts[-1].role) == ("sh -c 'ls -l | wc'", Role.INNER)


def test_a_closed_flag_is_explained_and_marked(course: Course) -> None:
    part = explain("docker run --privileged nginx", course.cards).parts[1]
    assert (part.role, part.key) == (Role.CLOSED, "privileged")
    assert "연습장에서는 닫혀" in meaning(part, {text.key: text for text in course.refusals})


def test_a_closed_flag_keeps_its_value(course: Course) -> None:
    explained = explain("docker run --gpus all -it ubuntu bash", course.cards)
    assert roles(explained) == [
        ("docker run", "command"),
        ("--gpus all", "closed"),
        ("-i", "flag"),
        ("-t", "flag"),
        ("ubuntu", "argument"),
        ("bash", "inner"),
    ]
    assert explained.parts[4].key == "argument-image"
    said = meaning(explained.parts[1], {text.key: text for text in course.refusals})
    assert said.startswith("컨테이너에 GPU를 줘요: 값은 all [연습장에서는 닫혀 있어요")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("docker run --privileged nginx", ["docker run", "--privileged", "nginx"]),
        ("docker run --oom-kill-disable nginx", ["docker run", "--oom-kill-disable", "nginx"]),
        ("docker run --gpus=all nginx", ["docker run", "--gpus=all", "nginx"]),
        ("docker run --dns-opt ndots:1 nginx", ["docker run", "--dns-opt ndots:1", "nginx"]),
        ("docker compose run --privileged web", ["docker compose run", "--privileged", "web"]),
        ("docker build --check .", ["docker build", "--check", "."]),
        ("docker run -gpus all nginx", ["docker run", "-gpus all", "nginx"]),
        ("docker run --gpu all nginx", ["docker run", "--gpu all", "nginx"]),
        ("docker -H tcp://far:2375 ps -a", ["docker ps", "-H tcp://far:2375", "-a"]),
        ("curl -L -x proxy:80 web", ["curl", "-L", "-x proxy:80", "web"]),
    ],
)
def test_a_flag_that_practice_does_not_open_takes_what_docker_says(course: Course, line: str, words: list[str]) -> None:
    assert [part.word for part in explain(line, course.cards).parts] == words


def test_every_closed_flag_with_a_card_takes_what_its_card_says(course: Course) -> None:
    cards = {card.id: card for card in course.cards}
    for name, spec in ((name, book.find(name)) for name in book.names() if name in cards):
        for flag in spec.closed if spec else ():
            known = next((known for known in cards[name].every_flag if flag in {known.long, known.short}), None)
            if known is not None:
                words = [part.word for part in explain(f"{name} {flag} x", cards.values()).parts]
                assert (f"{flag} x" in words) is bool(known.value), (name, flag)


def test_a_closed_command_is_explained_by_its_card(course: Course) -> None:
    explained = explain("docker login -u me", course.cards)
    assert [part.role for part in explained.parts] == [Role.CLOSED, Role.FLAG]


def test_pipes_redirects_and_substitutions_are_said(course: Course) -> None:
    explained = explain("docker rm $(docker ps -aq) && docker ps | wc -l > n.txt", course.cards)
    keys = [part.key for part in explained.parts]
    for key in ("substitution", "operator-and", "operator-pipe", "operator-write", "argument-output-file"):
        assert key in keys
    assert [part.depth for part in explained.parts if part.word == "-a"] == [1]


def test_compose_flags_stand_between_its_words(course: Course) -> None:
    words = [part.word for part in explain("docker compose -f dev.yaml up -d web", course.cards).parts]
    assert words == ["docker compose up", "-f dev.yaml", "-d", "web"]


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("FROM nginx\nCOPY a /b\n", Block.DOCKERFILE),
        ("# 설명\nARG V=1\nFROM nginx:$V\n", Block.DOCKERFILE),
        ("services:\n  web:\n    image: nginx\n", Block.COMPOSE),
        ("docker run nginx", Block.COMMAND),
        ("env", Block.COMMAND),
    ],
)
def test_the_kind_of_a_block_is_seen(course: Course, text: str, block: Block) -> None:
    assert explain(text, course.cards).block is block


def test_a_dockerfile_is_explained_instruction_by_instruction(course: Course) -> None:
    text = (
        "FROM python:3.13 AS build\nRUN pip install \\\n    flask\nCOPY --from=build /a /b\nCMD python app.py\nRNU x\n"
    )
    explained = explain(text, course.cards)
    assert [part.key for part in explained.parts] == [
        "instruction-from-stage",
        "instruction-run",
        "instruction-copy-stage",
        "instruction-cmd-shell",
        "unknown-instruction",
    ]


def test_a_compose_file_is_explained_line_by_line_in_its_depth(course: Course) -> None:
    text = "services:\n  web:\n    image: nginx\n    ports:\n      - '8080:80'\n    imgae: x\nvolumes:\n  data:\n"
    explained = explain(text, course.cards)
    assert [(part.key, part.depth) for part in explained.parts] == [
        ("key-services", 0),
        ("named-services", 1),
        ("key-image", 2),
        ("key-ports", 2),
        ("item-ports", 3),
        ("unknown-key", 2),
        ("key-volumes-top", 0),
        ("named-volumes", 1),
    ]


def test_every_example_of_every_card_is_explained_without_a_gap(course: Course) -> None:
    told = {text.key: text for text in course.refusals}
    for card in course.cards:
        for example in card.examples:
            explained = explain(example.line, course.cards)
            assert explained.parts, example.line
            for part in explained.parts:
                assert meaning(part, told), (example.line, part)
                if card.is_open and not example.no_run:
                    assert part.role is not Role.UNKNOWN, (example.line, part)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("%cd%", "내 폴더 %cd% (윈도우에서 지금 폴더) → 컨테이너의 /app"),
        ("%cd%\\src", "내 폴더 %cd%\\src (윈도우에서 지금 폴더 안) → 컨테이너의 /app"),
        ("$(pwd)", "내 폴더 $(pwd) (지금 폴더) → 컨테이너의 /app"),
        ("${PWD}", "내 폴더 $PWD (지금 폴더) → 컨테이너의 /app"),
        ("$PWD/src", "내 폴더 $PWD/src (지금 폴더 안) → 컨테이너의 /app"),
        ("./src", "내 폴더 ./src (지금 폴더 안) → 컨테이너의 /app"),
        ("C:\\Users\\me", "내 폴더 C:\\Users\\me → 컨테이너의 /app"),
        ("c:/Users/me", "내 폴더 c:/Users/me → 컨테이너의 /app"),
        ("d", "볼륨 d → 컨테이너의 /app"),
        ("cd", "볼륨 cd → 컨테이너의 /app"),
    ],
)
def test_what_a_mount_joins_is_a_folder_or_a_volume(course: Course, source: str, says: str) -> None:
    part = explain(f"docker run -v {source}:/app nginx", course.cards).parts[1]
    assert meaning(part).endswith(f": {says}")


@pytest.mark.parametrize("flags", ["", "-r ", "-n 1 ", "-I {} "])
def test_the_command_that_xargs_runs_is_explained(course: Course, flags: str) -> None:
    explained = explain(f"docker ps -aq | xargs {flags}docker rm -f", course.cards)
    inner = explain("docker rm -f", course.cards)
    assert explained.parts[4].key == "xargs"
    assert explained.parts[-2:] == inner.parts
    assert [part.word for part in explained.parts[5:-2]] == ([flags.strip()] if flags else [])


WORDS = [
    "docker", "run", "-d", "--name", "ps", "|", ">", "&&", "$(", ")", "'", "FROM", "services:", "-", "curl", "--", "-p",
    "80:80",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(st.text(max_size=80), st.lists(st.sampled_from([*WORDS, "\n"]), max_size=12).map(" ".join)))
def test_any_text_is_explained_somehow(course: Course, text: str) -> None:
    reply = render_explained(explain(text, course.cards), course.refusals)
    assert reply.text
    assert len(reply.text) + len(reply.code.text if reply.code else "") + len(reply.note) < 4000
