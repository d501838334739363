"""A Docker engine in namespaces of its own (see `sandbox/outer/start`)."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
from enum import StrEnum
from pathlib import Path

from docker.errors import APIError

from sandbox.docker_engine import DockerClient
from sandbox.errors import SandboxError
from sandbox.supervisor import cgroups
from sandbox.supervisor.layout import FIRST_ID, ID_COUNT, SOURCE

START_SECONDS = 60
STOP_SECONDS = 8


class Kind(StrEnum):
    """What an engine is for: learners' sandboxes (no network at all), or building our own images (needs apt)."""

    PRACTICE = "practice"
    BUILD = "build"


class OuterEngine:
    """One dockerd below `folder`, ended with this process whatever happens to it."""

    def __init__(self, folder: Path, cache: Path, kind: Kind, cgroup_name: str) -> None:
        self._folder = folder
        self._cache = cache
        self._kind = kind
        self._cgroup = f"/{cgroup_name}"
        self._child: asyncio.subprocess.Process | None = None

    @property
    def socket(self) -> Path:
        """The engine's API socket."""
        return self._folder / "docker.sock"

    async def start(self) -> None:
        """Start the engine and wait until it answers. Raises `SandboxError` (`engine_start_failed`)."""
        for name in ("etc", "log"):
            (self._folder / name).mkdir(parents=True, exist_ok=True)
        self._folder.chmod(0o711)
        await asyncio.to_thread(cgroups.clear, self._cgroup)
        for name in ("start", "sandbox-runc", "weigh"):
            shutil.copy(SOURCE / "outer" / name, self._folder / "etc" / name)
        (self._folder / "etc" / "daemon.json").write_text("{}\n")
        network = ["--net"] if self._kind is Kind.PRACTICE else []
        with (self._folder / "log" / "start.log").open("wb") as log:
            self._child = await asyncio.create_subprocess_exec(
                *("setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", *network, "--fork", "--kill-child"),
                *("--mount-proc", "docker-init", "--", str(self._folder / "etc" / "start")),
                *(str(self._folder), str(self._cache), self._kind.value, self._cgroup, str(FIRST_ID), str(ID_COUNT)),
                stdin=asyncio.subprocess.PIPE,
                stdout=log,
                stderr=log,
                env={
                    "PATH": "/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin",
                    "GORAE_FIRST_ID": str(FIRST_ID),
                    "GORAE_CGROUP_PARENT": self._cgroup,
                },
                start_new_session=True,
            )
        try:
            async with asyncio.timeout(START_SECONDS):
                while not await self._answers():
                    if self._child.returncode is not None:
                        raise SandboxError("engine_start_failed", {"log": str(self._folder / "log")})
                    await asyncio.sleep(0.05)
        except TimeoutError as error:
            await self.stop()
            raise SandboxError("engine_start_failed", {"log": str(self._folder / "log")}) from error

    async def _answers(self) -> bool:
        if not self.socket.exists():
            return False
        client = DockerClient(self.socket, threads=1, timeout_seconds=5)
        try:
            await client.call(lambda api: api.ping())
        except (SandboxError, APIError):
            return False
        finally:
            await client.close()
        return True

    async def wait(self) -> None:
        """Return when the engine ended."""
        if self._child is not None:
            await self._child.wait()

    async def stop(self) -> None:
        """Stop the engine in order, or by force when it does not follow. May be called again."""
        child, self._child = self._child, None
        if child is None:
            return
        if child.stdin is not None:
            child.stdin.close()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await child.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGKILL)
            await asyncio.to_thread(cgroups.thaw, self._cgroup)
            await child.wait()
        await asyncio.to_thread(cgroups.clear, self._cgroup)
