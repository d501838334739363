"""The small web server: health and metrics for machines; faces may add pages for people."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager

from aiohttp import web

from bot.core.errors import ConfigurationError
from bot.ops.health import Check, look
from bot.ops.metrics import Metrics

ADDRESS = re.compile(r"(?P<host>[\w.:\[\]-]*):(?P<port>\d{1,5})")
MOST_PORT = 65535
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@asynccontextmanager
async def served(
    address: str, metrics: Metrics, checks: Mapping[str, Check], pages: Iterable[web.RouteDef] = ()
) -> AsyncIterator[int]:
    """Serve at `address` (`host:port`, port 0 for any) and yield the port.

    `/healthz` answers while the loop turns, `/readyz` with 503 and the names of what is missing while a check fails.
    Raises `ConfigurationError`: `web-address` for what is none, `web-port` when the port can't be had.
    """
    if (match := ADDRESS.fullmatch(address)) is None or int(match["port"]) > MOST_PORT:
        raise ConfigurationError("web-address", {"address": address})
    app = web.Application()
    app.add_routes([web.get("/healthz", _healthz), *pages])

    async def readyz(_: web.Request) -> web.Response:
        health = await look(checks)
        status = 200 if health.is_ready else 503
        return web.json_response({"ready": health.is_ready, "parts": dict(health.parts)}, status=status)

    async def page(_: web.Request) -> web.Response:
        health = await look(checks)
        metrics.set("engine_up", health.parts.get("engine", False))
        metrics.set("database_up", health.parts.get("database", False))
        metrics.set("discord_up", health.parts.get("discord", False))
        return web.Response(body=metrics.page(), headers={"Content-Type": METRICS_TYPE})

    app.add_routes([web.get("/readyz", readyz), web.get("/metrics", page)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, match["host"].strip("[]") or "127.0.0.1", int(match["port"]))
        try:
            await site.start()
        except OSError as error:
            raise ConfigurationError("web-port", {"address": address}) from error
        yield _port(runner)
    finally:
        await runner.cleanup()


async def _healthz(_: web.Request) -> web.Response:
    return web.json_response({"alive": True})


def _port(runner: web.AppRunner) -> int:
    return int(runner.addresses[0][1])
