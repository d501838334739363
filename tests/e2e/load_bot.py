"""The bot as `gorae serve` runs it, in a process of its own, with its Discord elsewhere; it writes down what it takes.

`python -m tests.e2e.load_bot BASE GATEWAY REPORT`: settings come from the environment, as an operator's do. SIGUSR1
lets it drink memory, SIGUSR2 count what is alive in it.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import signal
import sys
import time
from pathlib import Path

import discord.asset
import discord.gateway
import discord.http
import yarl

from bench.bot_child import resident_mib
from bot.app import opened
from bot.cli.logs import log_level
from bot.cli.serving import serve_discord
from bot.core.clock import SystemClock
from bot.core.tasks import Tasks
from bot.ops.metrics import Metrics
from bot.product import Product
from bot.settings import read_settings
from tests.e2e.census import census
from tests.fake_discord.rest import API

LOOK_SECONDS = 2.0


class Kept(Metrics):
    """The product's figures, with every single time beside the buckets."""

    def __init__(self) -> None:
        super().__init__()
        self.times: dict[str, list[float]] = {}
        self.counts: dict[str, int] = {}

    def count(self, what: str, kind: str) -> None:
        super().count(what, kind)
        self.counts[what] = self.counts.get(what, 0) + 1

    def time(self, what: str, kind: str, seconds: float) -> None:
        super().time(what, kind, seconds)
        self.times.setdefault(f"{what} {kind}", []).append(seconds)


class Report:
    """A file with a line of JSON for each look."""

    def __init__(self, path: Path, metrics: Kept, product: Product, database: Path) -> None:
        self._path = path
        self._database = database
        self._metrics = metrics
        self._product = product

    async def keep(self) -> None:
        """Look every few seconds, for as long as this runs."""
        while True:
            self.look()
            await asyncio.sleep(LOOK_SECONDS)

    def look(self, **more: object) -> None:
        """Write down what there is now."""
        practice = self._product.door.service
        used = resource.getrusage(resource.RUSAGE_SELF)
        seen = {
            "at": time.monotonic(),
            "rss_mib": resident_mib(),
            "tasks": len(asyncio.all_tasks()),
            "files": len(os.listdir("/proc/self/fd")),  # noqa: PTH208 - a folder of the kernel
            "threads": len(os.listdir("/proc/self/task")),  # noqa: PTH208 - a folder of the kernel
            "cpu_seconds": used.ru_utime + used.ru_stime,
            "sandboxes": practice.live if practice else 0,
            "queue": practice.waiting if practice else 0,
            "counts": self._metrics.counts,
            "database_mib": self._database.stat().st_size / (1 << 20),
            "load": os.getloadavg()[0],
        }
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({**seen, **more}) + "\n")


def point_discord_py_at(base: str, gateway: str) -> None:
    """Let discord.py find its Discord here."""
    discord.http.Route.BASE = base + API
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    discord.asset.Asset.BASE = base + "/cdn"


def drink() -> None:
    """Take memory until the kernel ends this process."""
    held = []
    while True:
        held.append(bytearray(b"x" * (1 << 20)))


async def main(base: str, gateway: str, path: Path) -> None:
    """Serve until SIGTERM."""
    point_discord_py_at(base, gateway)
    settings, metrics = read_settings(), Kept()
    log_level(settings.log_level)
    clock = SystemClock()
    async with opened(
        settings, clock, lambda _progress: None, spares=settings.warm_sandboxes, meter=metrics
    ) as product:
        await product.door.settled.wait()
        report, tasks = Report(path, metrics, product, settings.data_folder / "gorae.db"), Tasks()
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGUSR1, drink)
        loop.add_signal_handler(signal.SIGUSR2, lambda: report.look(alive=census()))
        tasks.start(report.keep(), name="report")
        try:
            await serve_discord(settings, settings.token(), product, metrics)
        finally:
            await tasks.close()
            report.look(times=metrics.times)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
