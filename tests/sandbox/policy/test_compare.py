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
