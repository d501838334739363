"""How fast the bot is ready with a warm engine, and how much memory it takes."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.row import Row
from bot.settings import read_settings

STARTS = 5
MOST_READY_SECONDS, MOST_IDLE_MIB = 3.0, 400.0


def rows() -> list[Row]:
    """Start it a few times after one that warms the engine and the caches."""
    with tempfile.TemporaryDirectory() as folder:
        cache = read_settings().cache or read_settings().data_folder / "cache"
        environment = {**os.environ, "GORAE_DATA": folder, "GORAE_CACHE": str(cache.resolve())}
        _start(environment)
        seen = [_start(environment) for _ in range(STARTS)]
        command = [sys.executable, "-m", "bot", "engine", "stop"]
        subprocess.run(command, env=environment, check=True, capture_output=True, cwd=Path.cwd())  # noqa: S603 - ours

    def median(name: str) -> float:
        return statistics.median(one[name] for one in seen)

    ready, idle = median("ready_seconds"), median("idle_mib")
    return [
        Row("bot: imports", median("imported_seconds"), "s"),
        Row("bot: course read, database open", median("course_seconds"), "s"),
        Row("bot: ready with a warm engine", ready, "s", f"≤ {MOST_READY_SECONDS:g}", ready <= MOST_READY_SECONDS),
        Row("bot: first answer shown", median("answered_seconds"), "s"),
        # The same however busy the machine is, where the times above are not.
        Row("bot: processor until it is ready", median("ready_cpu_seconds"), "s"),
        Row("bot: processor until the first answer", median("answered_cpu_seconds"), "s"),
        Row("bot: memory after imports", median("imported_mib"), "MiB"),
        Row("bot: memory with the course", median("course_mib"), "MiB"),
        Row("bot: memory with retrieval", median("answered_mib"), "MiB"),
        Row("bot: memory idle", idle, "MiB", f"≤ {MOST_IDLE_MIB:g}, aim 200", idle <= MOST_IDLE_MIB),
    ]


def _start(environment: dict[str, str]) -> dict[str, float]:
    ran = subprocess.run(
        [sys.executable, "-m", "bench.bot_child"], env=environment, check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(ran.stdout)
    return found
