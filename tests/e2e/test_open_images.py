"""The deployment's registry gives what is open and nothing else, by whatever way a learner's engine comes to a name."""

from __future__ import annotations

import asyncio
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from bot.core.clock import SystemClock
from bot.core.people import Member
from bot.practice.images import policy_of
from bot.practice.room import PracticeSettings, open_practice
from bot.practice.service import PracticeService
from bot.storage.database import Database
from sandbox.limits import Limits
from tests.e2e.server import Server, running_server
from tests.engine_fixtures import PROJECT
from tests.timing import PATIENCE_SECONDS

pytestmark = [
    pytest.mark.engine,
    pytest.mark.long,
    pytest.mark.timeout(900, func_only=True),
    pytest.mark.asyncio(loop_scope="module"),
]
EVE = Member(-34, "eve")
REPOSITORIES = "docker/registry/v2/repositories"
# As `docker build` of another machine would have made it; here only past the policy.
MADE_ELSEWHERE = r"""
export DOCKER_BUILDKIT=0
printf 'FROM busybox\nONBUILD COPY --from=evil/web:latest /bin/busybox /got\n' | docker build -t base -
docker save -o base.tar base && docker rmi base
"""
HUB = r"""
printf 'version: 0.1\nstorage: {filesystem: {rootdirectory: /store}}\nhttp: {addr: ":5000"}\n' >/tmp/hub.yml
exec docker-registry serve /tmp/hub.yml
"""
STATUS = "curl -s -o /dev/null -w '%{http_code}\\n' --path-as-is --unix-socket /run/registry/registry.sock"
MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
ASK = f'{STATUS} -H "Accept: {MANIFEST}" "http://r/v2/$1/manifests/latest?ns=docker.io"'
PATHS = (
    "/v2/evil/web/manifests/latest",
    "/v2/library/busybox/../../evil/web/manifests/latest",
    "/v2/library/busybox/manifests/..%2f..%2f..%2fevil/web/manifests/latest",
    "/v2/evil%2fweb/manifests/latest",
    "//v2/evil/web/manifests/latest",
    "/v2/_catalog",
)


@dataclass(frozen=True, slots=True)
class Place:
    """A learner's practice in a deployment whose registry holds an image that is not open: `evil/web`."""

    server: Server
    sockets: Path
    store: Path
    practice: PracticeService

    async def open(self, images: str) -> None:
        """Bring the registry up as an operator does who opens `images`; the learner's sandbox goes on."""
        await _up(self.server, self.sockets, self.store, images, "--no-deps", "registry")

    async def sh(self, script: str) -> str:
        """Run a script in the learner's sandbox, past the policy."""
        ran = await self.practice.inside.execute(EVE.user_id, ("sh", "-c", f"({script}) 2>&1"), seconds=60)
        return ran.stdout.decode()

    async def build(self) -> tuple[int, str]:
        """Bring in what was made elsewhere and build on it, as a learner."""
        await self.practice.inside.write_file(EVE.user_id, "Dockerfile", b"FROM base\n")
        return await self.practice.run_line(EVE, "docker load -i base.tar && DOCKER_BUILDKIT=0 docker build -t web .")


async def _up(server: Server, sockets: Path, store: Path, images: str, *services: str) -> None:
    settings = {"GORAE_ENGINE_SOCKETS": str(sockets), "GORAE_REGISTRY_STORE": str(store), "GORAE_IMAGES": images}
    file = str(PROJECT / "docker-compose.yml")
    words = ("compose", "--file", file, "up", "--detach", "--wait", *services)
    code, said = await server.docker(*words, environment={**settings, "GORAE_ENGINE_MEMORY": "4g"})
    assert code == 0, said


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="gorae-open-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(folder: Path) -> AsyncIterator[Place]:
    sockets, store = folder / "sockets", folder / "store"
    async with running_server(folder) as server:
        shutil.copytree(server.registry_store, store)
        shutil.copytree(store / REPOSITORIES / "library/busybox", store / REPOSITORIES / "evil/web")
        await _up(server, sockets, store, "", "engine", "registry")
        database = await Database.open(folder / "gorae.db")
        settings = PracticeSettings(
            data_folder=folder / "bot",
            engine_socket=sockets / "docker.sock",
            limits=Limits(commands_a_minute=1000),
            policy=policy_of(()),
            spares=0,
        )
        async with open_practice(settings, database, SystemClock(), lambda _: None) as practice:
            yield Place(server, sockets, store, practice)
            await practice.reset(EVE.user_id)
        await database.close()


async def test_an_image_that_was_loaded_leads_to_none_that_is_not_open(place: Place) -> None:
    await place.open("")
    assert "base" in await place.sh(MADE_ELSEWHERE)
    code, said = await place.build()
    assert code != 0
    assert "pull access denied for evil/web" in said
    assert "denied: this image is not open here" in said
    await place.open("evil/*")
    code, said = await place.build()
    assert code == 0, said


async def test_a_gate_that_ends_is_started_again_with_its_registry(place: Place) -> None:
    """Nothing may be left that lets names through unseen, and no learner without a registry."""

    async def restarts() -> int:
        code, said = await place.server.docker("inspect", "--format={{.RestartCount}}", "gorae-registry-1")
        assert code == 0, said
        return int(said)

    before = await restarts()
    ended = ("exec", "gorae-registry-1", "sh", "-c", "kill $(cat /tmp/gate.pid)")
    assert await place.server.docker(*ended) == (0, "")
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await restarts() == before:  # noqa: ASYNC110 - another program's
            await asyncio.sleep(0.3)
    until = f"for n in $(seq 50); do {STATUS} http://r/v2/ | grep 200 && break; sleep 1; done"
    assert (await place.sh(until)).split() == ["200"]


async def test_what_is_not_open_is_not_asked_of_the_hub_either(place: Place) -> None:
    """The hub comes back after the registry has started, and knows `evil/web`, too."""
    docker, image = place.server.docker, "gorae-registry:deployed"

    async def asks(script: str) -> str:
        return (await docker("exec", "through", "sh", "-c", f"ask() {{ {ASK}; }}; {script}"))[1]

    async def answers(status: int) -> bool:
        rounds = (
            f"for n in $(seq {PATIENCE_SECONDS:.0f}); do ask library/busybox | grep -qx {status} && echo yes && exit"
        )
        return "yes" in await asks(f"{rounds}; sleep 1; done")

    assert (await docker("network", "create", "up"))[0] == 0
    try:
        upstream = ("-e", "GORAE_REGISTRY_UPSTREAM=http://hub:5000", "-e", "GORAE_IMAGES=postgres")
        assert (await docker("run", "-d", "--name=through", "--network=up", *upstream, image))[0] == 0
        assert await answers(404)
        hub = ("-d", "--name=hub", "--network=up", "-v", f"{place.store}:/store:ro", "--entrypoint=sh")
        assert (await docker("run", *hub, image, "-c", HUB))[0] == 0
        assert await answers(200)
        said = await asks("for name in evil/web library/postgres library/redis; do ask $name; done")
        assert said.split() == ["403", "404", "200"]
        _, log = await docker("logs", "hub")
        assert "library/busybox" in log
        assert "evil" not in log
    finally:
        await docker("rm", "-fv", "through", "hub")
        await docker("network", "rm", "up")


async def test_what_is_not_open_is_refused_by_its_name(place: Place) -> None:
    await place.open("")
    said = await place.sh(
        "docker pull evil/web; docker pull nothing/there; docker pull busybox:9.99; docker pull busybox"
    )
    assert "pull access denied for evil/web" in said
    assert said.count("denied: this image is not open here") == 2
    assert "manifest for busybox:9.99 not found: manifest unknown" in said
    assert "docker.io/library/busybox:latest" in said
    said = await place.sh("printf 'FROM nothing/there' | docker build -")
    assert re.search(
        r"failed to solve: nothing/there: failed to resolve source metadata for .*: 403 Forbidden", said
    ), said
    said = await place.sh(f"for p in {' '.join(PATHS)}; do {STATUS} http://r$p; done")
    assert said.split() == ["403"] * len(PATHS)
    assert (await place.sh(f"{STATUS} -X PUT -d x http://r/v2/library/busybox/manifests/x")).strip() == "403"
