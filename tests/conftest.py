"""Fixtures for every room's tests."""

pytest_plugins = ["tests.fake_discord.plugin"]
