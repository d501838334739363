"""Which files of the learner's a command will have read before it runs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sandbox.policy.looked_at import look
from sandbox.policy.parse import read
from sandbox.policy.plan import Command, FileKind, Plan, Refusal, UsedFile
from sandbox.policy.settings import PolicySettings

SETTINGS = PolicySettings()


def command(line: str, settings: PolicySettings = SETTINGS) -> Command:
    plan = read(line, settings)
    assert isinstance(plan, Plan), plan
    return plan.steps[-1].pipeline.commands[-1]


def files(line: str, settings: PolicySettings = SETTINGS) -> list[tuple[str, str]]:
    return [(used.kind.value, used.paths[0]) for used in command(line, settings).files]


def test_compose_reads_its_default_files_and_the_env_beside_them() -> None:
    assert files("docker compose up -d") == [
        ("env", ".env"),
        ("compose", "compose.yaml"),
        ("compose", "compose.override.yaml"),
    ]


def test_compose_reads_what_it_is_told_to() -> None:
    assert files("docker compose -f app/a.yml -f b.yml --env-file x.env up") == [
        ("env", ".env"),
        ("env", "app/.env"),
        ("env", "x.env"),
        ("compose", "app/a.yml"),
        ("compose", "b.yml"),
    ]


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
    assert files(line) == [(FileKind.DOCKERFILE.value, path)]


def test_files_are_named_from_the_folder_the_learner_is_in() -> None:
    inside = replace(SETTINGS, directory="shop")
    assert ("compose", "shop/compose.yaml") in files("docker compose ps", inside)
    assert command("docker build .", inside).directory == "shop"
    assert command("cat ../a.txt", inside).paths == ("a.txt",)


def test_the_paths_of_the_workspace_are_named_for_the_runtime_to_look_at() -> None:
    assert command("docker run -v ./html:/x -v data:/d --env-file a.env nginx").paths == ("html", "a.env")
    assert command("docker cp web:/x ./out").paths == ("out",)
    assert command("cp -r a b").paths == ("a", "b")


def test_help_reads_no_files() -> None:
    assert files("docker compose up --help") == []
    assert files("docker build --help") == []


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


def test_a_compose_file_leads_to_the_dockerfiles_it_builds_from() -> None:
    text = "services:\n  a:\n    build: ../api\n  b:\n    build: {context: ., dockerfile: Dockerfile.dev}\n"
    assert look(FileKind.COMPOSE, "shop/compose.yaml", text, SETTINGS) == (
        UsedFile(FileKind.DOCKERFILE, ("api/Dockerfile",)),
        UsedFile(FileKind.DOCKERFILE, ("shop/Dockerfile.dev",)),
    )


def test_a_file_is_read_from_the_folder_it_is_in() -> None:
    text = "services:\n  a:\n    image: nginx\n    volumes: ['../data:/data']\n"
    assert look(FileKind.COMPOSE, "shop/compose.yaml", text, SETTINGS) == ()
    outside = look(FileKind.COMPOSE, "compose.yaml", text, SETTINGS)
    assert isinstance(outside, Refusal)
    assert outside.key == "bind-outside"
    assert look(FileKind.DOCKERFILE, "Dockerfile", "FROM nginx\n", SETTINGS) == ()
    assert isinstance(look(FileKind.ENV, ".env", "COMPOSE_FILE=x\n", SETTINGS), Refusal)
