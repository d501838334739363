"""Everything that is built once: the base, the sandbox image, the registry's images and the shared layers."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import hashlib
import os
import shutil
import socket
import tomllib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox.docker_engine import DockerClient
from sandbox.docker_engine.images import Images
from sandbox.errors import SandboxError
from sandbox.supervisor import base
from sandbox.supervisor.layout import SOURCE, Layout
from sandbox.supervisor.outer import Kind, OuterEngine

BASE_TAG = "debian:trixie-slim"
PROXIES = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")

Tell = Callable[[str, float | None, dict[str, str]], None]
"""Told of progress: a stage (a wording key), a fraction of it (0…1, or none), and values."""


@dataclass(frozen=True, slots=True)
class CourseImage:
    """One repository of the registry: a folder with a Dockerfile, and the tags it gets."""

    name: str
    tags: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """The folder it is built from."""
        return SOURCE / "course_images" / self.name


def course_images() -> tuple[CourseImage, ...]:
    """Return what the registry holds, from `course_images/images.toml`."""
    listed = tomllib.loads((SOURCE / "course_images" / "images.toml").read_text())
    return tuple(CourseImage(entry["name"], tuple(entry["tags"])) for entry in listed["image"])


def content_key(folder: Path, *more: str) -> str:
    """Return a name for all that is in a folder (paths, modes, contents) and some words besides."""
    digest = hashlib.sha256("\0".join(more).encode())
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        mode = path.stat().st_mode & 0o111
        digest.update(f"\0{path.relative_to(folder)}\0{mode}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


class Stock:
    """What one cache folder holds, and making what it lacks."""

    def __init__(self, layout: Layout, tell: Tell) -> None:
        self._layout = layout
        self._tell = tell
        self._sources = base.source_lines()
        self._certificates = base.extra_certificates()
        self.base_key = base.base_key(self._sources, self._certificates)
        self.sandbox_key = content_key(SOURCE / "image", self.base_key, (SOURCE / "Dockerfile").read_text())
        self.registry_key = content_key(SOURCE / "course_images", self.base_key)
        self.seed_key = hashlib.sha256(f"2 {self.sandbox_key} {self.registry_key}".encode()).hexdigest()[:16]

    @property
    def sandbox_tag(self) -> str:
        """The sandbox image's name in the outer engine."""
        return f"gorae-sandbox:{self.sandbox_key}"

    @property
    def base_archive(self) -> Path:
        """The base's root file system."""
        return self._layout.cache / f"base-{self.base_key}.tar"

    @property
    def sandbox_archive(self) -> Path:
        """The sandbox image."""
        return self._layout.cache / f"sandbox-{self.sandbox_key}.tar"

    @property
    def registry_store(self) -> Path:
        """The registry's files."""
        return self._layout.cache / f"registry-{self.registry_key}"

    @property
    def seed(self) -> Path:
        """The shared layers."""
        return self._layout.cache / f"seed-{self.seed_key}"

    async def fill(self) -> None:
        """Make what is missing; one maker at a time per cache folder. Raises `SandboxError`."""
        if self._is_full():
            return
        async with self.one_maker():
            if self._is_full():
                return
            async with self.builder() as images:
                await self._build_sandbox(images)
                await self._fill_registry(images)

    def _is_full(self) -> bool:
        return self.base_archive.exists() and self.sandbox_archive.exists() and self.registry_store.exists()

    def forget_old(self) -> None:
        """Remove what earlier versions built, where the cache is this data folder's own (others may share it)."""
        if not self._layout.cache.is_relative_to(self._layout.data):
            return
        current = {self.base_archive, self.sandbox_archive, self.registry_store, self.seed}
        for pattern in ("base-*.tar", "sandbox-*.tar", "registry-*", "seed-*"):
            for old in set(self._layout.cache.glob(pattern)) - current:
                if old.is_dir():
                    shutil.rmtree(old, ignore_errors=True)
                else:
                    old.unlink(missing_ok=True)

    @asynccontextmanager
    async def builder(self) -> AsyncIterator[Images]:
        """Run the build engine, with the base in it. Hold `one_maker`."""
        if not self.base_archive.exists():
            self._tell("base", None, {})
            await base.make_base(self.base_archive, self._sources, self._certificates, self._layout.log / "base.log")
        self._tell("build_engine", None, {})
        engine = OuterEngine(self._layout.builder, self._layout.cache, Kind.BUILD, f"{self._layout.name}-build")
        await engine.start()
        client = DockerClient(engine.socket, threads=3, timeout_seconds=1800)
        try:
            images = Images(client)
            if not await images.has(f"gorae-base:{self.base_key}"):
                await images.import_root(self.base_archive, f"gorae-base:{self.base_key}")
            await images.tag(f"gorae-base:{self.base_key}", BASE_TAG)
            yield images
        finally:
            await client.close()
            await engine.stop()

    async def build_deployed(self, images: Images, name: str, folder: Path, target: str, dockerfile: str) -> Path:
        """Build one image of the compose deployment and keep it as a tar file. Raises `SandboxError`."""
        tag = f"gorae-{name}:deployed"
        await self._build(images, "deployed_image", folder, tag, {"image": tag}, target=target, dockerfile=dockerfile)
        archive = self._layout.cache / f"deployed-{name}.tar"
        mark = archive.with_suffix(".id")
        made = await images.identity(tag)
        if not (archive.exists() and mark.exists() and mark.read_text() == made):
            await images.save(tag, archive)
            mark.write_text(made)
        return archive

    async def _build_sandbox(self, images: Images) -> None:
        if self.sandbox_archive.exists():
            return
        await self._build(images, "sandbox_image", SOURCE, self.sandbox_tag, {}, target="sandbox")
        self._tell("sandbox_image", 1.0, {})
        await images.save(self.sandbox_tag, self.sandbox_archive)

    async def _fill_registry(self, images: Images) -> None:
        if self.registry_store.exists():
            return
        partial = self._layout.cache / "registry.partial"
        await asyncio.to_thread(shutil.rmtree, partial, ignore_errors=True)
        partial.mkdir()
        wanted = course_images()
        for number, image in enumerate(wanted):
            values = {"image": image.name, "number": str(number + 1), "count": str(len(wanted))}
            await self._build(images, "course_image", image.folder, f"gorae-course-{image.name}:latest", values)
        async with self._writable_registry(partial) as address:
            for image in wanted:
                for tag in image.tags:
                    await images.push(f"gorae-course-{image.name}:latest", f"{address}/library/{image.name}:{tag}")
        partial.chmod(0o755)
        partial.rename(self.registry_store)

    async def _build(
        self,
        images: Images,
        stage: str,
        folder: Path,
        tag: str,
        values: dict[str, str],
        *,
        target: str = "",
        dockerfile: str = "Dockerfile",
    ) -> None:
        loop = asyncio.get_running_loop()
        log = self._layout.log / "build.log"
        told = -1.0

        def tell(fraction: float, line: str) -> None:
            nonlocal told
            with log.open("a") as stream:
                stream.write(line + "\n")
            if fraction != told:
                told = fraction
                loop.call_soon_threadsafe(self._tell, stage, fraction, values)

        proxies = {name: os.environ[name] for name in PROXIES if os.environ.get(name)}
        await images.build(folder, tag, tell, proxies, target=target, dockerfile=dockerfile)

    @asynccontextmanager
    async def _writable_registry(self, store: Path) -> AsyncIterator[str]:
        """Run a registry on a loopback port for as long as it is filled, and yield its address."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        config = self._layout.engine / "etc" / "push.yml"
        config.write_text(
            "version: 0.1\nlog: {level: error}\n"
            f"storage: {{filesystem: {{rootdirectory: {str(store)!r}}}}}\n"
            f'http: {{addr: "127.0.0.1:{port}"}}\n'
        )
        with (self._layout.log / "registry-push.log").open("wb") as log:
            child = await asyncio.create_subprocess_exec(
                *("setpriv", "--pdeathsig", "KILL", "docker-registry", "serve", str(config)), stdout=log, stderr=log
            )
        try:
            async with asyncio.timeout(20):
                while child.returncode is None:
                    with contextlib.suppress(OSError):
                        _, writer = await asyncio.open_connection("127.0.0.1", port)
                        writer.close()
                        break
                    await asyncio.sleep(0.05)
            if child.returncode is not None:
                raise SandboxError("registry_failed", {"log": str(self._layout.log)})
            yield f"127.0.0.1:{port}"
        finally:
            with contextlib.suppress(ProcessLookupError):
                child.terminate()
            await child.wait()
            config.unlink(missing_ok=True)

    @asynccontextmanager
    async def one_maker(self) -> AsyncIterator[None]:
        """Hold the cache folder's lock."""
        with (self._layout.cache / "lock").open("a") as file:
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    self._tell("waiting_for_other_copy", None, {})
                    await asyncio.sleep(0.5)
            yield
