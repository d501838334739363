"""What is there already may be run under its name, which opens nothing of the registry."""

from __future__ import annotations

import pytest

from sandbox.policy.parse import read
from sandbox.policy.plan import Plan, Refusal
from sandbox.policy.settings import PolicySettings
from tests.sandbox.policy.judged import key

COMPOSE = "services:\n  a:\n    image: "
OWN = PolicySettings(images=("nginx",), own_images=frozenset({"evil/image:mine", "web:latest", "sha256:4af9d1"}))


@pytest.mark.parametrize(
    "line", ["docker run evil/image:mine", "docker run docker.io/evil/image:mine", "docker run 4af9"]
)
def test_what_is_there_may_be_run(line: str) -> None:
    assert isinstance(read(line, OWN), Plan)


@pytest.mark.parametrize(
    "line",
    [
        "docker run evil/image",
        "docker run evil/image:other",
        f"docker run evil/image:mine@sha256:{'0' * 64}",
        "docker pull evil/image:mine",
        "docker pull -a evil/image",
        "docker run --pull always evil/image:mine",
        "docker create --pull always evil/image:mine",
        "docker run --platform linux/arm64 evil/image:mine",
        "docker tag nginx evil/image:more && docker pull evil/image:more",
        "docker tag nginx evil/image:more && docker run evil/image:less",
    ],
)
def test_a_name_that_was_given_here_opens_nothing_of_the_registry(line: str) -> None:
    refusal = read(line, OWN)
    assert isinstance(refusal, Refusal)
    assert refusal.key == "closed-image"


def test_what_is_there_counts_for_nothing_where_docker_asks_the_registry() -> None:
    built, composed = {"Dockerfile": "FROM evil/image:mine\n"}, {"compose.yaml": f"{COMPOSE}evil/image:mine\n"}
    policy = {"compose.yaml": f"{COMPOSE}evil/image:mine\n    pull_policy: always\n"}
    assert key("docker build .", built, OWN) == key("docker compose up -d", composed, OWN) == ""
    for line, files in (
        ("docker build --pull .", built),
        ("docker build --platform linux/arm64 .", built),
        ("docker compose pull", composed),
        ("docker compose up --pull always", composed),
        ("docker compose up", policy),
        ("docker compose build --pull", {"compose.yaml": "services: {a: {build: .}}\n", **built}),
        ("docker compose build", {"compose.yaml": "services: {a: {build: {context: ., pull: true}}}\n", **built}),
    ):
        assert key(line, files, OWN) == "closed-image", line


def test_what_one_file_says_of_a_service_holds_in_all() -> None:
    files = {"compose.yaml": "services: {a: {image: evil/image:mine, build: .}}\n", "Dockerfile": "FROM nginx\n"}
    assert key("docker compose up", files, OWN) == ""
    for more in ("pull_policy: always", "pull_policy: daily", "platform: linux/arm64", "pull_policy: '${P}'"):
        over = {"compose.override.yml": f"services: {{a: {{{more}}}}}\n", ".env": "P=always\n"}
        assert key("docker compose up", files | over, OWN) == "pulled-before-built", more


def test_what_is_there_is_no_base_of_another_platform() -> None:
    assert key("docker build .", {"Dockerfile": "FROM --platform=linux/arm64 evil/image:mine\n"}, OWN) == "closed-image"
