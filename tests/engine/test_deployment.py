"""The compose deployment: its file is sound, its images build, its engine gives sandboxes without privilege."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from ruamel.yaml import YAML

from bot.practice.room import DEPLOYED
from sandbox.build import build
from sandbox.docker_engine import DockerClient, DockerSandboxes
from sandbox.docker_engine.images import Images
from sandbox.engine import Ended, Output, Request
from sandbox.limits import Limits
from sandbox.supervisor.layout import Layout
from sandbox.supervisor.outer import Kind, OuterEngine
from sandbox.supervisor.wall import SystemClock
from tests.engine_fixtures import CACHE, PROJECT, LiveEngine, open_bench

pytestmark = [pytest.mark.engine, pytest.mark.timeout(600, func_only=True), pytest.mark.asyncio(loop_scope="module")]
COMPOSE = PROJECT / "docker-compose.yml"


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return dict(YAML(typ="safe").load(COMPOSE.read_text())["services"])


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="gorae-deploy-") as name:
        yield Path(name)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def machine(folder: Path) -> AsyncIterator[DockerClient]:
    """A plain Docker engine, as a server has one, holding the deployment's images."""
    layout = Layout.of(folder / "data", CACHE)
    made = await build(layout, ["practice", "engine", "registry", "bot"], load=False)
    engine = OuterEngine(folder / "machine", CACHE, Kind.BUILD, f"{layout.name}-machine")
    await engine.start()
    client = DockerClient(engine.socket, threads=4, timeout_seconds=600)
    try:
        for archive in made:
            await Images(client).load(archive)
        yield client
    finally:
        await client.close()
        await engine.stop()


async def test_docker_compose_accepts_the_file(live_engine: LiveEngine) -> None:
    async with open_bench(live_engine, "compose") as bench:
        await bench.run("mkdir", "-p", "app")
        await bench.run("tee", "app/docker-compose.yml", stdin=COMPOSE.read_bytes())
        ran = await bench.run("docker", "compose", "-f", "app/docker-compose.yml", "config", "--quiet")
    assert ran.exit_code == 0, ran.text
    assert "warn" not in ran.stderr.lower()


async def test_no_service_is_privileged_or_has_anything_of_the_hosts(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert "privileged" not in service, name
        assert service.get("network_mode", "default") in ("default", "none"), name
        assert service["cap_drop"] == ["ALL"], name
        assert service["restart"] == "unless-stopped", name
        assert "mem_limit" in service, name
        assert "pids_limit" in service, name
        for volume in service["volumes"]:
            assert not volume.startswith(("/", "~")), (name, volume)
            assert "docker.sock" not in volume, (name, volume)
    assert services["engine"]["network_mode"] == "none"


async def test_the_bots_image_is_not_root_and_runs(machine: DockerClient) -> None:
    def look(api: Any) -> tuple[str, int]:  # noqa: ANN401  docker-py's client
        user = api.inspect_image("gorae-bot:deployed")["Config"]["User"]
        made = api.create_container("gorae-bot:deployed", ["--help"], network_disabled=True)
        api.start(made["Id"])
        code = api.wait(made["Id"])["StatusCode"]
        api.remove_container(made["Id"])
        return user, code

    assert await machine.call(look) == ("gorae", 0)


async def test_the_engine_container_gives_sandboxes_without_privilege(
    machine: DockerClient, services: dict[str, Any], folder: Path
) -> None:
    sockets = folder / "sockets"
    for name in ("engine", "registry"):
        (sockets / name).mkdir(parents=True, exist_ok=True)
        (sockets / name).chmod(0o777)
    store = next(path for path in CACHE.glob("registry-*") if not path.name.endswith(".partial"))

    def up(api: Any) -> list[str]:  # noqa: ANN401  docker-py's client
        registry = api.create_container(
            "gorae-registry:deployed",
            name="registry",
            environment={"GORAE_REGISTRY_UPSTREAM": ""},
            host_config=_host(
                api, services["registry"], {str(store): "/store", str(sockets / "registry"): "/run/registry"}
            ),
        )
        engine = api.create_container(
            "gorae-engine:deployed",
            name="engine",
            host_config=_host(
                api,
                services["engine"],
                {str(sockets / "registry"): "/run/registry", str(sockets / "engine"): "/run/engine"},
            ),
        )
        for made in (registry, engine):
            api.start(made["Id"])
        return [registry["Id"], engine["Id"]]

    made = await machine.call(up)
    client: DockerClient | None = None
    try:
        async with asyncio.timeout(180):
            while await _health(machine, made[1]) != "healthy":  # noqa: ASYNC110  health makes no event here
                await asyncio.sleep(0.5)
        client = DockerClient(sockets / "engine" / "docker.sock")
        await _use_a_sandbox(DockerSandboxes(client, DEPLOYED, Limits(), SystemClock()))
    finally:
        if client is not None:
            await client.close()
        for name in made:
            await machine.call(partial(_drop, name=name))


def _drop(api: Any, name: str) -> None:  # noqa: ANN401  docker-py's client
    api.remove_container(name, force=True, v=True)


async def _use_a_sandbox(sandboxes: DockerSandboxes) -> None:
    sandbox = await sandboxes.create("deployed")
    runner = await sandboxes.open(sandbox.sandbox_id)
    for argv, expected in (
        (("docker", "run", "-d", "--name", "web", "-m", "64m", "-p", "8080:80", "nginx"), ""),
        (("curl", "-s", "--retry", "5", "--retry-connrefused", "localhost:8080"), "Welcome to nginx!"),
        (("docker", "stats", "--no-stream", "web"), "64MiB"),
        (("docker", "pause", "web"), "web"),
    ):
        request = Request(commands=(argv,), deadline_seconds=60, output_bytes=1 << 20, output_bytes_a_second=1 << 20)
        said = ""
        async for event in runner.run(request):
            if isinstance(event, Output):
                said += event.content.decode()
            if isinstance(event, Ended):
                assert event.exit_code == 0, said
        assert expected in said
    await runner.close()
    await asyncio.wait_for(sandboxes.remove(sandbox.sandbox_id), 20)
    assert await sandboxes.live() == []


def _host(api: Any, service: dict[str, Any], binds: dict[str, str]) -> dict[str, Any]:  # noqa: ANN401  docker-py's
    """Return what the compose file asks for, as the API takes it."""
    config: dict[str, Any] = api.create_host_config(
        network_mode="none",
        cap_drop=service["cap_drop"],
        cap_add=service.get("cap_add"),
        security_opt=[
            option.replace("no-new-privileges:true", "no-new-privileges")
            for option in service["security_opt"]
            if "systempaths" not in option
        ],
        binds=[f"{source}:{target}" for source, target in binds.items()],
        pids_limit=service["pids_limit"],
        read_only=service.get("read_only", False),
        tmpfs={"/tmp": "size=16m"} if service.get("tmpfs") else None,  # noqa: S108  the container's own
    )
    if any("systempaths" in option for option in service["security_opt"]):
        config["MaskedPaths"] = config["ReadonlyPaths"] = []
    return config


async def _health(machine: DockerClient, container: str) -> str:
    state = (await machine.call(lambda api: api.inspect_container(container)))["State"]
    assert state["Running"], state
    return str(state["Health"]["Status"])
