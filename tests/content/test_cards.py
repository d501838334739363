"""Every command card says one thing, says it whole, and says nothing docker does not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

import pytest

from bot.lessons.library import BUILT_IN
from bot.lessons.listed_flags import explained, listed_flags
from bot.lessons.model import Card
from bot.lessons.parse import read as read_course
from sandbox.policy.parse import read
from sandbox.policy.plan import Command, Pipeline, Plan, Substitution
from sandbox.policy.settings import PolicySettings
from tests.content.course import cards, errors

LISTED: Final = listed_flags(BUILT_IN)
# What people meet every day: each of their flags is explained.
EVERYDAY: Final = (
    "docker run", "docker create", "docker build", "docker exec", "docker logs", "docker ps", "docker images",
    "docker pull", "docker push", "docker cp", "docker update", "docker start", "docker stop", "docker rm",
    "docker compose", "docker compose up", "docker compose down", "docker compose ps", "docker compose logs",
    "docker compose exec", "docker compose run",
)  # fmt: skip
# Flags of Engine 27 and 28, of Compose after 2.26 and of buildx after 0.13.
NEWER: Final = {
    "docker images": {"--tree"},
    "docker history": {"--platform"},
    "docker image inspect": {"--platform"},
    "docker load": {"--platform"},
    "docker save": {"--platform"},
    "docker push": {"--platform"},
    "docker compose events": {"--since", "--until"},
    "docker compose watch": {"--prune"},
    "docker build": {"--check"},
    "docker buildx build": {"--check"},
}
APART: Final = {"docker help", "docker scout", "docker checkpoint"}  # general; a plugin apart; experimental
EVERYWHERE: Final = {"--help", "-h"}
FIRST: Final = ["docker pull", "docker run", "docker ps", "docker stop", "docker rm", "docker rmi"]
POLITE: Final = re.compile(r"[요죠][.!?]?[)”\"'`]?$")


def ids(found: tuple[Card, ...]) -> list[str]:
    return [card.id for card in found]


def by_id() -> dict[str, Card]:
    return {card.id: card for card in cards()}


def listed_for(name: str) -> dict[str, str]:
    """Return the flags of a command and of its subcommands."""
    found: dict[str, str] = {}
    for command, flags in LISTED.items():
        if command == name or command.startswith(f"{name} "):
            found |= flags
    return found


def commands_of(pipeline: Pipeline) -> Iterator[Command]:
    """Return every docker command of a pipeline, those inside `$(…)` too."""
    for command in pipeline.commands:
        if command.name.startswith("docker"):
            yield command
        for word in command.argv:
            for part in word.parts:
                if isinstance(part, Substitution):
                    yield from commands_of(part.pipeline)


def explained_flags(card: Card) -> set[str]:
    return {name for flag in card.every_flag for name in (flag.long, flag.short) if name} | EVERYWHERE


def known_from(name: str) -> list[str]:
    """Return the cards that explain the flags of a line: flags before the command stand on cards of their own."""
    if name == "docker":
        return ["docker help"]
    return [name, "docker compose"] if name.startswith("docker compose ") else [name]


def flags_typed(line: str) -> Iterator[tuple[str, str]]:
    """Return (command, flag) for a line that practice takes. The policy reads it: arguments inside do not count."""
    plan = read(line, PolicySettings())
    if isinstance(plan, Plan):
        for step in plan.steps:
            for command in commands_of(step.pipeline):
                for option in command.options:
                    yield command.name, option.name


def test_a_learner_finds_a_card_for_every_command_they_meet() -> None:
    assert len(cards()) >= 80
    assert set(FIRST) <= set(by_id())


def test_ids_are_used_once() -> None:
    assert [name for name, count in Counter(ids(cards())).items() if count > 1] == []


def test_an_alias_leads_to_one_card() -> None:
    claims = Counter(re.sub(r"\s", "", alias).casefold() for card in cards() for alias in card.aliases)
    assert [alias for alias, count in claims.items() if count > 1] == []


@pytest.mark.parametrize("card", cards(), ids=ids(cards()))
def test_a_card_is_whole(card: Card) -> None:
    assert card.aliases
    assert card.action
    assert card.object
    assert card.forms
    assert card.examples
    assert card.body.strip()
    assert card.lessons
    assert 1 <= len(card.body.strip().split("\n\n")) <= 3


@pytest.mark.parametrize("card", cards(), ids=ids(cards()))
def test_every_sentence_is_polite(card: Card) -> None:
    said = [card.summary, *(form.says for form in card.forms), *(flag.says for flag in card.flags)]
    said += [example.says for example in card.examples]
    said += [text for mistake in card.mistakes for text in (mistake.why, mistake.cure)]
    said += [example.no_run for example in card.examples if example.no_run]
    said += card.body.strip().split("\n\n")
    assert [text for text in said if not POLITE.search(text.strip())] == []


@pytest.mark.parametrize("card", cards(), ids=ids(cards()))
def test_nothing_is_left_unfinished(card: Card) -> None:
    text = " ".join([card.summary, card.body, *(flag.says for flag in card.flags)])
    assert not re.search(r"TODO|FIXME|\?\?\?|…\s*$", text)


@pytest.mark.parametrize("card", cards(), ids=ids(cards()))
def test_the_first_example_shows_the_command_itself(card: Card) -> None:
    assert card.examples[0].line.startswith(card.id.removesuffix(" help"))
    assert any(form.form.startswith(card.id.removesuffix(" help")) for form in card.forms)


@pytest.mark.parametrize("card", cards(), ids=ids(cards()))
def test_every_flag_is_one_that_docker_lists(card: Card) -> None:
    if card.id in APART:
        return
    listed = listed_for(card.id)
    newer = NEWER.get(card.id, set())
    for flag in card.every_flag:
        assert flag.long in listed or flag.long in newer, flag.long
        if flag.long in listed and flag.short:
            assert listed[flag.long] == flag.short


@pytest.mark.parametrize("name", EVERYDAY)
def test_every_flag_of_an_everyday_command_is_explained(name: str) -> None:
    told = {flag.long for flag in by_id()[name].every_flag}
    assert set(LISTED[name]) - {"--help"} - told == set()


def test_nearly_every_flag_that_docker_lists_is_explained() -> None:
    told, known = explained(read_course([BUILT_IN]).course, LISTED)
    assert told >= 0.95 * known


def test_a_flag_shared_with_another_command_is_explained_as_there() -> None:
    create = {flag.long: flag for flag in by_id()["docker create"].every_flag}
    run = {flag.long: flag for flag in by_id()["docker run"].flags}
    assert create["--user"] == run["--user"]
    assert "--detach" not in create
    up = by_id()["docker compose up"]
    assert [flag.long for flag in up.inherited] == ["--dry-run"]


@pytest.mark.parametrize("card", cards(), ids=ids(cards()))
def test_every_flag_of_a_form_is_one_that_docker_lists(card: Card) -> None:
    if card.id in APART:
        return
    names = (card.id, *known_from(card.id), *card.related)
    known = EVERYWHERE | {"--version"}.union(*(NEWER.get(name, set()) for name in names))
    known |= {flag for name in names for pair in listed_for(name).items() for flag in pair}
    for form in card.forms:
        typed = re.findall(r"(?<![\w-])-{1,2}[A-Za-z][\w-]*", form.form)
        long = {word for word in typed if word.startswith("--")}
        short = {f"-{letter}" for word in typed if word not in long for letter in word[1:]}
        assert long | short <= known, form.form


@pytest.mark.parametrize("card", cards(), ids=ids(cards()))
def test_a_flag_is_explained_once(card: Card) -> None:
    assert [name for name, count in Counter(flag.long for flag in card.every_flag).items() if count > 1] == []
    shorts = Counter(flag.short for flag in card.every_flag if flag.short)
    assert [name for name, count in shorts.items() if count > 1] == []


@pytest.mark.parametrize("card", [card for card in cards() if card.is_open], ids=lambda card: card.id)
def test_flags_of_the_examples_are_explained_here_or_next_door(card: Card) -> None:
    near = {card.id, *card.related}
    for example in card.examples:
        for name, flag in flags_typed(example.line):
            knowers = [by_id().get(knower) for knower in known_from(name)]
            assert knowers[0] is not None, (example.line, name)
            assert known_from(name)[0] in near, (example.line, name)
            assert any(flag in explained_flags(knower) for knower in knowers if knower), (example.line, flag)


@pytest.mark.parametrize("card", [card for card in cards() if not card.is_open], ids=lambda card: card.id)
def test_flags_of_closed_examples_are_explained_too(card: Card) -> None:
    for example in card.examples:
        typed = {word.split("=")[0] for word in example.line.split() if word.startswith("-")}
        assert typed <= explained_flags(card)


@pytest.mark.parametrize("card", cards(), ids=ids(cards()))
def test_a_closed_card_runs_nothing_and_an_open_one_something(card: Card) -> None:
    runs = [example.line for example in card.examples if not example.no_run]
    if not card.is_open:
        assert runs == []
    elif card.id not in {"docker compose events", "docker compose wait"}:  # never end by themselves
        assert runs


@pytest.mark.parametrize("card", cards(), ids=ids(cards()))
def test_related_commands_have_cards(card: Card) -> None:
    assert card.related
    assert set(card.related) <= set(by_id())
    assert card.id not in card.related


@pytest.mark.parametrize("card", cards(), ids=ids(cards()))
def test_a_mistake_is_a_message_that_docker_really_writes(card: Card) -> None:
    for mistake in card.mistakes:
        assert any(
            mistake.error.casefold() in message.casefold() for error in errors() for message in error.messages
        ), mistake.error


def test_the_long_form_of_a_command_stands_on_its_card() -> None:
    for name, long in (
        ("docker ps", "docker container ls"),
        ("docker rm", "docker container rm"),
        ("docker rmi", "docker image rm"),
        ("docker images", "docker image ls"),
        ("docker run", "docker container run"),
        ("docker info", "docker system info"),
    ):
        assert any(form.form.startswith(long) for form in by_id()[name].forms)
