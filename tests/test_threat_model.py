"""docs/threat-model.md promises a place and a test for every control: both are there."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.engine.escape_cases import SCRIPTS, SYSCALLS
from tests.engine.escape_privileged import PRIVILEGED

PROJECT = Path(__file__).parent.parent
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (PROJECT / "docs" / "threat-model.md").read_text("utf-8").splitlines()
    if line.startswith("| ")
][1:]
CASES = (*SYSCALLS, *SCRIPTS, *PRIVILEGED)
TESTS = {
    name
    for path in (PROJECT / "tests").rglob("test_*.py")
    for name in re.findall(r"^(?:async )?def (test_\w+)\(", path.read_text("utf-8"), re.MULTILINE)
}


def _is_shown(word: str) -> bool:
    """Return whether a word names a test, a file of tests or benches, or a case of the escape suite (with `*`)."""
    file, _, name = word.rpartition("::")
    if "/" in name:
        return (PROJECT / name).is_file()
    if "/" in file and not (PROJECT / file).is_file():
        return False
    return name in TESTS or any(fnmatch(case, name) for case in CASES)


def test_the_table_was_read() -> None:
    assert len(ROWS) > 30


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].partition(" / ")[2])
def test_every_control_has_a_place_and_a_test_that_exist(row: list[str]) -> None:
    _, where, shown = row
    places = [word for word in re.findall(r"`([^`]+)`", where) if "/" in word and " " not in word]
    assert all((PROJECT / place).exists() for place in places), where
    names = re.findall(r"`([^`]+)`", shown)
    assert names
    assert [name for name in names if not _is_shown(name)] == []
