"""A Docker API client whose calls run in a few threads of its own, so that the event loop never waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import docker
import requests
from docker.errors import APIError, DockerException

from sandbox.errors import SandboxError
from sandbox.sockets import ShortPath

T = TypeVar("T")


class DockerClient:
    """One connection pool to one engine. `threads` bounds how many calls run at once."""

    def __init__(self, socket_path: Path, *, threads: int = 8, timeout_seconds: int = 120) -> None:
        self._name = ShortPath(socket_path)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="docker")
        self.api = docker.APIClient(
            base_url=f"unix://{self._name.text}", version="1.41", timeout=timeout_seconds, num_pools=threads
        )

    async def call(self, work: Callable[[docker.APIClient], T]) -> T:
        """Run `work` with the API in a thread and return what it returns.

        Raises:
            SandboxError: `engine_unreachable` when the engine does not answer. API errors pass as they are.

        """
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, self.api)
        except APIError:
            raise
        except (DockerException, requests.exceptions.ConnectionError, requests.exceptions.Timeout) as error:
            raise SandboxError("engine_unreachable") from error

    async def close(self) -> None:
        """Close the connections. May be called again."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self.api.close()
        self._name.close()
