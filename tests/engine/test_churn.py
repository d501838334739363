"""Sandboxes that come and go, many at once, leave nothing behind; the whole measurement is `make bench`'s."""

from __future__ import annotations

import asyncio

import pytest

from bench.sandbox_density import come_and_go, left_behind, traces
from sandbox.supervisor.layout import Layout
from tests.engine_fixtures import CACHE, LiveEngine

pytestmark = pytest.mark.engine


async def test_sixteen_made_and_removed_eight_at_a_time_leave_nothing(live_engine: LiveEngine) -> None:
    layout = Layout.of(live_engine.data_folder, CACHE)
    await come_and_go(live_engine.ready, 8)  # what is made once is there then
    before = await asyncio.to_thread(traces, layout)
    await come_and_go(live_engine.ready, 16)
    assert await left_behind(layout, before) == {}
