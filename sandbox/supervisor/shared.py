"""The shared layers of the compose deployment, made through the engine's API: the bot sees none of its files.

A sandbox of its own pulls every image of the course into a folder of the engine's container, and the skeleton is put
beside the layers, as `seed.py` does it on the disk. The engine's container shows the folder to learners' sandboxes,
read-only above them, and empties it when the sandbox image changes (`outer/deployed`).
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import tarfile
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

import docker
import structlog
from docker.errors import APIError, NotFound

from sandbox.docker_engine import DockerClient, DockerSandboxes, Instance
from sandbox.docker_engine.images import Images
from sandbox.errors import SandboxError
from sandbox.limits import Limits
from sandbox.supervisor.seed import SMALL, pull_all, skeleton
from sandbox.timing import Clock

FOLDER = "/var/lib/gorae/seed"
"""As the deployment's engine sees it."""
MARK = "gorae-seed-made"
"""A volume whose label names the sandbox image that the layers were made with."""
STORE = "/var/lib/docker"
ROUND_SECONDS = 600.0
"""How often it is looked: the engine may have been renewed, or the registry's hub may be there now."""
log = structlog.get_logger("shared layers")


async def keep_shared(client: DockerClient, instance: Instance, limits: Limits, clock: Clock) -> NoReturn:
    """See to it, now and then, that the deployment's engine has shared layers. What fails is told, and tried later."""
    while True:
        try:
            image = await Images(client).identity(instance.image)
            if await _made_with(client) != image and await _make(client, instance, limits, clock):
                await client.call(partial(_mark, image=image))
                log.info("layers are shared")
        except (APIError, OSError, SandboxError, ValueError, tarfile.TarError) as error:
            log.warning("no shared layers: pulls unpack in the sandbox", reason=repr(error))
        await clock.sleep(ROUND_SECONDS)


async def _made_with(client: DockerClient) -> str:
    """Return the sandbox image that the layers were made with; empty where there are none."""

    def look(api: docker.APIClient) -> str:
        try:
            return str((api.inspect_volume(MARK)["Labels"] or {}).get("image", ""))
        except NotFound:
            return ""

    return await client.call(look)


def _mark(api: docker.APIClient, image: str) -> None:
    with contextlib.suppress(NotFound):
        api.remove_volume(MARK)
    api.create_volume(MARK, labels={"image": image})


async def _make(client: DockerClient, instance: Instance, limits: Limits, clock: Clock) -> bool:
    """Return whether the layers were made; not where another bot is at it."""
    # A name of its own: for the pool and the reaper it is no sandbox.
    own = replace(instance, name=f"{instance.name}-seed", seed_folder="")
    sandboxes = DockerSandboxes(client, own, limits, clock, store_volume=FOLDER)
    for other in await sandboxes.live():
        if not other.is_ours:
            return False
        await sandboxes.remove(other.sandbox_id)  # of one that was killed; what it pulled is there still
    made = await sandboxes.create("seed")
    try:
        await pull_all(sandboxes, made.sandbox_id)
        await client.call(lambda api: api.stop(made.sandbox_id, timeout=20))
        await client.call(lambda api: _put_skeleton(api, made.sandbox_id))
    finally:
        await asyncio.shield(sandboxes.remove(made.sandbox_id))
    return True


def _put_skeleton(api: docker.APIClient, sandbox_id: str) -> None:
    """Write `skeleton.tar` into the store of a stopped sandbox."""
    with TemporaryDirectory() as folder:
        store = Path(folder)
        _fetch(api, sandbox_id, "image/overlay2", store / "image")
        packed = skeleton(store, _layers(api, sandbox_id, store))
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        member = tarfile.TarInfo("skeleton.tar")
        member.size, member.mode = len(packed), 0o644
        archive.addfile(member, io.BytesIO(packed))
    api.put_archive(sandbox_id, STORE, tar.getvalue())


def _layers(api: docker.APIClient, sandbox_id: str, store: Path) -> Sequence[Path]:
    """Fetch the small files of every layer that an image has; return the layers' folders."""
    names = sorted(file.read_text() for file in (store / "image/overlay2/layerdb/sha256").glob("*/cache-id"))
    layers = [store / "overlay2" / name for name in names]
    for layer in layers:
        for name in SMALL:
            _fetch(api, sandbox_id, f"overlay2/{layer.name}/{name}", layer, may_miss=name != "link")
        if (layer / "lower").exists():  # what the driver gives to every layer that lies on another
            (layer / "work").mkdir()
    return layers


def _fetch(api: docker.APIClient, sandbox_id: str, path: str, target: Path, *, may_miss: bool = False) -> None:
    """Unpack a file or folder of the store into a folder."""
    try:
        chunks, _ = api.get_archive(sandbox_id, f"{STORE}/{path}")
    except NotFound:
        if may_miss:
            return
        raise
    target.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(b"".join(chunks))) as archive:
        archive.extractall(target, filter="data")
