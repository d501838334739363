"""Fixtures: `fake_discord` is running, discord.py points at it, and its end fails a test that broke the rules."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Generator
from pathlib import Path

import pytest

from tests.fake_discord.clock import ManualClock
from tests.fake_discord.server import FakeDiscord
from tests.fake_discord.spec import Spec

_BESIDE_THE_CHECKOUT = Path(__file__).resolve().parents[3] / "shared" / "discord" / "openapi.json"
_LOGS = pytest.StashKey[FakeDiscord]()


def spec_path() -> Path:
    """Return where Discord's OpenAPI description is looked for."""
    named = os.environ.get("DISCORD_OPENAPI")
    return Path(named) if named else _BESIDE_THE_CHECKOUT


def read_spec() -> Spec | None:
    """Return Discord's own description; required in CI, elsewhere its checks are left out when it is not there."""
    path = spec_path()
    if path.is_file():
        return Spec.read(path)
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"Discord's OpenAPI description is not at {path}; set DISCORD_OPENAPI")
    return None


@pytest.fixture(scope="session")
def discord_spec() -> Spec | None:
    """Return what `read_spec` does, read once."""
    return read_spec()


@pytest.fixture
def discord_clock() -> ManualClock:
    """Return the clock of the fake and of the face."""
    return ManualClock()


@pytest.fixture
async def fake_discord(
    request: pytest.FixtureRequest, discord_clock: ManualClock, discord_spec: Spec | None
) -> AsyncIterator[FakeDiscord]:
    """Serve a Discord; its end fails the test when anything broke Discord's rules."""
    fake = FakeDiscord(discord_clock, discord_spec)
    request.node.stash[_LOGS] = fake
    async with fake.running():
        yield fake
    fake.check()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Print the transcript of a test that failed."""
    report = yield
    fake = item.stash.get(_LOGS, None)
    if fake is not None and report.failed:
        report.sections.append(("Discord", fake.log.transcript()))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once when the contract was not checked."""
    if not spec_path().is_file():
        terminalreporter.write_line("Discord's OpenAPI description was not found: its checks were left out.")
