"""The processor time of one sandbox."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.engine_fixtures import Bench, LiveEngine
from tests.timing import PATIENCE_SECONDS


@contextmanager
def little_cpu(live_engine: LiveEngine, bench: Bench) -> Iterator[None]:
    """Leave the sandbox a tenth of a processor for a while."""
    one = _group(live_engine, bench, "cpu.cfs_quota_us")
    file = one if one.exists() else _group(live_engine, bench, "cpu.max")
    before = file.read_text()
    file.write_text("10000")
    try:
        yield
    finally:
        file.write_text(before)


async def weighed(live_engine: LiveEngine, bench: Bench, as_idle: str) -> None:
    """Wait until the sandbox lets others go first, or rests after a test that computed."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while _group(live_engine, bench, "cpu.idle").read_text().strip() != as_idle:  # noqa: ASYNC110  the kernel's
            await asyncio.sleep(0.1)


def _group(live_engine: LiveEngine, bench: Bench, name: str) -> Path:
    """Return a file of the sandbox's processor group, of version 1 or 2."""
    group = Path(live_engine.ready.instance.name, bench.sandbox.sandbox_id)
    one = Path("/sys/fs/cgroup/cpu") / group / name
    return one if one.exists() else Path("/sys/fs/cgroup") / group / name
