"""Which files of the learner's a command will have read before it runs, and how they are judged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sandbox.policy.parse import read
from sandbox.policy.plan import Plan, Refusal
from tests.sandbox.policy.judged import SETTINGS, command, key, looked

OVERRIDES = [f"{name}.override.{ending}" for name in ("compose", "docker-compose") for ending in ("yml", "yaml")]
HARMLESS = "services:\n  a: {image: nginx}\n"
HARMFUL = "services:\n  a: {image: nginx, privileged: true}\n"


def test_compose_reads_its_default_files_and_the_env_beside_them() -> None:
    assert looked("docker compose up -d", {"compose.yaml": HARMLESS})[1] == ["compose.yaml", *OVERRIDES, ".env"]


def test_compose_reads_what_it_is_told_to() -> None:
    line = "docker compose -f app/a.yml -f b.yml --env-file x.env up"
    assert looked(line, {}) == (None, ["x.env", "app/a.yml", "b.yml"])
    assert looked("docker compose -f app/a.yml up", {})[1] == ["app/.env", ".env", "app/a.yml"]


def test_compose_takes_the_nearest_file_above() -> None:
    files = {"compose.yaml": HARMFUL, "a/b/compose.override.yml": HARMFUL}
    below = replace(SETTINGS, directory="a/b")
    assert key("docker compose up -d", files, below) == "privileged"
    assert key("docker compose up -d", files | {"a/docker-compose.yml": HARMLESS}, below) == ""
    assert key("docker compose --project-directory a up -d", files) == "privileged"


def test_of_two_override_files_the_one_that_compose_takes_is_read() -> None:
    files = {"compose.yaml": HARMLESS, "compose.override.yaml": HARMLESS, "compose.override.yml": HARMFUL}
    assert key("docker compose up -d", files) == "privileged"


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("docker build .", "Dockerfile"),
        ("docker build app", "app/Dockerfile"),
        ("docker build -f x/Dockerfile.dev app", "x/Dockerfile.dev"),
        ("cd app && docker build .", "app/Dockerfile"),
    ],
)
def test_a_build_reads_its_dockerfile(line: str, path: str) -> None:
    assert looked(line, {path: "FROM nginx\n"}) == (None, [path])


def test_a_dockerfile_in_small_letters_is_read_where_there_is_no_other() -> None:
    files = {"dockerfile": "FROM ghcr.io/a/b\n"}
    assert key("docker build .", files) == "other-registry"
    assert key("docker build .", files | {"Dockerfile": "FROM nginx\n"}) == ""
    assert key("docker compose build", {"compose.yaml": "services: {a: {build: .}}\n", **files}) == "other-registry"


def test_files_are_named_from_the_folder_the_learner_is_in() -> None:
    inside = replace(SETTINGS, directory="shop")
    assert "shop/compose.yaml" in looked("docker compose ps", {}, inside)[1]
    assert command("docker build .", inside).directory == "shop"
    assert command("cat ../a.txt", inside).paths == ("a.txt",)


def test_the_paths_of_the_workspace_are_named_for_the_runtime_to_look_at() -> None:
    assert command("docker run -v ./html:/x -v data:/d --env-file a.env nginx").paths == ("html", "a.env")
    assert command("docker cp web:/x ./out").paths == ("out",)
    assert command("cp -r a b").paths == ("a", "b")


def test_help_reads_no_files() -> None:
    assert looked("docker compose up --help", {}) == (None, [])
    assert looked("docker build --help", {}) == (None, [])


def test_places_and_variables_are_handed_on() -> None:
    plan = read("A=1; export B=2; mkdir app && cd app; echo $A$B", SETTINGS)
    assert isinstance(plan, Plan)
    assert plan.directory == "app"
    assert [(item.name, item.value, item.is_exported) for item in plan.variables] == [
        ("A", "1", False),
        ("B", "2", True),
    ]
    later = replace(SETTINGS, directory=plan.directory, variables=plan.variables)
    after = command("unset B; C=3 docker ps", later)
    assert (after.directory, after.environment) == ("app", (("C", "3"),))


def test_terminals_deadlines_and_questions_are_said() -> None:
    assert command("docker run -it busybox sh").is_terminal
    assert not command("docker run -d -it busybox sh").is_terminal
    assert command("docker compose exec web bash").is_terminal
    assert not command("docker compose exec -T web bash").is_terminal
    assert command("docker logs -f web").deadline_seconds == SETTINGS.follow_seconds
    assert command("docker logs web").deadline_seconds is None
    assert command("docker system prune").asks_first
    assert not command("docker system prune -f").asks_first
    assert command("docker rm web").changes_state
    assert not command("docker ps").changes_state


SHOP = "services:\n  a:\n    build: ../api\n  b:\n    build: {context: ., dockerfile: Dockerfile.dev}\n"


def test_a_compose_file_leads_to_the_dockerfiles_it_builds_from() -> None:
    asked = looked(
        "docker compose -f shop/compose.yaml build", {"shop/compose.yaml": SHOP, "api/Dockerfile": "FROM nginx\n"}
    )
    assert asked == (None, ["shop/.env", ".env", "shop/compose.yaml", "api/Dockerfile", "shop/Dockerfile.dev"])


@pytest.mark.parametrize(
    ("base", "over"),
    [
        ("services: {a: {build: {context: app}}}\n", "services: {a: {build: {dockerfile: D2}}}\n"),
        ("services: {a: {build: {context: app}, extends: {service: b}}, b: {build: {dockerfile: D2}}}\n", ""),
        ("services: {a: {build: {context: app}, extends: b}, b: {build: {dockerfile: D2}}}\n", ""),
        ("services: {a: {build: {context: '${PWD}/app', dockerfile: D2}}}\n", ""),
        ("services: {a: {build: {context: '~/app', dockerfile: D2}}}\n", ""),
        ("services: {a: {build: {context: ., dockerfile: app/D2}}}\n", ""),
        ("services: {a: {build: {context: ., dockerfile_inline: 'FROM ghcr.io/a/b'}}}\n", ""),
    ],
)
def test_the_dockerfile_is_the_one_of_all_of_the_project(base: str, over: str) -> None:
    files = {"compose.yaml": base, "compose.override.yml": over, "app/D2": "FROM ghcr.io/a/b\n"}
    assert key("docker compose build", files) == "other-registry"


def test_paths_of_a_compose_file_are_seen_from_the_project_s_folder() -> None:
    outside = "services:\n  a:\n    image: nginx\n    volumes: ['../../etc:/x']\n"
    files = {"a/b/c.yaml": outside, "compose.yaml": HARMLESS}
    assert key("docker compose -f compose.yaml -f a/b/c.yaml up -d", files) == "bind-outside"
    assert key("docker compose --project-directory . -f a/b/c.yaml up -d", files) == "bind-outside"
    inside = "services:\n  a:\n    image: nginx\n    volumes: ['../data:/data']\n"
    assert key("docker compose -f shop/compose.yaml up -d", {"shop/compose.yaml": inside}) == ""
    assert key("docker compose up -d", {"compose.yaml": inside}) == "bind-outside"


def test_an_env_that_names_other_files_is_refused_wherever_it_is_read() -> None:
    for path in (".env", "app/.env"):
        files = {path: "COMPOSE_FILE=x\n", "app/a.yml": HARMLESS, "compose.yaml": HARMLESS}
        assert key("docker compose -f app/a.yml up", files) == "closed-variable", path
    assert key("docker compose up", {".env": "A=1\n" * 40000, "compose.yaml": HARMLESS}) == "too-long"


@pytest.mark.parametrize(
    "line",
    [
        "cp evil Dockerfile | docker build .",
        "docker build . | mv evil Dockerfile",
        "docker run -v .:/x busybox cp /x/evil /x/compose.yaml | docker compose up -d",
        "docker compose config -o compose.yaml | docker compose up -d",
        "docker save -o Dockerfile nginx | docker build .",
        "docker exec box mv /x/evil /x/.env | docker compose config",
        "docker rmi -f evil/image:mine | docker run evil/image:mine",
        "docker run web | docker image prune -af",
        "docker compose down --rmi all | docker create web",
    ],
)
def test_what_is_looked_at_is_not_written_by_what_runs_beside_it(line: str) -> None:
    refusal = read(line, SETTINGS)
    assert isinstance(refusal, Refusal)
    assert refusal.key == "changing-file"
    assert isinstance(read(line.replace(" | ", "; "), SETTINGS), Plan)


@pytest.mark.parametrize(
    "line", ["docker compose config | grep image", "docker build . 2>&1 | tail -3", "cp a b && docker build ."]
)
def test_what_only_looks_may_run_beside_it(line: str) -> None:
    assert isinstance(read(line, SETTINGS), Plan)
