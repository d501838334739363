"""Our engine beside another Docker: makes a sandbox, runs something in it, ends. Run by `machine.sh`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sandbox.docker_engine import DockerClient, DockerSandboxes
from sandbox.embedded import EmbeddedEngine
from sandbox.engine import Ended, Request
from sandbox.limits import Limits
from sandbox.supervisor.wall import SystemClock


class WithoutControllers(DockerSandboxes):
    """For a machine made by a test, whose version 2 hierarchy has no controllers: a real one is refused."""

    def _configuration(self) -> dict[str, Any]:
        return {**super()._configuration(), "NanoCpus": 0}

    def _refuse_without_limits(self, warnings: Sequence[str]) -> None:
        del warnings


async def live(data: Path, cache: Path, controllers: str = "") -> int:
    """Return the exit code of a container that ran in a sandbox."""
    code = 1
    kind = WithoutControllers if controllers == "without-controllers" else DockerSandboxes
    async with EmbeddedEngine(data, lambda _: None, cache_folder=cache) as ready:
        client = DockerClient(Path(ready.socket))
        sandboxes = kind(client, ready.instance, Limits(), SystemClock())
        made = await sandboxes.create("beside")
        runner = await sandboxes.open(made.sandbox_id)
        request = Request(
            commands=(("docker", "run", "--rm", "-p", "8080:80", "busybox", "true"),),
            deadline_seconds=120,
            output_bytes=9999,
            output_bytes_a_second=9999,
        )
        async for event in runner.run(request):
            if isinstance(event, Ended):
                code = event.exit_code
        await runner.close()
        await sandboxes.remove(made.sandbox_id)
        await sandboxes.close()
        await client.close()
    return code


if __name__ == "__main__":
    sys.exit(asyncio.run(live(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])))
