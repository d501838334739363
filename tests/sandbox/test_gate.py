"""The gate in front of the deployment's registry lets through what the policy opens, and nothing else."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.settings import Settings
from sandbox.policy.image_names import short_name
from sandbox.policy.kinds import is_open
from sandbox.supervisor.layout import SOURCE
from sandbox.supervisor.stock import course_images

COURSE = tuple(image.name for image in course_images())
RULE = re.compile(r'^ *"~(\^\(\?:library/\)\?.*\$)" 1;$', re.MULTILINE)
REQUEST = re.compile(r'^ *"~(\^/v2/.*\$)" \$name;$', re.MULTILINE)
PATTERNS = st.text("ab/.-*?", min_size=1, max_size=6) | st.sampled_from(
    ["library/*", "*", "bitnami/*", "postgres", "a/[ab]*", "[!a]b", "gh?/*", "A/b", "a]", "[a", "a b", " a ", "a.b"]
)
REPOSITORIES = st.from_regex(r"(library/)?[ab]([.-][ab])?(/[ab.]?[ab]){0,2}", fullmatch=True) | st.sampled_from(
    ["library/nginx", "library/postgres", "bitnami/redis", "library/evil", "evil/web", "gh/x", "ghq/x"]
)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with TemporaryDirectory() as name:
        shutil.copy(SOURCE / "course_images" / "images.toml", name)
        shutil.copy(SOURCE / "registry_image" / "open", name)
        yield Path(name)


def written(folder: Path, **environment: str) -> str:
    """Return the settings that the gate's program writes."""
    program = ["/bin/sh", str(SOURCE / "registry_image" / "gate")]
    told = {"PATH": "/usr/bin:/bin", "GORAE_OPEN": str(folder), **environment}
    return subprocess.run(program, env=told, capture_output=True, text=True, check=True).stdout  # noqa: S603 - ours


def lets_through(text: str, repository: str) -> bool:
    return any(re.fullmatch(rule, repository, re.ASCII) for rule in RULE.findall(text))


@settings(max_examples=60, deadline=None)
@given(patterns=st.lists(PATTERNS, max_size=4), repositories=st.lists(REPOSITORIES, min_size=20, max_size=20))
def test_the_gate_opens_what_the_policy_opens(folder: Path, patterns: list[str], repositories: list[str]) -> None:
    text = written(folder, GORAE_IMAGES=",".join(patterns))
    asked = Settings(images=",".join(patterns))  # type: ignore[arg-type]  # as the environment has it
    for repository in repositories:
        # The hub knows no image of one word, and no official one of more than two.
        if repository.startswith("library/") == (repository.count("/") == 1) and "/" in repository:
            assert lets_through(text, repository) == is_open(short_name(repository), (*COURSE, *asked.images)), patterns


def test_where_nothing_is_set_both_hold_to_the_same_patterns(folder: Path) -> None:
    text = written(folder)
    assert len(RULE.findall(text)) == len(COURSE) + len(Settings.model_fields["images"].default)
    assert [lets_through(text, name) for name in ("library/postgres", "bitnami/redis", "evil/web")] == [
        True,
        True,
        False,
    ]
    assert lets_through(written(folder, GORAE_IMAGES=""), "library/nginx")
    assert not lets_through(written(folder, GORAE_IMAGES=""), "library/postgres")


@pytest.mark.parametrize(
    ("path", "repository"),
    [
        ("/v2/library/nginx/manifests/latest", "library/nginx"),
        ("/v2/library/nginx/manifests/1.26?ns=docker.io", "library/nginx"),
        (f"/v2/library/nginx/blobs/sha256:{'0' * 64}", "library/nginx"),
        ("/v2/library/nginx/tags/list?n=5", "library/nginx"),
        ("/v2/library/nginx/manifests/../../../evil/web/manifests/latest", ""),
        ("/v2/library/nginx/../../evil/web/manifests/latest", ""),
        ("/v2/library%2Fnginx/manifests/latest", ""),
        ("/v2/library/nginx/manifests/..%2f..%2f..%2fevil/web/manifests/latest", ""),
        ("//v2/library/nginx/manifests/latest", ""),
        ("/v2//library/nginx/manifests/latest", ""),
        ("http://registry/v2/library/nginx/manifests/latest", ""),
        ("/v2/_catalog", ""),
        ("/debug/vars", ""),
    ],
)
def test_a_request_has_one_reading_or_none(folder: Path, path: str, repository: str) -> None:
    (rule,) = REQUEST.findall(written(folder))
    found = re.fullmatch(rule.replace("(?<name>", "(?P<name>"), path)
    assert (found["name"] if found else "") == repository
