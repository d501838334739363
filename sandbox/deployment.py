"""The compose file's engine and registry, for a machine with a Docker daemon whose user is not root."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from sandbox.errors import SandboxError

PROJECT = Path(__file__).parent.parent
LOOK_SECONDS = 20
START_SECONDS = 1800  # the first start builds the images


class Deployment:
    """The two services of one data folder: a compose project of its own, its sockets in the data folder."""

    def __init__(self, data_folder: Path) -> None:
        self._sockets = data_folder / "engine" / "sockets"
        self._name = f"gorae-{hashlib.sha256(str(data_folder).encode()).hexdigest()[:8]}"

    @property
    def socket(self) -> Path:
        """Where the engine answers once it is up."""
        return self._sockets / "docker.sock"

    @property
    def was_started(self) -> bool:
        """Whether the two may be up: they were started and not stopped since."""
        return self._sockets.exists()

    async def is_offered(self) -> bool:
        """Say whether a daemon answers this user and has compose."""
        for words in (("version", "--format", "{{.Server.Version}}"), ("compose", "version")):
            code, _ = await _docker(*words, seconds=LOOK_SECONDS)
            if code != 0:
                return False
        return True

    async def start(self, images: Sequence[str]) -> Path:
        """Bring engine and registry up, building them the first time; return the engine's socket.

        `images` are the patterns of what the registry gives besides the course's images.
        Raises `SandboxError` `compose_failed` with the last line that compose said.
        """
        self._sockets.mkdir(parents=True, exist_ok=True)
        code, said = await self._compose(
            *("up", "--detach", "--wait", "engine", "registry"), seconds=START_SECONDS, GORAE_IMAGES=",".join(images)
        )
        if code != 0:
            raise SandboxError("compose_failed", {"line": said.strip().rpartition("\n")[2][-200:]})
        return self.socket

    async def stop(self) -> bool:
        """Take both down with their volumes. Returns whether compose agreed."""
        code, _ = await self._compose("down", "--volumes", seconds=LOOK_SECONDS * 3)
        return code == 0

    async def _compose(self, *words: str, seconds: float, **settings: str) -> tuple[int, str]:
        environment = {
            **os.environ,
            "GORAE_ENGINE_SOCKETS": str(self._sockets),
            "GORAE_SOCKET_GID": str(os.getgid()),
            # The bot is not among them: nothing of its own is to be looked for.
            **dict.fromkeys(("DISCORD_TOKEN", "GORAE_CONTENT", "GORAE_SECRETS"), ""),
            **settings,
        }
        file = str(PROJECT / "docker-compose.yml")
        return await _docker(
            "compose", "--project-name", self._name, "--file", file, *words, seconds=seconds, environment=environment
        )


async def _docker(*words: str, seconds: float, environment: dict[str, str] | None = None) -> tuple[int, str]:
    """Run the docker command line; return its exit code (127 where there is none) and what it said."""
    try:
        program = await asyncio.create_subprocess_exec(
            "docker",
            *words,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=environment,
        )
    except OSError:
        return 127, ""
    try:
        async with asyncio.timeout(seconds):
            said, _ = await program.communicate()
    except TimeoutError:
        program.kill()
        await program.wait()
        return 124, ""
    return program.returncode or 0, said.decode(errors="replace")
