"""A real Prometheus over our own configuration, in a folder of its own, on loopback."""

from __future__ import annotations

import asyncio
import os
import random
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

DEPLOY = Path(__file__).parent.parent / "deploy" / "prometheus"
START_SECONDS = 120.0
TRIES = 5
PORTS = 500  # for each process of a run


def program(name: str) -> str:
    """Return where a program of Debian's package is."""
    found = shutil.which(name, path=f"{sys.prefix}/prometheus/usr/bin:{os.environ['PATH']}")
    assert found is not None, "make prometheus"
    return found


def free_port() -> int:
    """Return a loopback port that is free now; not one of those the kernel gives to others that ask for any.

    Each process of a run has ports of its own, for nobody holds one until its program listens there.
    """
    first = 20_000 + PORTS * (int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 20)
    for port in random.sample(range(first, first + PORTS), 50):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError


def hurried(folder: Path, target: str) -> Path:
    """Write the deployment's configuration for one target, with seconds for minutes of waiting; return its file."""
    alerts = re.sub(r"\bfor: \d+[mh]", "for: 1s", (DEPLOY / "alerts.yml").read_text("utf-8"))
    (folder / "alerts.yml").write_text(alerts, "utf-8")
    config = (DEPLOY / "prometheus.yml").read_text("utf-8")
    for old, new in (
        ("scrape_interval: 15s", "scrape_interval: 1s\n  scrape_timeout: 1s\n  evaluation_interval: 1s"),
        ("/etc/prometheus/alerts.yml", str(folder / "alerts.yml")),
        ("bot:8722", target),
    ):
        assert old in config
        config = config.replace(old, new)
    (folder / "prometheus.yml").write_text(config, "utf-8")
    return folder / "prometheus.yml"


class Prometheus:
    """Asks a running one."""

    def __init__(self, base: str, session: aiohttp.ClientSession) -> None:
        self._base = base
        self._session = session

    async def asked(self, path: str, **values: str) -> Any:  # noqa: ANN401 - JSON
        """Return the data of an answer of its API."""
        async with self._session.get(f"{self._base}/api/v1/{path}", params=values) as response:
            answer = await response.json()
        assert answer["status"] == "success", answer
        return answer["data"]

    async def figures(self, expression: str) -> list[float]:
        """Return the values of an expression now."""
        return [float(one["value"][1]) for one in (await self.asked("query", query=expression))["result"]]

    async def firing(self) -> set[str]:
        """Return the alerts that fire."""
        alerts = (await self.asked("alerts"))["alerts"]
        return {alert["labels"]["alertname"] for alert in alerts if alert["state"] == "firing"}


@asynccontextmanager
async def running_prometheus(folder: Path, target: str) -> AsyncIterator[Prometheus]:
    """Run one that reads from `target` (`host:port`)."""
    config = hurried(folder, target)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as session:
        for _ in range(TRIES):  # somebody may have taken the port meanwhile: it ends at once then
            base = f"127.0.0.1:{free_port()}"
            with (folder / "prometheus.log").open("wb") as log:
                child = await asyncio.create_subprocess_exec(
                    *(program("prometheus"), f"--config.file={config}", f"--storage.tsdb.path={folder / 'series'}"),
                    *(f"--web.listen-address={base}", "--log.level=warn"),
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
            try:
                if await _is_ready(f"http://{base}/-/ready", session, child):
                    yield Prometheus(f"http://{base}", session)
                    return
            finally:
                if child.returncode is None:
                    child.kill()
                await child.wait()
        raise AssertionError((folder / "prometheus.log").read_text())


async def _is_ready(address: str, session: aiohttp.ClientSession, child: asyncio.subprocess.Process) -> bool:
    async with asyncio.timeout(START_SECONDS):
        while child.returncode is None:
            try:
                async with session.get(address) as response:
                    if response.status == 200:
                        return True
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.1)
    return False
