"""A server as an operator has one: a plain Docker of its own, compose, the deployment's images, a user without root."""

from __future__ import annotations

import asyncio
import ctypes
import io
import os
import socket
import subprocess
import sys
import sysconfig
import tarfile
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from docker import APIClient

from sandbox.build import build
from sandbox.docker_engine import DockerClient
from sandbox.docker_engine.images import Images
from sandbox.supervisor import cgroups
from sandbox.supervisor.layout import Layout
from sandbox.supervisor.stock import Stock
from tests.engine_fixtures import CACHE, PROJECT

PERSON = 64_321  # the user and the group of someone who may use Docker and is not root
START_SECONDS = 120.0
PROGRAMS = ("/sandbox/usr/bin/docker", "/sandbox/usr/libexec/docker/cli-plugins/docker-compose")
_NETWORK = 0x4000_0000  # CLONE_NEWNET, setns(2)


class Server:
    """Lives below one folder, in namespaces of its own; nothing of the machine's Docker is touched."""

    def __init__(self, folder: Path, layout: Layout) -> None:
        self._folder = folder
        self._cgroup = f"/{layout.name}-server"
        self._stock = Stock(layout, lambda _stage, _fraction, _values: None)
        self._child: asyncio.subprocess.Process | None = None
        self.client = DockerClient(folder / "docker.sock", threads=2, timeout_seconds=300)
        self._environment = {
            "PATH": f"{folder}/programs:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "DOCKER_HOST": f"unix://{folder}/docker.sock",
            "DOCKER_CONFIG": f"{folder}/config",
            # A server whose hub is away has what `make images` put into the store.
            "GORAE_REGISTRY_STORE": str(self.registry_store),
            "GORAE_REGISTRY_UPSTREAM": "http://127.0.0.1:9",
        }

    @property
    def registry_store(self) -> Path:
        """What `make images` put into the registry's store."""
        return self._stock.registry_store

    async def start(self) -> None:
        """Start the engine; raises `AssertionError` with its log when it does not answer."""
        self._folder.chmod(0o755)
        (self._folder / "daemon.json").write_text("{}\n")
        self._child = await asyncio.create_subprocess_exec(
            *("unshare", "--mount", "--pid", "--net", "--fork", "--kill-child", "--mount-proc"),
            *(str(PROJECT / "tests" / "e2e" / "server.sh"), str(self._folder), str(PERSON), self._cgroup),
            stdin=asyncio.subprocess.PIPE,
        )
        log = self._folder / "dockerd.log"
        async with asyncio.timeout(START_SECONDS):
            while not await self._answers():
                assert self._child.returncode is None, log.read_text()
                await asyncio.sleep(0.1)

    async def _answers(self) -> bool:
        try:
            _, writer = await asyncio.open_unix_connection(self._folder / "docker.sock")
        except OSError:
            return False
        writer.close()
        return True

    async def load(self, archives: list[Path]) -> None:
        """Read images, and take the command line and compose out of the sandbox's: this machine need not have any."""
        for archive in archives:
            await Images(self.client).load(archive)
        packed = await self.client.call(_programs)
        await asyncio.to_thread(self._unpack, packed)

    def _unpack(self, packed: list[bytes]) -> None:
        programs, plugins = self._folder / "programs", self._folder / "config" / "cli-plugins"
        for folder in (programs, plugins):
            folder.mkdir(parents=True)
        for content in packed:
            with tarfile.open(fileobj=io.BytesIO(content)) as archive:
                archive.extractall(programs, filter="tar")
        (programs / "docker-compose").rename(plugins / "docker-compose")

    async def stop(self) -> None:
        """End the engine and whatever still runs in it."""
        await self.client.close()
        child, self._child = self._child, None
        if child is None or child.stdin is None:
            return
        child.stdin.close()
        try:
            async with asyncio.timeout(60):
                await child.wait()
        except TimeoutError:
            child.kill()
            await asyncio.to_thread(cgroups.thaw, self._cgroup)
            await child.wait()
        await asyncio.to_thread(cgroups.clear, self._cgroup)

    async def docker(
        self, *words: str, typed: bytes = b"", environment: Mapping[str, str] | None = None
    ) -> tuple[int, str]:
        """Run the docker command line as the server's root; return its exit code and what it said."""
        child = await asyncio.create_subprocess_exec(
            *("docker", *words),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            cwd=PROJECT,
            env={**self._environment, **(environment or {})},
        )
        said, _ = await child.communicate(typed)
        return child.returncode or 0, said.decode(errors="replace")

    def listen(self) -> socket.socket:
        """Return a socket that listens inside of the server's network, for a service that lives out here."""
        assert self._child is not None
        made: list[socket.socket] = []
        network = os.open(f"/proc/{self._child.pid}/ns/net", os.O_RDONLY)

        def open_there() -> None:  # a thread's network is its own, and this one ends
            if ctypes.CDLL(None, use_errno=True).setns(network, _NETWORK) == 0:
                made.append(socket.create_server(("0.0.0.0", 0)))  # noqa: S104 - in a network of its own

        thread = threading.Thread(target=open_there)
        thread.start()
        thread.join()
        os.close(network)
        assert made, "setns"
        return made[0]

    def person(self, *arguments: str, typed: bytes | int, home: Path, **environment: str) -> subprocess.Popen[bytes]:
        """Start `gorae ARGUMENTS` as a user without root, in a checkout they can read; `typed` may be a terminal."""
        places = {
            "checkout": PROJECT,
            "libraries": Path(sysconfig.get_path("purelib")),
            "python": Path(sys.base_prefix),
        }
        script = "set -e\n"
        for name, place in places.items():
            (self._folder / name).mkdir(exist_ok=True)
            script += f'mount --bind "{place}" "{self._folder / name}"\n'
        script += f'cd "{self._folder}/checkout"\nexec setpriv --reuid {PERSON} --regid {PERSON} --clear-groups "$@"\n'
        home.mkdir(exist_ok=True)
        os.chown(home, PERSON, PERSON)
        program = f"{self._folder}/python/bin/python{sys.version_info.major}.{sys.version_info.minor}"
        child = subprocess.Popen(  # noqa: S603 - our own command
            ["/usr/bin/unshare", "--mount", "sh", "-c", script, "sh", program, "-m", "bot", *arguments],
            stdin=subprocess.PIPE if isinstance(typed, bytes) else typed,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={
                **self._environment,
                "HOME": str(home),
                "GORAE_DATA": str(home / "data"),
                "LD_LIBRARY_PATH": f"{self._folder}/python/lib",  # its own libpython, not the system's
                "PYTHONPATH": f"{self._folder}/checkout:{self._folder}/libraries",
                "PYTHONDONTWRITEBYTECODE": "1",
                **environment,
            },
        )
        if isinstance(typed, bytes) and child.stdin is not None:
            child.stdin.write(typed)
            child.stdin.close()
            child.stdin = None
        return child


def _programs(api: APIClient) -> list[bytes]:
    made = api.create_container("gorae-engine:deployed")
    packed = [b"".join(api.get_archive(made["Id"], path)[0]) for path in PROGRAMS]
    api.remove_container(made["Id"], v=True)
    return packed


@asynccontextmanager
async def running_server(folder: Path) -> AsyncIterator[Server]:
    """Build the deployment's images where they are not built yet, and run a server that holds them."""
    layout = Layout.of(folder / "data", CACHE)
    made = await build(layout, ["practice", "engine", "registry", "bot", "prometheus"], load=False)
    (folder / "server").mkdir()
    server = Server(folder / "server", layout)
    try:
        await server.start()
        await server.load(made)
        yield server
    finally:
        await server.stop()
