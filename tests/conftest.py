"""Fixtures for every room's tests."""

pytest_plugins = ["tests.engine_fixtures", "tests.fake_discord.plugin"]
