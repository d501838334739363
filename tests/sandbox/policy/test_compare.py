import json
from collections import Counter
from pathlib import Path

import pytest

from sandbox.policy.compare import DifferenceKind, same_meaning

PAIRS = [json.loads(line) for line in (Path(__file__).parent / "pairs.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair['expected']} <- {pair['given']}")
def test_a_typed_command_is_judged_by_what_it_means(pair: dict[str, str]) -> None:
    difference = same_meaning(pair["given"], pair["expected"])
    assert (difference.kind if difference else "") == pair["kind"], difference


def test_the_pairs_are_many_and_of_every_kind() -> None:
    kinds = Counter(pair["kind"] for pair in PAIRS)
    assert len(PAIRS) >= 300
    assert kinds[""] >= 100
    assert {kind for kind in kinds if kind} == {kind.value for kind in DifferenceKind}
    assert len({(pair["expected"], pair["given"]) for pair in PAIRS}) == len(PAIRS)


@pytest.mark.parametrize(
    ("given", "nearer", "farther"),
    [
        ("docker save -o x.tar busybox", "docker save -o bread.tar busybox", "docker save busybox > bread.tar"),
        ("docker save busybox > x.tar", "docker save busybox > bread.tar", "docker save -o bread.tar busybox"),
        ("docker rm web", "docker rm -f web", "docker stop web && docker rm web"),
        ("docker stop web", "docker stop web && docker rm web", "docker rm -f web"),
        ("docker run -p 80:8080 nginx", "docker run -p 8080:80 nginx", "docker run -d -p 80:8080 nginx"),
    ],
)
def test_of_two_accepted_lines_the_one_that_was_meant_is_reached_farther(given: str, nearer: str, farther: str) -> None:
    near, far = same_meaning(given, nearer), same_meaning(given, farther)
    assert near is not None
    assert far is not None
    assert near.reach > far.reach


def test_a_near_miss_says_what_differs() -> None:
    swapped = same_meaning("docker run -p 80:8080 nginx", "docker run -p 8080:80 nginx")
    assert swapped is not None
    assert (swapped.given, swapped.expected, swapped.name) == ("80:8080", "8080:80", "--publish")
    missing = same_meaning("docker run nginx", "docker run --name web nginx")
    assert missing is not None
    assert (missing.name, missing.expected) == ("--name", "web")
    typo = same_meaning("dcoker ps", "docker ps")
    assert typo is not None
    assert typo.expected == "docker ps"
