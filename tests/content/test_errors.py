"""Every error message of docker that the course knows is known for what it is."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from string import Formatter
from time import process_time
from timeit import repeat

import pytest

from bot.lessons.model import ErrorPattern
from bot.lessons.transcript import is_seen
from tests.content.course import cards, errors

OUTPUTS: dict[str, str] = json.loads(Path(__file__).with_name("outputs.json").read_text(encoding="utf-8"))
# How Docker Engine 23 to 25 and 27 to 29, and later compose and buildx, word the same: pairs of pattern and line.
OTHER_VERSIONS: list[tuple[str, str]] = [
    (name, line)
    for name, line in json.loads(Path(__file__).with_name("other_versions.json").read_text(encoding="utf-8"))
]
POLITE = re.compile(r"(?:요|예요|에요|죠)[.!?]?$")


def names(found: tuple[ErrorPattern, ...]) -> list[str]:
    return [error.id for error in found]


def matching(text: str) -> list[str]:
    """Return the ids of the patterns found in a line of `text`, in the order in which they are tried."""
    lines = text.splitlines()
    return [error.id for error in errors() if any(re.search(error.pattern, line) for line in lines)]


def test_seventy_messages_and_more_are_explained() -> None:
    assert len(errors()) >= 70


@pytest.mark.parametrize("error", errors(), ids=names(errors()))
def test_an_example_is_explained_by_its_own_pattern_first(error: ErrorPattern) -> None:
    assert matching(error.example)[:1] == [error.id]


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_whole_output_as_docker_wrote_it_gets_its_own_explanation(name: str) -> None:
    assert matching(OUTPUTS[name])[:1] == [name]


def test_every_message_but_the_pieces_has_the_output_it_was_read_in() -> None:
    assert {error.id for error in errors() if not error.part_of} == set(OUTPUTS)


@pytest.mark.parametrize("error", errors(), ids=names(errors()))
def test_a_message_is_shown_as_it_was_read(error: ErrorPattern) -> None:
    if error.part_of:
        assert error.example.casefold() in OUTPUTS[error.part_of].casefold()
    else:
        assert is_seen(error.example, OUTPUTS[error.id])


@pytest.mark.parametrize("error", errors(), ids=names(errors()))
def test_the_words_use_only_what_the_pattern_finds(error: ErrorPattern) -> None:
    groups = set(re.compile(error.pattern).groupindex)
    found = re.search(error.pattern, error.example)
    assert found is not None
    for text in (error.title, error.cause, error.cure, error.fix):
        used = {field for _, field, _, _ in Formatter().parse(text) if field is not None}
        assert used <= groups
        assert all(found.groupdict()[name] for name in used)
        assert "None" not in text.format(**found.groupdict())


@pytest.mark.parametrize("error", errors(), ids=names(errors()))
def test_the_words_are_polite_and_whole(error: ErrorPattern) -> None:
    for text in (error.title, error.cause, error.cure):
        assert POLITE.search(text), text


@pytest.mark.parametrize("error", errors(), ids=names(errors()))
def test_an_error_belongs_to_a_command_that_has_a_card(error: ErrorPattern) -> None:
    assert error.commands
    assert set(error.commands) <= {card.id for card in cards()}


def test_ids_are_used_once() -> None:
    assert [name for name, count in Counter(names(errors())).items() if count > 1] == []


@pytest.mark.parametrize("error", errors(), ids=names(errors()))
def test_a_pattern_reads_a_hostile_line_quickly(error: ErrorPattern) -> None:
    """A learner's program prints what it likes: 4,000 characters must never hold a pattern for long."""
    pattern = re.compile(error.pattern)
    stem = error.example[: len(error.example) // 2]
    hostile = [filler * (4000 // len(filler)) + "!" for filler in ("a", " ", '"', "/a", "1:", "a b ", "' ", "(", stem)]
    hostile += [error.example[:cut] + "a " * 2000 for cut in range(0, len(error.example), 40)]

    def search() -> None:
        for line in hostile:
            pattern.search(line)

    # The machine may be busy with something else, which only adds: the least is what it takes.
    took = min(repeat(search, timer=process_time, number=1, repeat=3))
    assert took / len(hostile) < 0.005


@pytest.mark.parametrize(("name", "line"), OTHER_VERSIONS)
def test_the_wording_of_other_versions_is_known_too(name: str, line: str) -> None:
    assert matching(line)[:1] == [name]


@pytest.mark.parametrize(
    "line",
    [
        "Status: Downloaded newer image for nginx:latest",
        "CONTAINER ID   IMAGE     COMMAND                  CREATED         STATUS         PORTS     NAMES",
        "latest: Pulling from library/nginx",
        "#6 [2/2] COPY app.py /app/",
        " Container learner-web-1  Started",
        '172.17.0.1 - - [31/Jan/2026:09:00:00 +0000] "GET /nothere HTTP/1.1" 404 153 "-" "curl/8.14.1" "-"',
        "Untagged: nginx:latest",
        "Hello from Docker!",
        "/docker-entrypoint.sh: Configuration complete; ready for start up",
    ],
)
def test_what_is_no_error_is_left_alone(line: str) -> None:
    assert matching(line) == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("daemon-unreachable-words", "docker daemon is not running이라고 떠요"),
        ("daemon-unreachable-words", "윈도우에서 Docker Desktop is not running 이라는데 왜 그래요?"),
        ("daemon-unreachable-words", "the docker daemon isn't running"),
        ("port-allocated-words", "포트 already allocated 라고 뜨는데 어떻게 해결해요?"),
        ("port-allocated-words", "Port 3000 is already in use 라고 나와요"),
        ("not-running-words", "exec 하니까 is not running 이라고 해요"),
    ],
)
def test_a_piece_of_a_message_among_other_words_is_known(name: str, words: str) -> None:
    assert matching(words) == [name]


def test_an_engine_that_is_off_is_not_taken_for_a_container_that_is() -> None:
    message = 'error during connect: This error may indicate that the docker daemon is not running.: Get "http://x"'
    assert "not-running-words" not in matching(message)
