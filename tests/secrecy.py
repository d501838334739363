"""A pytest plugin: no test may leave the bot's token in what is printed, logged or told of a failure."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tests.fake_discord import TOKEN

TOLD = "the token is in {}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test in whose output, logs, failure or children's log files the token stands."""
    report = yield
    places = list(_places(item, report))
    if places:
        told = f"{item.nodeid}: {TOLD.format(', '.join(places))}"
        failure = report.longreprtext.replace(TOKEN, "[token]") if report.failed else ""
        report.outcome = "failed"
        report.longrepr = f"{failure}\n{told}".strip()
        report.sections = [(name, text.replace(TOKEN, "[token]")) for name, text in report.sections]
    return report


def _places(item: pytest.Item, report: pytest.TestReport) -> Iterator[str]:
    if any(TOKEN in text for name, text in report.sections if name.startswith("Captured")):
        yield "what was printed or logged"
    if report.failed and TOKEN in report.longreprtext:
        yield "what is told of the failure"
    folder = getattr(item, "funcargs", {}).get("tmp_path")
    if report.when == "teardown" and isinstance(folder, Path):
        yield from (path.name for path in logs_with_token(folder))


def logs_with_token(folder: Path) -> list[Path]:
    """Return the log files below a folder that hold the token: what children of a test wrote.

    An engine may still be ending below it: what goes away meanwhile is no log that was left.
    """
    return sorted(path for path in _logs(folder) if TOKEN.encode() in _content(path))


def _logs(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):  # unlike `rglob`, passes over a folder that has gone
        yield from (Path(place) / name for name in names if name.endswith(".log"))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes() if path.is_file() else b""
    except FileNotFoundError:
        return b""
