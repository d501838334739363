"""No way around the list of open images: whatever name docker comes to, by whatever variable, is the one judged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.policy import dockerfile
from sandbox.policy.dockerfile import Given, given_arguments
from sandbox.policy.parse import read
from sandbox.policy.plan import Plan, Refusal
from sandbox.policy.settings import PolicySettings
from tests.sandbox.policy.judged import key

NARROW = PolicySettings(images=("busybox", "nginx", "library/*"))
# What a real engine (26.1.5, buildx 0.13.1) asked a registry for, beside busybox, when it was given these Dockerfiles
# (`older`: by its older builder). `tests/engine/test_readings.py` asks it again.
ASKED = [json.loads(line) for line in Path(__file__).with_name("dockerfiles.jsonl").read_text("utf-8").splitlines()]
EVIL = "evil/image"
BLANK = "FROM busybox\n"
COMPOSE = "services:\n  a:\n    image: "


@pytest.mark.parametrize("row", ASKED, ids=lambda row: row["text"][:60])
def test_every_image_that_docker_would_ask_for_is_judged(row: dict[str, Any]) -> None:
    given = Given(given_arguments(row["args"], {}), frozenset(row["contexts"]))
    refusal = dockerfile.check(row["text"], NARROW, given)
    assert (refusal.key if refusal else "") == row["key"]
    # `library/*` is open here.
    assert row["key"] or not any("/" in image for image in row["asks"])


BUILDS = {
    "a default": ("docker build .", f"ARG X={EVIL}\nFROM $X\n"),
    "an argument of the line": ("docker build --build-arg X=evil/image .", "ARG X=nginx\nFROM $X\n"),
    "an argument of the session": ("export X=evil/image; docker build --build-arg X .", "ARG X=nginx\nFROM $X\n"),
    "an argument before the command": ("X=evil/image docker build --build-arg X .", "ARG X\nFROM $X\n"),
    "a default in place": ("docker build .", "FROM ${X:-evil/image}\n"),
    "a default in a default": ("docker build .", "FROM ${X:-${Y:-evil/image}}\n"),
    "an alternative": ("docker build .", "ARG X=a\nFROM ${X:+evil/image}\n"),
    "part of a name": ("docker build .", "ARG X=vil\nFROM e${X}/image\n"),
    "a host by its port": ("docker build .", "ARG X=5000/evil/image\nFROM nginx:$X\n"),
    "a stage's own argument": ("docker build .", f"ARG X={EVIL}\nFROM nginx\nARG X=nginx\nFROM $X\n"),
    "a mount": ("docker build .", "FROM nginx\nRUN --mount=type=bind,from=evil/image,target=/x ls\n"),
    "an argument that names a reader": ("docker build --build-arg BUILDKIT_SYNTAX=evil/image .", BLANK),
    "a context": ("docker build --build-context nginx=docker-image://evil/image .", "FROM nginx\n"),
    "a context by a longer name": (
        "docker build --build-context docker.io/evil/image=. .",
        "FROM docker.io/evil/image\n",
    ),
}
PROJECTS = {
    "a variable": ("docker compose up -d", COMPOSE + "${X}\n", "X=evil/image\n"),
    "a default": ("docker compose up -d", COMPOSE + "${X:-evil/image}\n", ""),
    "a hard default": ("docker compose up -d", COMPOSE + "${X-evil/image}\n", ""),
    "an alternative": ("docker compose up -d", COMPOSE + "${X:+evil/image}\n", "X=1\n"),
    "a variable of the session": ("export X=evil/image; docker compose up -d", COMPOSE + "${X:-nginx}\n", "X=nginx\n"),
    "a variable before the command": ("X=evil/image docker compose pull", COMPOSE + "$X\n", ""),
    "another env file": ("docker compose --env-file b.env up -d", COMPOSE + "$X\n", "X=nginx\n"),
    "a value in a value": ("docker compose up -d", COMPOSE + "$X\n", "Y=evil\nX=${Y}/image\n"),
    "a value over lines": ("docker compose up -d", COMPOSE + "$X\n", 'Y="\nX=evil/image\n"\nX=nginx\n'),
    "part of a name": ("docker compose up -d", COMPOSE + "e${X}/image\n", "X=vil\n"),
    "an argument": ("docker compose build", "services: {a: {build: {context: ., args: {BASE: evil/image}}}}\n", ""),
    "an argument's variable": (
        "docker compose build",
        "services: {a: {build: {context: ., args: ['BASE=$X']}}}\n",
        "X=evil/i\n",
    ),
    "an argument without a value": (
        "docker compose build",
        "services: {a: {build: {context: ., args: [BASE]}}}\n",
        "BASE=evil/i\n",
    ),
    "an argument of the line": ("docker compose build --build-arg BASE=evil/image", "services: {a: {build: .}}\n", ""),
    "an argument of what it extends": (
        "docker compose build",
        "services: {a: {build: ., extends: {service: b}}, b: {build: {args: {BASE: evil/image}}}}\n",
        "",
    ),
    "a Dockerfile in it": (
        "docker compose build",
        "services: {a: {build: {dockerfile_inline: 'FROM $X'}}}\n",
        "X=evil/i\n",
    ),
    "a Dockerfile in it with a dollar": (
        "docker compose build",
        "services: {a: {build: {dockerfile_inline: 'FROM $${X:-evil/image}'}}}\n",
        "",
    ),
    "a context": (
        "docker compose build",
        "services: {a: {build: {context: ., additional_contexts: {nginx: '${X}'}}}}\n",
        "X=docker-image://evil/image\n",
    ),
    "a reader by a variable": (
        "docker compose build",
        "services: {a: {build: {context: ., args: ['${K}=evil/i']}}}\n",
        "K=BUILDKIT_SYNTAX\n",
    ),
    "an argument's own name": (
        "docker compose build",
        "services: {a: {build: {context: ., args: ['${K}=evil/i']}}}\n",
        "K=BASE\n",
    ),
    "an argument of the line, of who knows what": (
        "docker compose build --build-arg BASE",
        "services: {a: {build: .}}\n",
        'A="\nBASE=evil/image\n"\nBASE=evil/image\n',
    ),
    "what it extends, by a variable": (
        "docker compose build",
        "services: {a: {build: ., extends: {service: '${S}'}}, b: {build: {context: no, args: {BASE: evil/image}}}}\n",
        "S=b\n",
    ),
    "a reader": ("docker compose build", "services: {a: {build: {context: ., args: [BUILDKIT_SYNTAX=evil/i]}}}\n", ""),
    "a name pulled before it is built": ("docker compose up -d", "services: {a: {image: evil/image, build: .}}\n", ""),
    "a name that is pulled": ("docker compose pull", "services: {a: {image: evil/image, build: .}}\n", ""),
    "a name that is always pulled": (
        "docker compose up --build",
        "services: {a: {image: evil/image, build: ., pull_policy: '${P}'}}\n",
        "P=always\n",
    ),
}
REFUSING = frozenset({
    *("closed-image", "other-registry", "image-variable", "dockerfile-syntax", "remote-build", "pulled-before-built"),
})  # fmt: skip


@pytest.mark.parametrize("name", BUILDS)
def test_a_build_comes_to_no_closed_image(name: str) -> None:
    line, text = BUILDS[name]
    assert key(line, {"Dockerfile": text}, NARROW) in REFUSING


@pytest.mark.parametrize(
    "text",
    [
        "FROM nginx\nCOPY --from=evil / /\nFROM nginx AS evil\n",
        "FROM nginx AS evil\nCOPY --from=evil / /\n",
        "FROM nginx AS evil\nONBUILD COPY --from=evil / /\n",
    ],
)
def test_only_a_stage_above_stands_for_an_image_of_its_name(text: str) -> None:
    """The older builder (`DOCKER_BUILDKIT=0`) pulls an image by the name of a stage that it does not know yet."""
    narrow = PolicySettings(images=("nginx",))
    assert key("docker build .", {"Dockerfile": text}, narrow) == "closed-image"
    assert key("docker build .", {"Dockerfile": "FROM nginx AS Evil\nFROM nginx\nCOPY --from=evil / /\n"}, narrow) == ""


@pytest.mark.parametrize("name", PROJECTS)
def test_a_project_comes_to_no_closed_image(name: str) -> None:
    line, text, env = PROJECTS[name]
    files = {"compose.yaml": text, ".env": env, "b.env": "X=evil/image\n", "Dockerfile": "ARG BASE=nginx\nFROM $BASE\n"}
    assert key(line, files, NARROW) in REFUSING


@pytest.mark.parametrize(
    ("line", "files"),
    [
        ("docker build .", {"Dockerfile": "ARG V=1.27\nFROM nginx:${V}-alpine AS web\nFROM web\n"}),
        ("docker build --build-arg BASE=nginx .", {"Dockerfile": f"ARG BASE={EVIL}\nFROM ${{BASE}}\n"}),
        ("docker build --build-context evil/image=./lib .", {"Dockerfile": f"FROM nginx\nCOPY --from={EVIL} / /\n"}),
        (
            "docker build .",
            {"Dockerfile": "FROM --platform=$BUILDPLATFORM nginx AS build\nFROM nginx\nCOPY --from=build / /\n"},
        ),
        ("docker compose up -d", {"compose.yaml": f"{COMPOSE}${{IMAGE:-nginx}}:${{TAG:-latest}}\n"}),
        ("docker compose up -d", {"compose.yaml": f"{COMPOSE}${{IMAGE:-{EVIL}}}\n", ".env": "IMAGE=nginx  # ours\n"}),
        ("docker compose up -d --build", {"compose.yaml": "services: {a: {image: evil/image, build: .}}\n"}),
        ("docker compose build", {"compose.yaml": "services: {a: {image: evil/image, build: .}}\n"}),
        ("docker compose up -d", {"compose.yaml": "services: {a: {image: evil/i, build: ., pull_policy: build}}\n"}),
        (
            "docker compose up -d",
            {"compose.yaml": f"{COMPOSE}nginx\n    environment: {{A: '$PATH'}}\n", ".env": "X: y\n"},
        ),
    ],
)
def test_a_name_that_comes_out_open_is_open(line: str, files: dict[str, str]) -> None:
    assert key(line, files, NARROW) == ""


@pytest.mark.parametrize(
    ("line", "files"),
    [
        ("docker build .", {"Dockerfile": "FROM $BASE\n"}),
        ("docker build --build-arg BASE= .", {"Dockerfile": f"ARG BASE={EVIL}\nFROM $BASE\n"}),
        ("docker build .", {"Dockerfile": "FROM nginx:$TAG\n"}),
        ("docker build .", {"Dockerfile": "FROM ${BASE:?which one}\n"}),
        ("docker build .", {"Dockerfile": f"ARG X={EVIL}\nFROM nginx\nCOPY --from=$X / /\n"}),
        ("docker compose up", {"compose.yaml": f"{COMPOSE}${{X}}\n"}),
        ("docker compose up", {"compose.yaml": f"{COMPOSE}nginx:${{TAG:?need TAG}}\n"}),
        ("docker compose build", {"compose.yaml": "services: {a: {build: .}}\n", "Dockerfile": "ARG X\nFROM $X\n"}),
    ],
)
def test_what_docker_itself_refuses_is_left_to_docker(line: str, files: dict[str, str]) -> None:
    assert key(line, files, NARROW) == ""


@pytest.mark.parametrize(
    "image",
    [
        *("docker.io/evil/image", "index.docker.io/evil/image", "registry-1.docker.io/evil/image", "evil/image:1"),
        *(
            "docker.io/evil/image@sha256:" + "0" * 64,
            "DOCKER.IO/evil/image",
            "Docker.io/evil/image",
            "evil.example/nginx",
        ),
        *("nginx:5000/evil/image", "localhost/evil/image", "localhost:5000/evil/image", "EVIL/image", "évil/image"),
        *(
            "nginx/../evil/image",
            "library/nginx/evil",
            "docker.io/library/evil/image",
            "evil/imageｎginx",
            "[::1]:5000/nginx",
        ),
        *(
            "evil/image@sha512:" + "0" * 128,
            "nginx@sha512:" + "0" * 128,
            "docker.io:443/evil/image",
            "docker.io./nginx",
        ),
    ],
)
def test_a_closed_image_is_refused_however_it_is_written(image: str) -> None:
    narrow = PolicySettings(images=("nginx", "library/*"))
    assert isinstance(read(f"docker pull {image}", narrow), Refusal)
    assert key("docker build .", {"Dockerfile": f"FROM {image}\n"}, narrow)
    assert key("docker compose up", {"compose.yaml": f"{COMPOSE}'{image}'\n"}, narrow)


@pytest.mark.parametrize("build", ["", "''", "{}", "null", "[]"])
def test_a_name_is_nobody_s_to_give_where_nothing_is_built(build: str) -> None:
    text = f"services:\n  a:\n    image: evil/image\n    build: {build}\n"
    assert key("docker compose up --build", {"compose.yaml": text}, NARROW) == "compose-broken"


def test_what_an_image_will_do_when_it_is_built_on_is_judged_when_it_is_written() -> None:
    for line in (
        "docker commit --change 'ONBUILD COPY --from=evil/image / /' box web",
        "docker import -c 'ONBUILD COPY --from=evil/image / /' a.tar web",
    ):
        refusal = read(line, NARROW)
        assert isinstance(refusal, Refusal)
        assert refusal.key == "closed-image"
    assert isinstance(read("docker commit --change 'CMD [\"sh\"]' box web", NARROW), Plan)
