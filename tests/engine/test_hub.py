"""What stands where Docker Hub would: says "not found" only of what is not there, never of a registry that is away."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from sandbox.supervisor.stock import course_images
from tests.engine_fixtures import Bench, LiveEngine, open_bench

pytestmark = [pytest.mark.engine, pytest.mark.asyncio(loop_scope="module")]
SCHEMA_2 = "application/vnd.docker.distribution.manifest.v2+json"
LATE = "/tmp/late.sock"  # noqa: S108  the sandbox's own


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bench(live_engine: LiveEngine) -> AsyncIterator[Bench]:
    async with open_bench(live_engine, "hub") as opened:
        yield opened


async def ask(bench: Bench, what: str, before: str = "", environment: str = "") -> str:
    """Send a request to the hub's program and return the head of its answer."""
    request = f"printf '{what} HTTP/1.1\\r\\nAccept: {SCHEMA_2}\\r\\n\\r\\n'"
    _, said = await bench.root_sh(f"{before} {request} | {environment} gorae-hub | tr -d '\\r\\0' | head -c 600")
    return said


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_what_the_registry_has_is_passed_on(bench: Bench, method: str) -> None:
    said = await ask(bench, f"{method} /v2/library/busybox/manifests/latest")
    assert said.startswith("HTTP/1.1 200 OK\n")
    assert ("config" in said) == (method == "GET")


async def test_an_unknown_tag_and_an_unknown_repository_are_told_apart(bench: Bench) -> None:
    assert "MANIFEST_UNKNOWN" in await ask(bench, "GET /v2/library/busybox/manifests/9.99")
    assert (await ask(bench, "GET /v2/library/nothing/manifests/latest")).startswith("HTTP/1.1 401 ")


async def test_the_embedded_registry_holds_the_course_s_images_alone(bench: Bench) -> None:
    _, said = await bench.root_sh("curl -s --unix-socket /run/registry/registry.sock http://r/v2/_catalog")
    assert json.loads(said)["repositories"] == sorted(f"library/{image.name}" for image in course_images())


async def test_a_registry_that_is_just_starting_is_waited_for(bench: Bench) -> None:
    listen = f"(sleep 1; exec socat UNIX-LISTEN:{LATE},fork UNIX-CONNECT:/run/registry/registry.sock) &"
    said = await ask(bench, "GET /v2/library/busybox/manifests/latest", listen, f"REGISTRY={LATE}")
    await bench.root_sh("pkill -f UNIX-LISTEN")
    assert said.startswith("HTTP/1.1 200 OK\n")


async def test_a_registry_that_stays_away_is_not_an_image_that_is_missing(bench: Bench) -> None:
    said = await ask(bench, "GET /v2/library/busybox/manifests/latest", "", f"REGISTRY={LATE}.gone PATIENCE=0")
    assert said.startswith("HTTP/1.1 503 ")


async def test_a_pull_goes_on_without_its_mirror(bench: Bench) -> None:
    await bench.root_sh("pkill -f TCP-LISTEN:5000")
    pulled = await bench.run("docker", "pull", "busybox")
    assert (pulled.exit_code, "Status: Downloaded newer image" in pulled.stdout) == (0, True), pulled.text
    unknown = await bench.run("docker", "pull", "busybox:9.99")
    assert "manifest unknown" in unknown.stderr
