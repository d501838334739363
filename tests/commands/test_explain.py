import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.explain import explain
from bot.commands.explained import Block, Explained, Role
from bot.lessons.model import Course
from bot.render.commands import columns, meaning, render_explained


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


def test_an_unknown_flag_is_named_and_the_meant_one_said(course: Course) -> None:
    part = explain("docker run --nmae web nginx", course.cards).parts[1]
    assert (part.word, part.role, part.values["meant"]) == ("--nmae web", Role.UNKNOWN, "--name")
    lost = explain("docker ps --foo", course.cards).parts[1]
    assert (lost.word, lost.role) == ("--foo", Role.UNKNOWN)
    assert "모르는 옵션" in meaning(lost)


def test_one_dash_too_few_is_said(course: Course) -> None:
    part = explain("docker run -name web nginx", course.cards).parts[1]
    assert (part.role, part.values["meant"]) == (Role.UNKNOWN, "--name")


def test_a_closed_flag_is_explained_and_marked(course: Course) -> None:
    part = explain("docker run --privileged nginx", course.cards).parts[1]
    assert (part.role, part.key) == (Role.CLOSED, "privileged")
    assert "연습장에서는 닫혀" in meaning(part, {text.key: text for text in course.refusals})


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


def test_meanings_stand_in_one_column(course: Course) -> None:
    reply = render_explained(explain("docker run -d --name 내웹 nginx", course.cards), course.refusals)
    assert reply.code is not None
    starts = set()
    for line in reply.code.text.splitlines():
        word = line.split("  ")[0]
        said = line[len(word) :].lstrip()
        starts.add(columns(line) - columns(said))
    assert len(starts) == 1


def test_what_may_run_gets_a_button_and_what_may_not_gets_none(course: Course) -> None:
    assert render_explained(explain("docker ps -a", course.cards)).choices[0].action == "run:line:docker ps -a"
    assert not render_explained(explain("docker run --privileged nginx", course.cards), course.refusals).choices


WORDS = [
    "docker",
    "run",
    "-d",
    "--name",
    "ps",
    "|",
    ">",
    "&&",
    "$(",
    ")",
    "'",
    "FROM",
    "services:",
    "-",
    "curl",
    "--",
    "-p",
    "80:80",
]


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(st.text(max_size=80), st.lists(st.sampled_from([*WORDS, "\n"]), max_size=12).map(" ".join)))
def test_any_text_is_explained_somehow(course: Course, text: str) -> None:
    reply = render_explained(explain(text, course.cards), course.refusals)
    assert reply.text
    assert len(reply.text) + len(reply.code.text if reply.code else "") + len(reply.note) < 4000
