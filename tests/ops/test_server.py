from __future__ import annotations

import asyncio

import aiohttp
import pytest

from bot.core.errors import ConfigurationError
from bot.ops import health
from bot.ops.metrics import Metrics
from bot.ops.server import served


async def holds() -> bool:
    return True


async def breaks() -> bool:
    raise OSError


async def hangs() -> bool:
    await asyncio.Event().wait()
    return True


async def got(port: int, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as response:
        return response.status, await response.text()


async def test_alive_and_ready_are_two_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "CHECK_SECONDS", 0.05)
    checks = {"database": holds, "engine": breaks, "discord": hangs}
    async with served("127.0.0.1:0", Metrics(), checks) as port:
        assert (await got(port, "/healthz"))[0] == 200
        status, text = await got(port, "/readyz")
        assert status == 503
        assert '"database": true' in text
        assert text.count("false") == 3
    async with served("127.0.0.1:0", Metrics(), {"database": holds}) as port:
        assert (await got(port, "/readyz"))[0] == 200


async def test_the_metrics_page_says_which_parts_are_up() -> None:
    async with served("127.0.0.1:0", Metrics(), {"database": holds, "engine": breaks}) as port:
        status, text = await got(port, "/metrics")
    assert status == 200
    assert "gorae_database_up 1.0" in text
    assert "gorae_engine_up 0.0" in text


async def test_nothing_else_is_served() -> None:
    async with served("127.0.0.1:0", Metrics(), {}) as port:
        for path in ("/", "/admin", "/metrics/x", "/%2e%2e/etc/passwd"):
            assert (await got(port, path))[0] == 404


@pytest.mark.parametrize("address", ["8722", "http://x:1", "host:port", "127.0.0.1:999999"])
async def test_what_is_no_address_is_named(address: str) -> None:
    with pytest.raises((ConfigurationError, OverflowError)) as refusal:
        async with served(address, Metrics(), {}):
            pass
    assert isinstance(refusal.value, ConfigurationError)
    assert refusal.value.key == "web-address"


async def test_a_port_in_use_is_an_error_of_its_own() -> None:
    async with served("127.0.0.1:0", Metrics(), {}) as port:
        with pytest.raises(ConfigurationError) as refusal:
            async with served(f"127.0.0.1:{port}", Metrics(), {}):
                pass
    assert refusal.value.key == "web-port"
