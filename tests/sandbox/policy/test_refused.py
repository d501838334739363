import json
import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from sandbox.policy import compose
from sandbox.policy.looked_at import CHECKS
from sandbox.policy.parse import read
from sandbox.policy.plan import FileKind, Plan, Refusal
from sandbox.policy.settings import PolicySettings
from tests.sandbox.policy.judged import looked

HERE = Path(__file__).parent
CONTENT = HERE.parents[2] / "content" / "refusals"
SETTINGS = PolicySettings()
ROWS = [
    tuple(line.split(" :: ", 1))
    for line in (HERE / "refused.txt").read_text(encoding="utf-8").splitlines()
    if " :: " in line and not line.startswith("# `")
]
SUGGESTED = [json.loads(line) for line in (HERE / "suggested.jsonl").read_text(encoding="utf-8").splitlines()]
FILES = [json.loads(line) for line in (HERE / "files.jsonl").read_text(encoding="utf-8").splitlines()]
# Explanations whose line can't be written in the table, or that need other settings.
ELSEWHERE = {
    "control-character": ("docker ps \x1b[0m", SETTINGS),
    "too-long": ("docker ps " + "a" * 9000, SETTINGS),
    "too-many-steps": ("docker ps;" * 60, SETTINGS),
    "closed-image": ("docker pull debian", PolicySettings(images=("nginx",))),
    "absent-image": ("docker pull ubuntu", PolicySettings(stock=frozenset({"nginx"}))),
}
# Those that hang on a line and on files.
JUDGED = {
    "pulled-before-built": ("docker compose up", {"compose.yaml": "services: {a: {image: my/web, build: .}}\n"}),
}


def explanations() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for path in sorted(CONTENT.glob("*.yaml")):
        for entry in YAML(typ="safe").load(path.read_text(encoding="utf-8")):
            assert entry["key"] not in found
            found[entry["key"]] = entry
    return found


@pytest.mark.parametrize(("key", "line"), ROWS)
def test_a_closed_line_is_refused_for_its_own_reason(key: str, line: str) -> None:
    refusal = read(line, SETTINGS)
    assert isinstance(refusal, Refusal), refusal
    assert refusal.key == key


@pytest.mark.parametrize(("key", "line"), [row for row in ROWS if row[0] not in ("empty", "bad-path")])
def test_a_refusal_names_a_word_that_was_typed(key: str, line: str) -> None:
    refusal = read(line, SETTINGS)
    assert isinstance(refusal, Refusal)
    assert refusal.word, key
    bare = line.replace("'", "").replace('"', "").replace("\\", "").replace("$PWD", "/home/learner")
    bare = bare.replace("$(pwd)", "/home/learner").replace("~", "/home/learner")
    typed = refusal.word.replace("\\", "")
    pieces = [piece for piece in typed.replace("$(…)", " ").split() if piece]
    assert all(piece in bare or piece in line or piece.lstrip("-$") in line for piece in pieces), refusal.word


@pytest.mark.parametrize("key", sorted(ELSEWHERE))
def test_limits_and_settings_have_their_own_reason(key: str) -> None:
    line, settings = ELSEWHERE[key]
    refusal = read(line, settings)
    assert isinstance(refusal, Refusal)
    assert refusal.key == key


@pytest.mark.parametrize("key", sorted(JUDGED))
def test_files_have_their_own_reason_with_the_line(key: str) -> None:
    refusal, _ = looked(*JUDGED[key], PolicySettings(images=("nginx",)))
    assert refusal is not None
    assert refusal.key == key


@pytest.mark.parametrize("row", SUGGESTED, ids=lambda row: row["line"])
def test_a_slip_gets_a_whole_line_that_is_allowed(row: dict[str, str]) -> None:
    refusal = read(row["line"], SETTINGS)
    assert isinstance(refusal, Refusal)
    assert refusal.suggestion == row["suggestion"]
    assert isinstance(read(row["suggestion"], SETTINGS), Plan)


@pytest.mark.parametrize("row", FILES, ids=lambda row: row["text"][:60])
def test_a_file_is_looked_at_before_docker_reads_it(row: dict[str, str]) -> None:
    refusal = CHECKS[FileKind(row["kind"])](row["text"])
    assert (refusal.key if refusal else "") == row["key"], refusal


def test_every_explanation_is_reached_and_every_reason_is_explained() -> None:
    reached = {key for key, _ in ROWS} | set(ELSEWHERE) | set(JUDGED) | {row["key"] for row in FILES} - {""}
    assert reached == set(explanations())


def test_every_explanation_says_what_why_and_what_instead() -> None:
    for key, entry in explanations().items():
        for part in ("title", "what", "why", "instead"):
            text = entry[part]
            assert text.endswith((".", "!", "?", "요", "}")), (key, part)
            assert len(text) <= 200, (key, part)
        assert entry["words"], key
        if entry.get("try"):
            assert isinstance(read(entry["try"], SETTINGS), Plan), (key, entry["try"])


def test_every_place_of_an_explanation_is_filled() -> None:
    told = explanations()
    refusals: list[Plan | Refusal | None] = [read(line, SETTINGS) for _, line in ROWS]
    refusals += [read(line, more) for line, more in ELSEWHERE.values()]
    refusals += [found for row in FILES if (found := CHECKS[FileKind(row["kind"])](row["text"])) is not None]
    refusals += [looked(*judged, PolicySettings(images=("nginx",)))[0] for judged in JUDGED.values()]
    for refusal in refusals:
        assert isinstance(refusal, Refusal)
        entry = told[refusal.key]
        places = re.findall(r"\{([a-z]+)\}", " ".join(entry[part] for part in ("title", "what", "why", "instead")))
        assert set(places) <= set(refusal.values), (refusal.key, places)


def test_no_two_explanations_say_the_same() -> None:
    texts = [entry["what"] for entry in explanations().values()]
    assert len(texts) == len(set(texts)) >= 40


def test_own_images_are_open_whatever_the_list_says() -> None:
    narrow = PolicySettings(images=("nginx",), own_images=frozenset({"my-app:1.0"}))
    assert isinstance(read("docker run my-app:1.0", narrow), Plan)
    assert isinstance(read("docker run other", narrow), Refusal)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("docker pull postgres:17", ""),
        ("docker pull library/postgres", ""),
        ("docker run docker.io/library/postgres", ""),
        ("docker run bitnami/redis", ""),
        ("docker run somebody/postgres", "closed-image"),
        ("docker run bitnami/redis/more", ""),
        ("docker create library/some/thing", "closed-image"),
        ("docker run sha256:0123456789ab", ""),
    ],
)
def test_a_pattern_opens_official_images_or_those_of_one_publisher(line: str, key: str) -> None:
    found = read(line, PolicySettings(images=("library/*", "bitnami/*")))
    assert (found.key if isinstance(found, Refusal) else "") == key


def test_what_the_registry_does_not_hold_is_refused_with_what_it_holds_and_the_nearest_name() -> None:
    stocked = PolicySettings(stock=frozenset({"nginx", "redis"}), own_images=frozenset({"web:latest", "sha256:4af9d1"}))
    refusal = read("docker run -d ngnix", stocked)
    assert isinstance(refusal, Refusal)
    assert (refusal.key, refusal.values["images"], refusal.suggestion) == (
        "absent-image",
        "nginx, redis",
        "docker run -d nginx",
    )
    for line in ("docker run web", "docker run 4af9", "docker pull redis:8"):
        assert isinstance(read(line, stocked), Plan), line
    assert isinstance(read("docker run 4bf9", stocked), Refusal)


@pytest.mark.parametrize(
    "making", ["docker build -t web .", "docker tag nginx web", "docker commit box web", "docker import a.tar web"]
)
def test_what_a_line_makes_may_be_run_further_on_in_it(making: str) -> None:
    narrow = PolicySettings(images=("nginx",))
    assert isinstance(read(f"{making} && docker run web", narrow), Plan)
    assert isinstance(read(f"docker run web && {making}", narrow), Refusal)


def test_the_name_of_what_a_compose_file_builds_is_its_writers() -> None:
    narrow = PolicySettings(images=("nginx",))
    built, pulled = "services:\n  a:\n    image: my/web\n    build: .\n", "services:\n  a:\n    image: my/web\n"
    assert compose.check(built, narrow) is None
    refusal = compose.check(pulled, narrow)
    assert refusal is not None
    assert refusal.key == "closed-image"
    refusal = compose.check("services:\n  a:\n    image: my/web:${TAG:-1}\n", narrow)
    assert refusal is not None
    assert refusal.key == "closed-image"
