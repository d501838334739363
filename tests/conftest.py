"""Fixtures for every room's tests."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A busy machine is no failure, and what was green once is green again: the same examples each time, until others are
# asked for (`make test EXAMPLES=new`).
settings.register_profile("new", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", settings.get_profile("new"), derandomize=True)
settings.load_profile("same")

pytest_plugins = [
    *("pytester", "tests.secrecy"),
    *("tests.engine_fixtures", "tests.fake_discord.plugin", "tests.discord_face.starting"),
    *("tests.discord_face.asking", "tests.discord_face.admins", "tests.discord_face.terminals"),
]
