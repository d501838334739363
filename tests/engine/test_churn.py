"""Sandboxes that come and go, many at once, leave nothing behind; the whole measurement is `make bench`'s."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.sandbox_density import come_and_go, left_behind, traces
from sandbox.docker_engine import DockerClient, DockerSandboxes
from sandbox.limits import Limits
from sandbox.supervisor.layout import Layout
from sandbox.supervisor.wall import SystemClock
from tests.engine_fixtures import CACHE, LiveEngine

pytestmark = pytest.mark.engine


async def test_sixteen_made_and_removed_eight_at_a_time_leave_nothing(live_engine: LiveEngine) -> None:
    layout = Layout.of(live_engine.data_folder, CACHE)
    client = DockerClient(Path(live_engine.ready.socket))
    sandboxes = DockerSandboxes(client, live_engine.ready.instance, Limits(), SystemClock())
    try:
        await come_and_go(sandboxes, 8)  # as many threads and connections as there will be
        before = traces(layout)
        await come_and_go(sandboxes, 16)
        assert await left_behind(layout, before) == {}
    finally:
        await sandboxes.close()
        await client.close()
