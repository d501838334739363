"""Sandboxes as containers of the outer engine."""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import docker
from docker.errors import APIError, NotFound

from sandbox.docker_engine.client import DockerClient
from sandbox.docker_engine.runner import StreamRunner
from sandbox.engine import Mode, Request, Runner, Sandbox, Usage
from sandbox.errors import SandboxError, SandboxGoneError
from sandbox.limits import MIB, Limits
from sandbox.maker import is_alive, own_mark
from sandbox.timing import Clock

# Within the sandbox's own user namespace only. What each is for: docs/threat-model.md.
CAPABILITIES: Final = (
    *("SYS_ADMIN", "NET_ADMIN", "SYS_PTRACE", "SYS_CHROOT", "MKNOD", "SETUID", "SETGID", "SETPCAP", "SETFCAP"),
    *("CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "NET_BIND_SERVICE", "NET_RAW", "AUDIT_WRITE"),
)
SECCOMP: Final = Path(__file__).parent.parent / "image" / "seccomp.json"
GONE: Final = 404
CONFLICT: Final = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """What sandboxes of one copy of the product have in common.

    `name` marks what is ours; `image` is the sandbox image; folders are paths as the outer engine sees them.
    """

    name: str
    image: str
    registry_folder: str
    seed_folder: str = ""


class DockerSandboxes:
    """The port over one outer engine. `store_volume` keeps a sandbox's `/var/lib/docker` (to make the seed)."""

    def __init__(
        self, client: DockerClient, instance: Instance, limits: Limits, clock: Clock, *, store_volume: str = ""
    ) -> None:
        self._client = client
        self._instance = instance
        self._limits = limits
        self._clock = clock
        self._store_volume = store_volume
        self._mark = own_mark()
        self._first_runners: dict[str, Runner] = {}  # each sandbox's first, kept from its making until it is asked for

    async def create(self, session: str) -> Sandbox:
        """Make a sandbox and wait until its engine answers. Raises `SandboxError` (`create_failed`)."""
        now = self._clock.now()
        labels = {
            "gorae.instance": self._instance.name,
            "gorae.session": session,
            "gorae.created": now.isoformat(),
            "gorae.maker": self._mark,
        }
        config = self._configuration()

        def make(api: docker.APIClient) -> str:
            made: dict[str, Any] = api.create_container(
                self._instance.image,
                name=f"gorae-{session}",
                hostname="gorae",
                labels=labels,
                environment={
                    "INNER_MEMORY_BYTES": str(self._limits.inner_memory_mib * MIB),
                    "TOTAL_MEMORY_BYTES": str(self._limits.total_memory_mib * MIB),  # for `outer/sandbox-runc`
                },
                host_config=config,
                stdin_open=False,
                tty=False,
            )
            self._refuse_without_limits(made.get("Warnings") or ())
            api.start(made["Id"])
            return str(made["Id"])

        sandbox_id = ""
        try:
            sandbox_id = await self._client.call(make)
            await self._await_engine(sandbox_id)
        except APIError as error:
            await self.remove(f"gorae-{session}")
            raise SandboxError("create_failed", {"detail": str(error.explanation)[-300:]}) from error
        except (SandboxError, asyncio.CancelledError):
            await self.remove(sandbox_id or f"gorae-{session}")
            raise
        return Sandbox(sandbox_id=sandbox_id, session=session, created_at=now)

    def _refuse_without_limits(self, warnings: Sequence[str]) -> None:
        """Docker only warns when the kernel lacks what a limit needs, and leaves the limit out: we do not go on."""
        if any("discarded" in warning for warning in warnings):
            raise SandboxError("limits_missing", {"detail": " ".join(warnings)[-300:]})

    async def live(self) -> Sequence[Sandbox]:
        """Return every sandbox of this instance, stopped ones included."""
        found: list[dict[str, Any]] = await self._client.call(
            lambda api: api.containers(all=True, filters={"label": f"gorae.instance={self._instance.name}"})
        )
        return [
            Sandbox(
                sandbox_id=entry["Id"],
                session=entry["Labels"].get("gorae.session", ""),
                created_at=_time(entry["Labels"].get("gorae.created", "")),
                is_running=entry["State"] == "running",
                is_ours=self._is_ours(entry["Labels"].get("gorae.maker", "")),
            )
            for entry in found
        ]

    def _is_ours(self, mark: str) -> bool:
        return mark == self._mark or not is_alive(mark)

    async def open(self, sandbox_id: str) -> Runner:
        """Start a runner in a sandbox. Raises `SandboxGoneError`."""
        first = self._first_runners.pop(sandbox_id, None)
        if first is not None and not first.is_lost:
            return first
        return await self._start_runner(sandbox_id)

    async def _start_runner(self, sandbox_id: str) -> Runner:
        def attach(api: docker.APIClient) -> socket.socket:
            made = api.exec_create(
                sandbox_id,
                ["/usr/local/bin/gorae-runner"],
                stdin=True,
                user="learner",
                workdir="/home/learner",
                environment=["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8"],
            )
            stream: Any = api.exec_start(made["Id"], socket=True)
            # A duplicate of the descriptor is ours alone; docker-py's own, and its response, are let go.
            connection = socket.socket(fileno=os.dup(stream.fileno()))
            stream._response.close()  # noqa: SLF001  where docker-py keeps it
            stream.close()
            return connection

        try:
            connection = await self._client.call(attach)
        except APIError as error:
            raise SandboxGoneError("sandbox_gone") from error
        connection.setblocking(False)  # noqa: FBT003  the standard library's own
        reader, writer = await asyncio.open_unix_connection(sock=connection, limit=2 * MIB)
        runner = StreamRunner(reader, writer)
        try:
            await runner.hello()
        except BaseException:
            await runner.close()
            raise
        return runner

    async def usage(self, sandbox_id: str) -> Usage:
        """Return what a sandbox uses now. Raises `SandboxGoneError`."""
        try:
            stats: dict[str, Any] = await self._client.call(
                lambda api: api.stats(sandbox_id, stream=False, one_shot=True)
            )
        except APIError as error:
            raise SandboxGoneError("sandbox_gone") from error
        memory = stats.get("memory_stats", {})
        return Usage(
            memory_bytes=int(memory.get("usage", 0)),
            memory_limit_bytes=int(memory.get("limit", 0)),
            pids=int(stats.get("pids_stats", {}).get("current", 0)),
            pids_limit=self._limits.pids,
            cpu_seconds=stats.get("cpu_stats", {}).get("cpu_usage", {}).get("total_usage", 0) / 1e9,
        )

    async def remove(self, sandbox_id: str) -> None:
        """Remove a sandbox and everything in it. One that is gone already is a success."""

        def drop(api: docker.APIClient) -> None:
            try:
                api.remove_container(sandbox_id, force=True, v=True)
            except NotFound:
                return
            except APIError as error:
                if error.status_code not in (GONE, CONFLICT):  # another removal is on its way
                    raise

        first = self._first_runners.pop(sandbox_id, None)
        if first is not None:
            await first.close()
        try:
            await self._client.call(drop)
        except APIError as error:
            raise SandboxError("remove_failed", {"detail": str(error.explanation)[-300:]}) from error

    async def close(self) -> None:
        """Let go of every runner that nobody asked for."""
        while self._first_runners:
            _, runner = self._first_runners.popitem()
            await runner.close()

    async def _await_engine(self, sandbox_id: str) -> None:
        """Wait until the engine inside answers: the runner waits for its socket before it runs `docker`."""
        runner = await self._start_runner(sandbox_id)
        try:
            request = Request(
                commands=(("docker", "version", "--format", "{{.Server.Version}}"),),
                deadline_seconds=20,
                output_bytes=4096,
                output_bytes_a_second=MIB,
                mode=Mode.PIPE,
            )
            code = 1
            async for event in runner.run(request):
                code = getattr(event, "exit_code", code)
            if code != 0:
                raise SandboxError("create_failed", {"detail": "the engine inside does not answer"})  # noqa: TRY301  closed below
        except BaseException:
            await runner.close()
            raise
        self._first_runners[sandbox_id] = runner

    def _configuration(self) -> dict[str, Any]:
        """Return the container's host configuration: no privilege, no network, a limit on everything."""
        limits, instance = self._limits, self._instance
        binds = [f"{instance.registry_folder}:/run/registry:ro"]
        if instance.seed_folder:
            binds.append(f"{instance.seed_folder}:/seed:ro")
        store: dict[str, str] = {"/var/lib/docker": f"exec,dev,suid,size={limits.disk_mib}m,mode=710"}
        if self._store_volume:
            binds.append(f"{self._store_volume}:/var/lib/docker")
            store = {}
        config: dict[str, Any] = self._client.api.create_host_config(
            binds=binds,
            runtime="sandbox",
            network_mode="none",
            # No name leads anywhere: the hub's is answered by the sandbox itself (`image/hub`), others not at all.
            extra_hosts={"registry-1.docker.io": "127.0.0.1"},
            dns=["127.0.0.1"],
            dns_search=["."],
            read_only=True,
            cap_drop=["ALL"],
            cap_add=list(CAPABILITIES),
            security_opt=[
                "no-new-privileges",
                "apparmor=unconfined",
                "seccomp=" + json.dumps(json.loads(SECCOMP.read_text())),
            ],
            mem_limit=limits.memory_mib * MIB,
            memswap_limit=limits.memory_mib * MIB,
            pids_limit=limits.pids,
            nano_cpus=round(limits.cpus * 1e9),
            ulimits=[
                docker.types.Ulimit(name="nofile", soft=limits.open_files, hard=limits.open_files),
                docker.types.Ulimit(name="core", soft=0, hard=0),
            ],
            tmpfs={
                **store,
                "/run": "exec,nodev,nosuid,size=32m,mode=755",
                "/tmp": "exec,nodev,nosuid,size=64m,mode=1777",  # noqa: S108  the sandbox's own
                "/etc/docker": "noexec,nodev,nosuid,size=1m,mode=755",
                "/home/learner": f"exec,nodev,nosuid,size={limits.workspace_mib}m,uid=1000,gid=1000,mode=755",
            },
            shm_size="16m",
            restart_policy={"Name": "no"},
            log_config=docker.types.LogConfig(type="json-file", config={"max-size": "256k", "max-file": "1"}),
        )
        # `systempaths=unconfined` of the CLI: the kernel refuses the inner /proc mount where parts of ours are covered.
        config["MaskedPaths"] = []
        config["ReadonlyPaths"] = []
        return config


def _time(text: str) -> datetime:
    """Return a label's time; what is not one counts as very old."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
