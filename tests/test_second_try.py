"""A raced test is tried twice, any other once."""

from __future__ import annotations

import pytest

BODY = """
import pytest

tries = []

@pytest.fixture
def fresh():
    return []

@pytest.mark.raced
def test_raced(fresh):
    fresh.append(1)
    tries.append(1)
    assert fresh == [1]
    assert len(tries) == 2

@pytest.mark.raced
def test_wrong_twice():
    assert False

def test_once():
    assert False
"""


def test_a_raced_test_may_fail_once_and_no_other(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nmarkers =\n  raced: tried twice\n")
    pytester.makepyfile(BODY)
    result = pytester.runpytest("-p", "tests.second_try", "-p", "no:randomly", "-p", "no:asyncio")
    result.assert_outcomes(passed=1, failed=2)
