"""Building, keeping and moving the project's own images."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import docker
from docker.errors import APIError, ImageNotFound

from sandbox.docker_engine.client import DockerClient
from sandbox.errors import SandboxError

CHUNK_BYTES = 1024 * 1024


class Images:
    """The images of one engine."""

    def __init__(self, client: DockerClient) -> None:
        self._client = client

    async def has(self, tag: str) -> bool:
        """Return whether the engine holds an image of this name."""

        def look(api: docker.APIClient) -> bool:
            try:
                api.inspect_image(tag)  # type: ignore[no-untyped-call]  # the stubs lack it
            except ImageNotFound:
                return False
            return True

        return await self._client.call(look)

    async def identity(self, tag: str) -> str:
        """Return the id of an image by its contents."""

        def look(api: docker.APIClient) -> str:
            return str(api.inspect_image(tag)["Id"])  # type: ignore[no-untyped-call]  # the stubs lack it

        return await self._client.call(look)

    async def import_root(self, archive: Path, tag: str) -> None:
        """Make an image of one layer from a tar of a root file system."""
        repository, _, version = tag.rpartition(":")

        def load(api: docker.APIClient) -> None:
            with archive.open("rb") as stream:
                api.import_image_from_data(stream, repository=repository, tag=version, changes=['CMD ["bash"]'])

        await self._client.call(load)

    async def build(
        self,
        folder: Path,
        tag: str,
        tell: Callable[[float, str], None],
        environment: Mapping[str, str],
        *,
        target: str = "",
        dockerfile: str = "Dockerfile",
    ) -> None:
        """Build a folder with the engine's own builder.

        Args:
            folder: holds the Dockerfile and what it copies.
            tag: the name of the image.
            tell: called from a thread with a fraction (0…1) and one line of the build's output.
            environment: build arguments (a proxy's address).
            target: the stage to stop at; the last one when empty.
            dockerfile: its place in the folder.

        Raises:
            SandboxError: `build_failed` with the image and the last line.

        """

        def run(api: docker.APIClient) -> None:
            done, last = 0.0, ""
            for event in api.build(
                path=str(folder),
                tag=tag,
                network_mode="host",
                rm=True,
                forcerm=True,
                decode=True,
                buildargs=dict(environment),
                target=target,
                dockerfile=dockerfile,
            ):
                if "error" in event:
                    raise SandboxError("build_failed", {"image": tag, "line": f"{last} {event['error']}"[-300:]})
                line = str(event.get("stream", "")).strip()
                if line.startswith("Step "):
                    step, _, count = line.split()[1].partition("/")
                    done = (int(step) - 1) / int(count)
                if line:
                    last = line[-300:]
                    tell(done, line)

        await self._client.call(run)

    async def save(self, tag: str, archive: Path) -> None:
        """Write an image to a tar file, whole or not at all."""
        partial = archive.with_name(archive.name + ".partial")

        def write(api: docker.APIClient) -> None:
            with partial.open("wb") as stream:
                for chunk in api.get_image(tag, chunk_size=CHUNK_BYTES):
                    stream.write(chunk)

        await self._client.call(write)
        partial.rename(archive)

    async def load(self, archive: Path) -> None:
        """Read an image from a tar file."""

        def read(api: docker.APIClient) -> None:
            with archive.open("rb") as stream:
                for _ in api.load_image(stream):  # type: ignore[no-untyped-call]  # the stubs lack it
                    pass

        await self._client.call(read)

    async def tag(self, tag: str, other: str) -> None:
        """Give an image another name."""
        repository, _, version = other.rpartition(":")
        await self._client.call(lambda api: api.tag(tag, repository, version))

    async def push(self, tag: str, reference: str) -> None:
        """Push an image under another name. Raises `SandboxError` (`push_failed`)."""
        repository, _, version = reference.rpartition(":")

        def send(api: docker.APIClient) -> None:
            api.tag(tag, repository, version)
            for event in api.push(repository, version, stream=True, decode=True):
                if "error" in event:
                    raise SandboxError("push_failed", {"image": reference, "line": str(event["error"])[-300:]})
            api.remove_image(reference, noprune=True)

        await self._client.call(send)

    async def tags(self, repository: str) -> list[str]:
        """Return every name under which the engine holds an image of a repository."""
        held = await self._client.call(lambda api: api.images(repository))
        return [tag for entry in held for tag in entry["RepoTags"] or ()]

    async def remove(self, tag: str) -> None:
        """Remove an image; one that is not there is a success."""

        def drop(api: docker.APIClient) -> None:
            try:
                api.remove_image(tag, force=True)
            except (ImageNotFound, APIError):
                return

        await self._client.call(drop)
