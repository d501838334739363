"""The guard of the token is guarded: a test that leaks it fails, in whichever way it does."""

from __future__ import annotations

import pytest

from tests import secrecy

TOKEN = "MTB.another.token"  # of the tests within these tests, whose reports say it
LEAKS = {
    "prints": "print(TOKEN)",
    "complains": "sys.stderr.write(TOKEN)",
    "logs": "logging.getLogger('bot').warning('with %s', TOKEN)",
    "fails": "raise ValueError(TOKEN)",
    "asserts": "assert TOKEN == 'else'",
    "child": "(tmp_path / 'bot.log').write_text(f'login {TOKEN}')",
}
TESTS = """
import logging, sys
TOKEN = "{token}"

def test_it(tmp_path):
    {leak}
"""


def outcome(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, leak: str) -> pytest.RunResult:
    pytester.makepyfile(TESTS.format(token=TOKEN, leak=leak))
    without = [word for name in ("randomly", "xdist", "cacheprovider", "asyncio") for word in ("-p", f"no:{name}")]
    with monkeypatch.context() as patched:
        patched.setattr(secrecy, "TOKEN", TOKEN)
        return pytester.runpytest_inprocess(*without, "-p", "tests.secrecy")


@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS.keys())
def test_a_test_that_leaks_the_token_fails_and_its_report_does_not_hold_it(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, leak: str
) -> None:
    run = outcome(pytester, monkeypatch, leak)
    assert run.ret == pytest.ExitCode.TESTS_FAILED
    assert "the token is in" in run.stdout.str()
    assert TOKEN not in run.stdout.str()


def test_one_that_keeps_it_passes(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome(pytester, monkeypatch, "print(len(TOKEN))").assert_outcomes(passed=1)
