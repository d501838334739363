"""docs/escape.md shows every case of the escape suite, and there are as many as promised."""

from __future__ import annotations

import re

import pytest

from tests.engine import test_escape, test_escape_policy, test_races
from tests.engine.escape_cases import SCRIPTS
from tests.engine.escape_privileged import PRIVILEGED
from tests.engine.told import PAGE, PARTS, _cell, page


def _parts() -> dict[str, list[str]]:
    """Return the names of the cases that the page shows, by the part they stand in."""
    titles = {title: part for part, (_, title) in PARTS.items()}
    found: dict[str, list[str]] = {}
    for section in PAGE.read_text("utf-8").split("\n## ")[1:]:
        title = re.sub(r" \(\d+\)$", "", section.partition("\n")[0])
        rows = [line for line in section.splitlines() if line.startswith("| ")][1:]
        found[titles[title]] = [row.split(" | ")[0].removeprefix("| ") for row in rows]
    return found


@pytest.mark.parametrize("part", PARTS)
def test_the_page_shows_every_case_and_no_other(part: str) -> None:
    assert _parts()[part] == list(PARTS[part][0])


def test_nothing_that_was_tried_worked() -> None:
    assert "it worked" not in PAGE.read_text("utf-8")


def test_more_than_a_hundred_and_fifty_cases_are_run_each_as_a_test_of_its_own() -> None:
    """Counted as pytest will run them: what the tests are parametrized with."""
    tests = [value for module in (test_escape, test_escape_policy, test_races) for value in vars(module).values()]
    marks = [mark for test in tests for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
    counted = sum(len(mark.args[1]) for mark in marks)
    assert counted == sum(len(names) for names, _ in PARTS.values())
    assert counted > 500
    assert len(set(SCRIPTS) | set(PRIVILEGED)) > 130


def test_a_row_is_one_line_without_what_differs_from_run_to_run() -> None:
    assert _cell("a | b\n`c`\n") == "`a \\| b 'c'`"
    assert _cell("rm /x/4af9d14af9d14af9d14af9d1/diff") == "`rm /x/…/diff`"
    assert _cell("Sun Nov 29 09:14:40 UTC 2026") == "`…`"
    assert len(_cell("x" * 500)) < 120
    with pytest.raises(KeyError):
        page({})
