"""Fixtures for every room's tests."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

from tests.fake_discord import TOKEN

# A busy machine is no failure, and what was green once is green again: the same examples each time, until others are
# asked for (`make test EXAMPLES=new`).
settings.register_profile("new", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", settings.get_profile("new"), derandomize=True)
settings.load_profile("same")

pytest_plugins = ["tests.engine_fixtures", "tests.fake_discord.plugin", "tests.discord_face.starting"]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test in whose output or logs the bot's token stands."""
    report = yield
    if any(TOKEN in text for name, text in report.sections if name.startswith("Captured")):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: the token is in what was printed or logged"
    return report
